import { CredenceError } from "../errors/credence-error.ts";
import { faultyCode, featuresOf } from "../model/column-cell.ts";
import type { Evaluation } from "../model/evaluation.ts";
import { floorDivide } from "../model/floor-divide.ts";
import type { QuantisedTrees } from "../model/quantised-trees.ts";
import { leafOf, openCells, openTrees } from "../model/tree-walk.ts";
import type { Decision } from "../statement/outcome.ts";
import { principalReasons } from "./principal-reasons.ts";
import { openContributions } from "./shapley.ts";

export interface TreesEvaluation extends Evaluation {
  /** In the model's units. */
  margin: bigint;
}

/** What the trees say of a record before anything is explained: the quick part of an evaluation. */
export interface TreesDecision {
  cells: readonly number[];
  /** The leaf that each tree gives, by the tool's own number. */
  leaves: readonly number[];
  margin: bigint;
  /** Sum of the absolute values of starting margin and leaves, in the model's units: what rounding errors are relative to. */
  magnitude: bigint;
  decision: Decision;
}

const absolute = (value: bigint) => (value < 0n ? -value : value);

/** Decision without score and reasons, for many rows. @throws CredenceError CRD-1018 (of the function returned) for a code outside its feature. */
export function openTreesDecision(model: QuantisedTrees): (codes: readonly bigint[]) => TreesDecision {
  const { approveBelow, declineFrom } = model.policy;
  const features = [...new Set(model.columns.flatMap(featuresOf))];
  const cellsOf = openCells(model);
  const trees = openTrees(model);
  return (codes) => {
    const faulty = faultyCode(model.schema, features, codes);
    if (faulty !== undefined) {
      throw new CredenceError("CRD-1018", `Found ${codes[faulty]}, expected a code that the schema ${model.schema.name} has.`, {
        place: `feature ${model.schema.features[faulty]?.name}`,
      });
    }
    const cells = cellsOf(codes);
    let margin = model.initialMargin;
    let magnitude = absolute(margin);
    const leaves = trees.map((tree) => {
      const { value, source } = leafOf(tree, cells);
      margin += value;
      magnitude += absolute(value);
      return source;
    });
    return { cells, leaves, margin, magnitude, decision: margin < approveBelow ? "approve" : margin < declineFrom ? "refer" : "decline" };
  };
}

/**
 *   margin = initialMargin + sum of the leaves reached
 *   score  = floor((offset - slope * margin) / divisor)
 *   d_g    = sum over the columns of reason g of their Shapley values against the policy's reference
 *
 * A higher margin is a higher risk: a positive contribution is a loss of the applicant.
 */
export function openTreesEvaluator(model: QuantisedTrees): (codes: readonly bigint[]) => TreesEvaluation {
  const { score: map, bandWidth, reasons, reference } = model.policy;
  const decide = openTreesDecision(model);
  const contributions = openContributions(model, openTrees(model), openCells(model)(reference));
  return (codes) => {
    const { cells, margin, decision } = decide(codes);
    const score = floorDivide(map.offset - map.slope * margin, map.divisor);
    const losses = reasons.map(() => 0n);
    contributions(cells).forEach((value, column) => {
      const { reason } = model.columns[column] as { reason: number };
      losses[reason] = (losses[reason] as bigint) + value;
    });
    return { score, margin, decision, disclosedScore: floorDivide(score, bandWidth) * bandWidth, reasons: principalReasons(losses) };
  };
}
