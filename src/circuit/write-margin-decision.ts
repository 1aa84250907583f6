import type { QuantisedMarginPolicy } from "../model/quantised-margin-policy.ts";
import { atomsCall, type CircuitSource, list, thermometerCall } from "./circuit-source.ts";
import type { MarginPlan } from "./margin-plan.ts";

/** Writes the decision by the margin's cut-offs, the exact score, and the band in which it is disclosed. */
export function writeMarginDecision(source: CircuitSource, policy: QuantisedMarginPolicy, plan: MarginPlan): void {
  const { offset, slope, divisor } = policy.score;
  const { table, decision, disclosure, score } = plan;
  source.add("", `// The decision: margins from ${plan.margin.least} to ${plan.margin.most}.`);
  if (table.atoms.length === 1) {
    source.add(`signal decision <== ${decision[0]};`);
  } else {
    source.add(`signal margin_below[${table.atoms.length - 1}] <== ${thermometerCall(table)}(margin);    // ${table.cost}`);
    const steps = decision.slice(1).map((next, k) => ({ wire: `margin_below[${k}]`, factor: (decision[k] as bigint) - next }));
    source.sum("decision", [...steps.filter(({ factor }) => factor !== 0n).map(({ wire, factor }) => `${wire} * (${factor})`), `${decision.at(-1)}`]);
  }
  source.add(`// The score: whole points from ${score.least} to ${score.most}.`);
  source.add(`signal score <== Quotient(${divisor}, ${score.least})(${offset} - margin * ${slope});`);
  if (disclosure.kind === "atoms") {
    const { atoms } = disclosure.table;
    source.add(`signal band[${atoms.length}] <== ${atomsCall(disclosure.table)}(score);    // ${disclosure.table.cost}`);
    source.add(`signal disclosedScore <== Lookup(${atoms.length}, ${list(disclosure.value)})(band);`);
  } else {
    const name = disclosure.kind === "exact" ? "score" : "band";
    if (disclosure.kind === "division") source.add(`signal band <== Band(${policy.bandWidth})(score);`);
    source.add(`RangeCheck(${disclosure.width})(${name} - (${disclosure.least}));`);
    source.add(`signal disclosedScore <== ${name} * ${policy.bandWidth};`);
  }
}
