import { z } from "zod";
import { CredenceError } from "../../errors/credence-error.ts";
import { cardinality, encodeCell, type RecordSchema } from "../../record/schema.ts";

const feature = z.string().min(1).describe("A raw feature, by the record schema's name");

/**
 * A statement about a quantised model that is true or false of its integers alone. A record is worth its points; where a margin decides, the margin the other way round: the lower
 * the margin, the more it is worth. A missing cell is no value: `monotone` and `never-worse` compare records in which the feature is there.
 */
export const Claim = z.discriminatedUnion("claim", [
  z
    .strictObject({ claim: z.literal("does-not-use"), feature })
    .describe(
      "Records that differ in the feature alone have one score, one decision and the same reasons: no bin's points, no split and no weight depend on it",
    ),
  z
    .strictObject({ claim: z.literal("monotone"), feature, direction: z.enum(["increasing", "decreasing"]) })
    .describe("Of two records that differ in the feature alone, the one with the greater value is worth no less (increasing) or no more (decreasing)"),
  z
    .strictObject({
      claim: z.literal("never-worse"),
      feature,
      from: z.string().min(1).describe("A number or a date, as the issuer writes it"),
    })
    .describe("A record whose value is `from` or greater is worth no less than the same record with any value below `from`"),
]);
export type Claim = z.infer<typeof Claim>;

const FORMS = "does-not-use:FEATURE, monotone:FEATURE:increasing, monotone:FEATURE:decreasing or never-worse:FEATURE:FROM";

/** Reads a claim as the command line takes it. @throws CredenceError CRD-1201 for anything that is not of one of the forms. */
export function parseClaim(text: string): Claim {
  const [claim, feature, word, ...more] = text.split(":");
  const rest = more.length > 0 ? { more } : {};
  const third = word === undefined ? {} : claim === "monotone" ? { direction: word } : { from: word };
  const read = Claim.safeParse({ claim, feature, ...third, ...rest });
  if (!read.success) throw new CredenceError("CRD-1201", `Found ${JSON.stringify(text)}, expected ${FORMS}.`, { place: text });
  return read.data;
}

/** The inverse of {@link parseClaim}. */
export const formatClaim = (claim: Claim): string =>
  [claim.claim, claim.feature, ...(claim.claim === "monotone" ? [claim.direction] : claim.claim === "never-worse" ? [claim.from] : [])].join(":");

/** The claim as a person reads it. */
export function spellClaim(claim: Claim): string {
  if (claim.claim === "does-not-use") return `No bin, split or weight uses ${claim.feature}`;
  if (claim.claim === "never-worse") return `${claim.feature} of ${claim.from} or more is never worth less than a lower value`;
  return `A greater ${claim.feature} is never worth ${claim.direction === "increasing" ? "less" : "more"}`;
}

/** A claim's feature by its position in the schema, the codes that are values, and the first code that counts as `from` or more. */
export interface ClaimedFeature {
  position: number;
  /** Codes in [0, values) are values; one more may be the missing marker. */
  values: bigint;
  from: bigint | undefined;
}

/** Finds what a claim speaks of. @throws CredenceError CRD-1202 where the schema has no such feature, or no order or no such value of it. */
export function findClaimed(claim: Claim, schema: RecordSchema): ClaimedFeature {
  const refuse = (message: string) => new CredenceError("CRD-1202", message, { place: formatClaim(claim) });
  const position = schema.features.findIndex(({ name }) => name === claim.feature);
  const feature = schema.features[position];
  if (feature === undefined) {
    throw refuse(`Found the feature ${claim.feature}, expected one of ${schema.features.map(({ name }) => name).join(", ")}.`);
  }
  const values = cardinality(feature) - (feature.missing === "marker" ? 1n : 0n);
  if (claim.claim === "does-not-use") return { position, values, from: undefined };
  if (feature.type === "category") throw refuse(`Found ${claim.feature}, a category; expected a number or a date, whose values have an order.`);
  if (claim.claim === "monotone") return { position, values, from: undefined };
  const from = encodeCell(feature, claim.from);
  if (typeof from !== "bigint") throw refuse(`Found ${claim.from} as ${claim.feature}, expected ${from.expected}.`);
  if (from >= values) throw refuse(`Found ${claim.from} as ${claim.feature}, expected a value and not a missing cell.`);
  return { position, values, from };
}
