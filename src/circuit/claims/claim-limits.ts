import { CredenceError } from "../../errors/credence-error.ts";
import { codeWidth, type RecordSchema } from "../../record/schema.ts";
import type { ClaimSizes } from "./claim-sizes.ts";
import { readTreeShapes } from "./tree-shapes.ts";

/** Rows of one linear term, and elements of one characteristic, of three rows each. */
const MOST_OF_A_TABLE = 4096;
/** Field elements of the tables section. */
const MOST_IN_ALL = 65_536;
const MOST_NODES = 65_535;
const MOST_CODE_BITS = 34;

const greatest = (counts: readonly number[]) => counts.reduce((top, count) => Math.max(top, count), 0);

function refuseAbove(most: number, found: number, what: string): void {
  if (found <= most) return;
  const [many, expected] = [found, most].map((count) => count.toLocaleString("en"));
  throw new CredenceError(
    "CRD-1203",
    `Found ${many} ${what}, a claim's circuit takes at most ${expected}: the claim is checked with \`credence claim check\`.`,
  );
}

/** Refuses tables that are larger than the templates of claims take, which assert the same. @throws CredenceError CRD-1203 with what was found and the limit. */
export function checkClaimLimits(schema: RecordSchema, { inputs, elements, lines, shapes }: ClaimSizes): void {
  if (shapes !== undefined) {
    refuseAbove(MOST_NODES, greatest((readTreeShapes(shapes) ?? []).map((shape) => shape.length)), "nodes in a tree");
    return;
  }
  const rows = lines?.rows ?? [];
  refuseAbove(MOST_OF_A_TABLE, greatest(rows), "rows in a term");
  if (elements !== undefined) refuseAbove(3 * MOST_OF_A_TABLE, 3 * elements, "rows in a characteristic");
  refuseAbove(MOST_IN_ALL, elements === undefined ? rows.reduce((sum, count) => sum + count, 0) : inputs * elements, "elements in all tables");
  refuseAbove(MOST_CODE_BITS, greatest(schema.features.map(codeWidth)), "bits in the codes of a feature");
}
