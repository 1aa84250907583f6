import { floorDivide } from "../model/floor-divide.ts";
import type { QuantisedScorecard } from "../model/quantised.ts";
import { DECISION_CODES, type Decision } from "../statement/outcome.ts";
import { type AtomTable, bitsToHold, chooseAtoms, cutRange, type Interval } from "./atoms.ts";
import type { FeaturePlan } from "./feature-plan.ts";

/** How the circuit gets from the score to the decision and the disclosed score. */
export interface DecisionPlan {
  least: bigint;
  most: bigint;
  /** What the cut-offs are looked up in: the score, or the number of its band where the cut-offs are edges of bands. */
  over: "score" | "band";
  table: AtomTable;
  /** Code of the decision in each atom. */
  decision: readonly bigint[];
  disclosure:
    | { kind: "exact" }
    /** The disclosed score is constant on each atom. */
    | { kind: "atoms"; value: readonly bigint[] }
    /** By division. `range` is checked where the atoms do not bound the band already. */
    | { kind: "division"; range: { least: bigint; width: number } | undefined };
  cost: number;
}

/** The smallest and the largest score that any record can have. */
export function scoreRange(model: QuantisedScorecard, features: readonly FeaturePlan[]): { least: bigint; most: bigint } {
  let least = model.initialPoints;
  let most = model.initialPoints;
  for (const { points } of features) {
    least += points.reduce((a, b) => (b < a ? b : a));
    most += points.reduce((a, b) => (b > a ? b : a));
  }
  return { least, most };
}

const remainderCost = (bandWidth: bigint) => {
  const bits = bitsToHold(bandWidth);
  return 1n << BigInt(bits) === bandWidth ? bits : 2 * bits;
};

/** More cells than this never pay, and would only take time to count. */
const MOST_CELLS = 1024n;

/** The cheapest of the ways that apply. Every comparison is of integers within the bounds that the points themselves set. */
export function planDecision(model: QuantisedScorecard, features: readonly FeaturePlan[]): DecisionPlan {
  const { approveFrom, referFrom, bandWidth } = model.policy;
  const { least, most } = scoreRange(model, features);
  const decide = (score: bigint): bigint => {
    const decision: Decision = score >= approveFrom ? "approve" : score >= referFrom ? "refer" : "decline";
    return DECISION_CODES[decision];
  };
  const start = (table: AtomTable, atom: number) => (table.atoms[atom] as Interval).from;

  const byScore = chooseAtoms(cutRange(least, most + 1n, [referFrom, approveFrom]));
  const overScore = { least, most, over: "score", table: byScore, decision: byScore.atoms.map(({ from }) => decide(from)) } as const;
  if (bandWidth === 1n) return { ...overScore, disclosure: { kind: "exact" }, cost: byScore.cost };

  const leastBand = floorDivide(least, bandWidth);
  const mostBand = floorDivide(most, bandWidth);
  const bandBits = bitsToHold(mostBand - leastBand + 1n);
  const plans: DecisionPlan[] = [
    {
      ...overScore,
      disclosure: { kind: "division", range: { least: leastBand, width: bandBits } },
      cost: byScore.cost + remainderCost(bandWidth) + bandBits,
    },
  ];
  if (approveFrom % bandWidth === 0n && referFrom % bandWidth === 0n) {
    const table = chooseAtoms(cutRange(leastBand, mostBand + 1n, [referFrom / bandWidth, approveFrom / bandWidth]));
    const decision = table.atoms.map((_, atom) => decide(start(table, atom) * bandWidth));
    plans.push({ least, most, over: "band", table, decision, disclosure: { kind: "division", range: undefined }, cost: table.cost + remainderCost(bandWidth) });
  }
  if (mostBand - leastBand < MOST_CELLS) {
    const edges = [referFrom, approveFrom];
    for (let band = leastBand; band <= mostBand; band++) edges.push(band * bandWidth);
    const table = chooseAtoms(cutRange(least, most + 1n, edges));
    const decision = table.atoms.map(({ from }) => decide(from));
    const value = table.atoms.map(({ from }) => floorDivide(from, bandWidth) * bandWidth);
    plans.push({ least, most, over: "score", table, decision, disclosure: { kind: "atoms", value }, cost: table.cost });
  }
  return plans.reduce((best, plan) => (plan.cost < best.cost ? plan : best));
}
