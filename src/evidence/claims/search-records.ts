import { featuresOf } from "../../model/column-cell.ts";
import type { QuantisedTrees } from "../../model/quantised-trees.ts";
import { openMargin } from "../../model/tree-walk.ts";
import { cardinality, type RecordSchema } from "../../record/schema.ts";
import { thin } from "../thin.ts";
import type { Counterexample } from "./verdict.ts";

/** How many records are varied. */
export const TRIED = 400;
/** How many codes of the feature each of them is given, at most. */
const CODES = 64;

/** Numbers in [0, 1), the same ones every time: a linear congruential generator (Knuth's MMIX constants). */
function openChance(): () => number {
  let state = 0x9e3779b97f4a7c15n;
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 11n) / 2 ** 53;
  };
}

/** Codes at which something may change: those beside the cuts of the feature's own columns, the ends, and some in between. */
function codesWorthTrying({ columns, schema }: Pick<QuantisedTrees, "columns" | "schema">, position: number): bigint[] {
  const count = cardinality(schema.features[position] as RecordSchema["features"][number]);
  const cuts = columns.flatMap((column) => (column.kind === "feature" && column.feature === position ? column.cuts.flatMap((cut) => [cut - 1n, cut]) : []));
  const spread = Array.from({ length: 17 }, (_, i) => ((count - 1n) * BigInt(i)) / 16n);
  // Amounts are small more often than large.
  const small = Array.from({ length: 12 }, (_, i) => 10n ** BigInt(i)).filter((code) => code < count);
  return [...new Set([...cuts, ...spread, ...small])].filter((code) => code >= 0n && code < count).sort((a, b) => (a < b ? -1 : 1));
}

/**
 * Looks for two records that differ in one feature and refute a claim, among variations of the reference record: always the same ones.
 * @param to codes below it are compared.
 * @param from a code that is worth trying besides those beside cuts.
 * @param refutes tells whether margins at two codes, the smaller first, refute it.
 */
export function searchRecords(
  model: QuantisedTrees,
  position: number,
  to: bigint,
  from: bigint | undefined,
  refutes: (low: { code: bigint; margin: bigint }, high: { code: bigint; margin: bigint }) => boolean,
): Counterexample | undefined {
  const chance = openChance();
  const marginOf = openMargin(model);
  const read = [...new Set(model.columns.flatMap(featuresOf))].filter((feature) => feature !== position);
  const choices = new Map(read.map((feature) => [feature, codesWorthTrying(model, feature)]));
  const worth = [...codesWorthTrying(model, position), ...(from === undefined ? [] : [from - 1n, from])].filter((code) => code >= 0n && code < to);
  const tried = thin(
    [...new Set(worth)].sort((a, b) => (a < b ? -1 : 1)),
    CODES,
  );
  for (let round = 0; round < TRIED; round++) {
    const base = [...model.policy.reference];
    // The reference first, then more and more of its cells changed.
    const share = round / TRIED;
    for (const [feature, options] of choices) if (chance() < share) base[feature] = options[Math.floor(chance() * options.length)] as bigint;
    const at = tried.map((code) => {
      base[position] = code;
      return { code, margin: marginOf(base) };
    });
    for (const [i, low] of at.entries()) {
      const high = at.slice(i + 1).find((each) => refutes(low, each));
      if (high !== undefined) return [base.with(position, low.code), base.with(position, high.code)];
    }
  }
  return undefined;
}
