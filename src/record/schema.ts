import { keccak256, stringToHex } from "viem";
import { z } from "zod";
import { toField } from "../statement/field.ts";
import { canonicalJson } from "./canonical-json.ts";

/**
 * A record schema names the raw features that an issuer signs. Every feature is encoded as one non-negative integer code
 * in [0, cardinality): numbers and dates count up from their minimum in units of 10^-scale, categories by their position, and a feature
 * that may be missing has one further code, the last, which is the missing marker.
 */
const name = z.string().regex(/^[a-z][a-z0-9_]*$/, "a lower-case name of letters, digits and underscores");

export const NumberFeature = z.strictObject({
  name,
  type: z.literal("number"),
  /** Decimal places that the issuer keeps: the code counts units of 10^-scale. */
  scale: z.int().min(0).max(9),
  /** Smallest and largest value, inclusive, as decimal strings. */
  min: z.string(),
  max: z.string(),
  missing: z.enum(["never", "marker"]),
  unit: z.string().optional(),
});
export const CategoryFeature = z.strictObject({
  name,
  type: z.literal("category"),
  /** Every value that the issuer may write, in code order. */
  values: z.array(z.string()).min(2).max(4096),
  missing: z.enum(["never", "marker"]),
});
export const DateFeature = z.strictObject({
  name,
  type: z.literal("date"),
  /** First and last day, inclusive, as YYYY-MM-DD; the code counts days. */
  min: z.iso.date(),
  max: z.iso.date(),
  missing: z.enum(["never", "marker"]),
});
export const Feature = z.discriminatedUnion("type", [NumberFeature, CategoryFeature, DateFeature]);
export type Feature = z.infer<typeof Feature>;

const wellFormed = (feature: Feature): string | undefined => {
  if (feature.type === "category") return new Set(feature.values).size === feature.values.length ? undefined : "the same value twice";
  if (feature.type === "date") return Date.parse(feature.min) < Date.parse(feature.max) ? undefined : "a range that is empty";
  const min = decimalToUnits(feature.min, feature.scale);
  const max = decimalToUnits(feature.max, feature.scale);
  if (min === undefined || max === undefined) return `min or max that is no decimal of at most ${feature.scale} places`;
  return min < max && max - min < 1n << 64n ? undefined : "a range that is empty or wider than 64 bits";
};

export const RecordSchema = z
  .strictObject({
    format: z.literal("credence.schema/1"),
    name,
    version: z.int().min(1),
    features: z.array(Feature).min(1).max(512),
  })
  .superRefine((schema, context) => {
    const seen = new Set<string>();
    schema.features.forEach((feature, i) => {
      const fault = seen.has(feature.name) ? "a name that another feature has" : wellFormed(feature);
      if (fault) context.addIssue({ code: "custom", path: ["features", i], message: `${feature.name} has ${fault}` });
      seen.add(feature.name);
    });
  });
export type RecordSchema = z.infer<typeof RecordSchema>;

const DAY = 86_400_000;

/** A decimal string as an integer count of 10^-scale, or undefined where it has more places than the scale keeps or is no decimal. */
export function decimalToUnits(text: string, scale: number): bigint | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign, whole, fraction = ""] = match;
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > scale) return undefined;
  const units = BigInt(`${whole}${kept.padEnd(scale, "0")}`);
  return sign === "-" ? -units : units;
}

/** How many codes a feature has, the missing marker included. */
export function cardinality(feature: Feature): bigint {
  const marker = feature.missing === "marker" ? 1n : 0n;
  if (feature.type === "category") return BigInt(feature.values.length) + marker;
  if (feature.type === "date") return BigInt((Date.parse(feature.max) - Date.parse(feature.min)) / DAY) + 1n + marker;
  return (decimalToUnits(feature.max, feature.scale) as bigint) - (decimalToUnits(feature.min, feature.scale) as bigint) + 1n + marker;
}

/** The code of a missing cell, or undefined where the schema allows none. */
export const missingCode = (feature: Feature): bigint | undefined => (feature.missing === "marker" ? cardinality(feature) - 1n : undefined);

/** Bits that a feature's code takes in the packed record. */
export const codeWidth = (feature: Feature): number => Math.max(1, (cardinality(feature) - 1n).toString(2).length);

/**
 * The code of a cell as an issuer or a CSV file writes it; an empty cell, "NA" and "NaN" are missing.
 * @returns the code, or a sentence that says what was expected.
 */
export function encodeCell(feature: Feature, cell: string): bigint | { expected: string } {
  const text = cell.trim();
  if (feature.type === "category") {
    const position = feature.values.indexOf(text);
    if (position >= 0) return BigInt(position);
  }
  if (text === "" || text === "NA" || text === "NaN") {
    return missingCode(feature) ?? { expected: "a value: this feature may not be missing" };
  }
  if (feature.type === "category") return { expected: `one of ${feature.values.map((v) => JSON.stringify(v)).join(", ")}` };
  if (feature.type === "date") {
    // zod's ISO date knows the calendar; Date.parse alone would turn 30 February into 1 March.
    const day = z.iso.date().safeParse(text).success ? Date.parse(text) : Number.NaN;
    const first = Date.parse(feature.min);
    if (Number.isNaN(day) || day < first || day > Date.parse(feature.max)) return { expected: `a date from ${feature.min} to ${feature.max}` };
    return BigInt((day - first) / DAY);
  }
  const units = decimalToUnits(text, feature.scale);
  const min = decimalToUnits(feature.min, feature.scale) as bigint;
  const max = decimalToUnits(feature.max, feature.scale) as bigint;
  if (units === undefined || units < min || units > max) {
    return { expected: `a number from ${feature.min} to ${feature.max} with at most ${feature.scale} decimal places` };
  }
  return units - min;
}

/** The cell that a code stands for: the inverse of {@link encodeCell}; a missing cell is the empty string. */
export function decodeCell(feature: Feature, code: bigint): string {
  if (code === missingCode(feature)) return "";
  if (feature.type === "category") return feature.values[Number(code)] as string;
  if (feature.type === "date") return new Date(Date.parse(feature.min) + Number(code) * DAY).toISOString().slice(0, 10);
  const units = code + (decimalToUnits(feature.min, feature.scale) as bigint);
  const digits = (units < 0n ? -units : units).toString().padStart(feature.scale + 1, "0");
  const whole = digits.slice(0, digits.length - feature.scale);
  const text = feature.scale === 0 ? whole : `${whole}.${digits.slice(-feature.scale)}`;
  return units < 0n ? `-${text}` : text;
}

/** Capacity of one packed field element: 253 bits always fit below the field order. */
export const PACK_BITS = 253;

/** Where each feature's code lies in the packed record: greedy, in schema order, never across two elements. */
export function packing(schema: RecordSchema): { element: number; offset: number; width: number }[] {
  let element = 0;
  let offset = 0;
  return schema.features.map((feature) => {
    const width = codeWidth(feature);
    if (offset + width > PACK_BITS) {
      element += 1;
      offset = 0;
    }
    const slot = { element, offset, width };
    offset += width;
    return slot;
  });
}

/** The packed record: `codes` in schema order, one field element per 253 bits. */
export function packCodes(schema: RecordSchema, codes: readonly bigint[]): bigint[] {
  const packed: bigint[] = [];
  packing(schema).forEach(({ element, offset }, i) => {
    packed[element] = (packed[element] ?? 0n) + ((codes[i] as bigint) << BigInt(offset));
  });
  return packed;
}

/** keccak256 of the schema's canonical JSON (features in order, keys sorted), reduced into the field. */
export function schemaHash(schema: RecordSchema): bigint {
  return toField(BigInt(keccak256(stringToHex(canonicalJson(schema)))));
}
