import { floorDivide } from "../../model/floor-divide.ts";
import type { QuantisedTrees } from "../../model/quantised-trees.ts";
import { marginBounds } from "../../model/tree-walk.ts";
import { DECISION_CODES } from "../../statement/outcome.ts";
import { type AtomTable, bitsToHold, chooseAtoms, cutRange } from "../atoms.ts";

/** How the circuit gets from the margin to decision, score and disclosed score. */
export interface MarginPlan {
  margin: { least: bigint; most: bigint };
  score: { least: bigint; most: bigint };
  /** Stretches of the margin between the cut-offs. */
  table: AtomTable;
  /** Code of the decision in each stretch. */
  decision: readonly bigint[];
  disclosure: /** The score itself, or its band by division, in [least, least + 2^width). */
    | { kind: "exact" | "division"; least: bigint; width: number }
    /** The band is constant on each stretch of the score. */
    | { kind: "atoms"; table: AtomTable; value: readonly bigint[] };
}

/** More bands than this never pay, and would only take time to count. */
const MOST_BANDS = 1024n;

function planDisclosure(least: bigint, most: bigint, bandWidth: bigint): MarginPlan["disclosure"] {
  if (bandWidth === 1n) return { kind: "exact", least, width: bitsToHold(most - least + 1n) };
  const [leastBand, mostBand] = [floorDivide(least, bandWidth), floorDivide(most, bandWidth)];
  const width = bitsToHold(mostBand - leastBand + 1n);
  const bits = bitsToHold(bandWidth);
  const division = { kind: "division", least: leastBand, width } as const;
  if (mostBand - leastBand >= MOST_BANDS) return division;
  const edges = Array.from({ length: Number(mostBand - leastBand) + 1 }, (_, i) => (leastBand + BigInt(i)) * bandWidth);
  const table = chooseAtoms(cutRange(least, most + 1n, edges));
  const cost = (1n << BigInt(bits) === bandWidth ? bits : 2 * bits) + width;
  return table.cost < cost ? { kind: "atoms", table, value: table.atoms.map(({ from }) => floorDivide(from, bandWidth) * bandWidth) } : division;
}

/** Bounds come from the leaves themselves: no record has a margin or a score outside of them. */
export function planMargin(model: QuantisedTrees): MarginPlan {
  const { approveBelow, declineFrom, bandWidth, score: map } = model.policy;
  const margin = marginBounds(model);
  const scoreOf = (at: bigint) => floorDivide(map.offset - map.slope * at, map.divisor);
  const score = { least: scoreOf(margin.most), most: scoreOf(margin.least) };
  const table = chooseAtoms(cutRange(margin.least, margin.most + 1n, [approveBelow, declineFrom]));
  const decide = (at: bigint) => DECISION_CODES[at < approveBelow ? "approve" : at < declineFrom ? "refer" : "decline"];
  return { margin, score, table, decision: table.atoms.map(({ from }) => decide(from)), disclosure: planDisclosure(score.least, score.most, bandWidth) };
}
