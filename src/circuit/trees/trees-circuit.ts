import type { QuantisedTrees } from "../../model/quantised-trees.ts";
import { marginBounds, openMargin } from "../../model/tree-walk.ts";
import { FIELD_ORDER } from "../../statement/field.ts";
import { type CircuitSource, list } from "../circuit-source.ts";
import { planMargin } from "../margin-plan.ts";
import { checkWhole } from "../model-limits.ts";
import type { RecordLayout } from "../record-layout.ts";
import { writeMarginDecision } from "../write-margin-decision.ts";
import { writeRecord } from "../write-record.ts";
import { CellSets } from "./cell-sets.ts";
import { checkTreesModel } from "./check-trees-model.ts";
import { contributionsOf } from "./contributions.ts";
import { Linear } from "./linear.ts";
import { marginByPaths } from "./margin-by-paths.ts";
import { planColumns } from "./plan-columns.ts";
import { type ContributionsPlan, planContributions } from "./plan-contributions.ts";
import { TreeProducts } from "./tree-products.ts";
import { writeColumns } from "./write-columns.ts";

/** The templates that a circuit of trees is made of, beside the shell. */
export const TREES_INCLUDES = [
  "range/range-check.circom",
  "range/below.circom",
  "bins/atoms.circom",
  "bins/lookup.circom",
  "bins/thermometer.circom",
  "trees/ratio-cells.circom",
  "decision/band.circom",
  "decision/quotient.circom",
  "reasons/top-four.circom",
  "reasons/pack-reasons.circom",
];

/** The inverse of a number in the field. */
function inverse(value: bigint): bigint {
  let [result, base, exponent] = [1n, value % FIELD_ORDER, FIELD_ORDER - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * base) % FIELD_ORDER;
    base = (base * base) % FIELD_ORDER;
  }
  return result;
}

/** Writes the contributions, the four reasons, and the margin, which is the reference's and all contributions. */
function writeExplained(source: CircuitSource, products: TreeProducts, cells: CellSets, model: QuantisedTrees, plan: ContributionsPlan): void {
  source.add("// What each reason contributes to the margin, against the reference.");
  const contributions = contributionsOf(model, cells, products);
  const { codes, most } = plan;
  source.add(`signal shortfall[${Math.max(codes.length, 1)}];`);
  if (codes.length === 0) source.add("shortfall[0] <== 0;");
  codes.forEach((code, i) => {
    const { sum, product } = contributions[code - 1] as (typeof contributions)[number];
    const rest = products.express(sum, `contribution${i}`);
    const [test, factor] = product === undefined ? [] : [products.express(product.test, ""), products.express(product.rest, `factor${i}`)];
    source.add(`shortfall[${i}] <== ${product === undefined ? rest : `(${test}) * (${factor}) + ${rest}`};`);
  });
  // Exact: the contributions add up to a multiple of the scale.
  const sum = codes.map((_, i): [string, bigint] => [`shortfall[${i}]`, inverse(model.reasonScale)]);
  const atReference = openMargin(model)(model.policy.reference);
  source.add(`signal margin <== ${products.express(new Linear(atReference, sum), "sum_of_margin")};`, "", "// The four largest.");
  if (codes.length === 0) {
    source.add("signal packedReasons <== 0;");
  } else {
    source.add(`signal slot[4] <== TopFour(${codes.length}, ${-most}, ${most}, ${list(codes)})(shortfall);`);
    source.add("signal packedReasons <== PackReasons()(slot);");
  }
}

/**
 * Writes what makes the decision of an ensemble of trees: from the codes to the packed elements, score, decision, disclosedScore and packedReasons.
 * @throws CredenceError CRD-3001 for a model that no circuit can be made for.
 */
export function writeTrees(source: CircuitSource, model: QuantisedTrees, layout: RecordLayout, reasons: "principal" | "none"): void {
  checkWhole(model);
  const [columns, margin, contributions] = [planColumns(model), planMargin(marginBounds(model), model.policy), planContributions(model)];
  checkTreesModel(model, columns, margin, contributions);
  const products = new TreeProducts(source);
  const cells = new CellSets(model, writeColumns(source, products, model, columns));
  writeRecord(source, layout);
  if (reasons === "principal") {
    writeExplained(source, products, cells, model, contributions);
  } else {
    source.add("// The trees, and no reasons.", "signal packedReasons <== 0;");
    const sum = marginByPaths(model, cells, products);
    source.add(`signal margin <== ${products.express(sum, "sum_of_margin")};`);
  }
  writeMarginDecision(source, model.policy, margin);
  source.add("");
}
