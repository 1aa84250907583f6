import { floorDivide } from "../model/floor-divide.ts";
import type { QuantisedMarginPolicy } from "../model/quantised-margin-policy.ts";
import { DECISION_CODES } from "../statement/outcome.ts";
import { type AtomTable, bitsToHold, chooseAtoms, cutRange } from "./atoms.ts";

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

/** @param margin the least and the greatest margin that any record can have: every width comes from them. */
export function planMargin(margin: MarginPlan["margin"], { approveBelow, declineFrom, bandWidth, score: map }: QuantisedMarginPolicy): MarginPlan {
  const scoreOf = (at: bigint) => floorDivide(map.offset - map.slope * at, map.divisor);
  const score = { least: scoreOf(margin.most), most: scoreOf(margin.least) };
  const table = chooseAtoms(cutRange(margin.least, margin.most + 1n, [approveBelow, declineFrom]));
  const decide = (at: bigint) => DECISION_CODES[at < approveBelow ? "approve" : at < declineFrom ? "refer" : "decline"];
  return { margin, score, table, decision: table.atoms.map(({ from }) => decide(from)), disclosure: planDisclosure(score.least, score.most, bandWidth) };
}
