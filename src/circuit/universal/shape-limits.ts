import { codeWidth, type RecordSchema } from "../../record/schema.ts";
import { checkPacking, refuse } from "../model-limits.ts";

/** Scores and bands of more bits would not leave room for the lower edge of a band in 32 bits. */
export const MOST_BITS = 30;

export const bitLength = (value: bigint) => (value < 0n ? -value : value).toString(2).length;
/** Bits of a number with its sign. */
export const signedBits = (value: bigint) => bitLength(value < 0n ? -value - 1n : value) + 1;

/** Elements of one table, and of the tables section. */
const MOST_OF_A_TABLE = 4096;
const MOST_OF_ALL_TABLES = 65_536;

/** Refuses tables that no universal circuit opens, each of so many elements. @throws CredenceError CRD-3001. */
export function checkTables(elements: readonly number[]): void {
  const long = elements.find((count) => count > MOST_OF_A_TABLE);
  if (long !== undefined) refuse(`Found a table of ${long} elements, expected at most ${MOST_OF_A_TABLE} in a universal circuit.`, "shape.rows");
  const all = elements.reduce((sum, count) => sum + count, 0);
  if (all > MOST_OF_ALL_TABLES) refuse(`Found ${all} elements in all tables, expected at most ${MOST_OF_ALL_TABLES} in a universal circuit.`, "shape");
}

/** Refuses a schema that no universal circuit can be made for. @throws CredenceError CRD-3001. */
export function checkSchema(schema: RecordSchema): void {
  const wide = schema.features.find((feature) => codeWidth(feature) > 34);
  if (wide !== undefined) refuse(`Found ${codeWidth(wide)} bits, expected at most 34 in a universal circuit.`, `feature ${wide.name}`);
  checkPacking(schema);
}
