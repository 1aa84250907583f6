import { CredenceError } from "../errors/credence-error.ts";
import { faultyCode, featuresOf } from "../model/column-cell.ts";
import type { QuantisedTrees } from "../model/quantised-trees.ts";
import { leafOf, openCells, openTrees } from "../model/tree-walk.ts";
import type { Decision } from "../statement/outcome.ts";
import { type MarginEvaluation, marginDecision, marginEvaluation } from "./margin-evaluation.ts";
import { openContributions } from "./shapley.ts";

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
    return { cells, leaves, margin, magnitude, decision: marginDecision(model.policy, margin) };
  };
}

/**
 *   margin = initialMargin + sum of the leaves reached
 *   d_g    = sum over the columns of reason g of their Shapley values against the policy's reference
 */
export function openTreesEvaluator(model: QuantisedTrees): (codes: readonly bigint[]) => MarginEvaluation {
  const { policy, columns } = model;
  const decide = openTreesDecision(model);
  const contributions = openContributions(model, openTrees(model), openCells(model)(policy.reference));
  return (codes) => {
    const { cells, margin } = decide(codes);
    const values = contributions(cells);
    return marginEvaluation(
      policy,
      margin,
      columns.map(({ reason }, i) => [reason, values[i] as bigint]),
    );
  };
}
