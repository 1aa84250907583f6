import type { Evaluation } from "../../../src/model/evaluation.ts";
import type { LinearForm, QuantisedColumn, QuantisedTrees } from "../../../src/model/quantised-trees.ts";
import { cardinality, type Feature } from "../../../src/record/schema.ts";

/**
 * A second reading of what an ensemble means, from the words of src/model/quantised-trees.ts and from the definition of Shapley values over all coalitions: slow, and without anything
 * of src/evaluate or src/circuit.
 */

/** The form's value as a fraction of 1, or undefined where a feature of it is missing. */
function formOf(form: LinearForm, features: readonly Feature[], codes: readonly bigint[]): bigint | undefined {
  let value = form.offset;
  for (const { feature, coefficient } of form.terms) {
    const raw = features[feature] as Feature;
    if (raw.missing === "marker" && codes[feature] === cardinality(raw) - 1n) return undefined;
    value += coefficient * (codes[feature] as bigint);
  }
  return value;
}

export function naiveCell(column: QuantisedColumn, features: readonly Feature[], codes: readonly bigint[]): number {
  if (column.kind === "feature") return column.cuts.filter((cut) => (codes[column.feature] as bigint) >= cut).length;
  if (column.kind === "sum") {
    const value = formOf(column.form, features, codes);
    return value === undefined ? column.cells - 1 : column.cuts.filter((cut) => value >= cut).length;
  }
  const [above, below] = [formOf(column.numerator, features, codes), formOf(column.denominator, features, codes)];
  if (above === undefined || below === undefined || below <= 0n) return column.cells - 1;
  return column.cuts.filter(({ numerator, denominator }) => above * denominator >= numerator * below).length;
}

export const naiveCells = ({ columns, schema }: QuantisedTrees, codes: readonly bigint[]): number[] =>
  columns.map((column) => naiveCell(column, schema.features, codes));

function marginOf({ initialMargin, trees }: QuantisedTrees, cells: readonly number[]): bigint {
  return trees.reduce((margin, { nodes }) => {
    let node = nodes[0];
    while (node?.kind === "split") {
      const cell = cells[node.column] as number;
      node = nodes[node.cells.some(([from, to]) => from <= cell && cell < to) ? node.yes : node.no];
    }
    return margin + (node?.value ?? 0n);
  }, initialMargin);
}

export const naiveMargin = (model: QuantisedTrees, codes: readonly bigint[]): bigint => marginOf(model, naiveCells(model, codes));

const factorial = (n: number): bigint => (n <= 1 ? 1n : BigInt(n) * factorial(n - 1));

/** phi_j n! = sum over the coalitions S without j of |S|! (n - |S| - 1)! (margin of S with j - margin of S). */
function shapleyTimesFactorial(model: QuantisedTrees, record: readonly number[], reference: readonly number[]): bigint[] {
  const n = record.length;
  const margins = Array.from({ length: 1 << n }, (_, coalition) =>
    marginOf(
      model,
      record.map((cell, j) => ((coalition >> j) & 1 ? cell : (reference[j] as number))),
    ),
  );
  return record.map((_, j) =>
    margins.reduce((sum, margin, coalition) => {
      if ((coalition >> j) & 1) return sum;
      const size = coalition.toString(2).replaceAll("0", "").length;
      return sum + factorial(size) * factorial(n - size - 1) * ((margins[coalition | (1 << j)] as bigint) - margin);
    }, 0n),
  );
}

const floor = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((-a + b - 1n) / b));

/** Contributions by reason, times n!. */
export function naiveLosses(model: QuantisedTrees, codes: readonly bigint[]): bigint[] {
  const values = shapleyTimesFactorial(model, naiveCells(model, codes), naiveCells(model, model.policy.reference));
  return model.policy.reasons.map((_, reason) => values.reduce((sum, value, column) => (model.columns[column]?.reason === reason ? sum + value : sum), 0n));
}

export function naiveEvaluation(model: QuantisedTrees, codes: readonly bigint[]): Evaluation & { margin: bigint } {
  const { approveBelow, declineFrom, score: map, bandWidth } = model.policy;
  const margin = naiveMargin(model, codes);
  const score = floor(map.offset - map.slope * margin, map.divisor);
  const losses = naiveLosses(model, codes).map((loss, reason) => ({ loss, reason: reason + 1 }));
  const reasons = losses
    .filter(({ loss }) => loss > 0n)
    .sort((a, b) => (a.loss < b.loss ? 1 : a.loss > b.loss ? -1 : a.reason - b.reason))
    .slice(0, 4)
    .map(({ reason }) => reason);
  return {
    margin,
    score,
    decision: margin >= declineFrom ? "decline" : margin >= approveBelow ? "refer" : "approve",
    disclosedScore: floor(score, bandWidth) * bandWidth,
    reasons,
  };
}
