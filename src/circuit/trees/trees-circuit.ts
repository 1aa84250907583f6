import type { QuantisedTrees } from "../../model/quantised-trees.ts";
import { openMargin } from "../../model/tree-walk.ts";
import { FIELD_ORDER } from "../../statement/field.ts";
import { type CircuitSource, list } from "../circuit-source.ts";
import type { RecordLayout } from "../record-layout.ts";
import { writeRecord } from "../write-record.ts";
import { CellSets } from "./cell-sets.ts";
import { checkTreesModel, checkWhole } from "./check-trees-model.ts";
import { contributionsOf } from "./contributions.ts";
import { Linear } from "./linear.ts";
import { marginByPaths } from "./margin-by-paths.ts";
import { planColumns } from "./plan-columns.ts";
import { type ContributionsPlan, planContributions } from "./plan-contributions.ts";
import { type MarginPlan, planMargin } from "./plan-margin.ts";
import { TreeProducts } from "./tree-products.ts";
import { thermometerCall, writeColumns } from "./write-columns.ts";

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

/** Writes the decision by the margin's cut-offs, the exact score, and the band in which it is disclosed. */
function writeDecision(source: CircuitSource, { policy }: QuantisedTrees, plan: MarginPlan): void {
  const { offset, slope, divisor } = policy.score;
  const { table, decision, disclosure, score } = plan;
  source.add("", `// The decision: margins from ${plan.margin.least} to ${plan.margin.most}.`);
  if (table.atoms.length === 1) {
    source.add(`signal decision <== ${decision[0]};`);
  } else {
    source.add(`signal margin_below[${table.atoms.length - 1}] <== ${thermometerCall(table)}(margin);    // ${table.cost}`);
    const steps = new Linear(decision.at(-1));
    for (let k = 0; k + 1 < decision.length; k++) {
      steps.add(new Linear(0n, [[`margin_below[${k}]`, (decision[k] as bigint) - (decision[k + 1] as bigint)]]));
    }
    source.sum("decision", [...[...steps.terms].map(([wire, factor]) => `${wire} * (${factor})`), `${steps.constant}`]);
  }
  source.add(`// The score: whole points from ${score.least} to ${score.most}.`);
  source.add(`signal score <== Quotient(${divisor}, ${score.least})(${offset} - margin * ${slope});`);
  if (disclosure.kind === "atoms") {
    const { atoms } = disclosure.table;
    const call = `Atoms(${atoms.length}, ${disclosure.table.width}, ${list(atoms.map(({ from }) => from))}, ${list(atoms.map(({ to }) => to))})`;
    source.add(`signal band[${atoms.length}] <== ${call}(score);    // ${disclosure.table.cost}`);
    source.add(`signal disclosedScore <== Lookup(${atoms.length}, ${list(disclosure.value)})(band);`);
  } else {
    const name = disclosure.kind === "exact" ? "score" : "band";
    if (disclosure.kind === "division") source.add(`signal band <== Band(${policy.bandWidth})(score);`);
    source.add(`RangeCheck(${disclosure.width})(${name} - (${disclosure.least}));`);
    source.add(`signal disclosedScore <== ${name} * ${policy.bandWidth};`);
  }
}

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
  const [columns, margin, contributions] = [planColumns(model), planMargin(model), planContributions(model)];
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
  writeDecision(source, model, margin);
  source.add("");
}
