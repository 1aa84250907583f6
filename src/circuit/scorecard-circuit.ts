import type { QuantisedScorecard } from "../model/quantised.ts";
import { checkScorecardModel } from "./check-scorecard-model.ts";
import { atomsCall, type CircuitSource, list } from "./circuit-source.ts";
import { type DecisionPlan, planDecision } from "./decision-plan.ts";
import { type FeaturePlan, planFeatures } from "./feature-plan.ts";
import { planReasons, type ReasonPlan } from "./reason-plan.ts";
import type { RecordLayout } from "./record-layout.ts";
import { writeRecord } from "./write-record.ts";

const atomsOf = (feature: FeaturePlan) => `${feature.name}_atom`;

function writeFeatures(source: CircuitSource, features: readonly FeaturePlan[]): void {
  source.add("// The atoms of each feature: codes of one atom are alike to every characteristic.");
  features.forEach((feature, i) => {
    const { table, name } = feature;
    source.add(`signal ${name}_atom[${table.atoms.length}] <== ${atomsCall(table)}(code[${i}]);    // ${table.cost}`);
  });
  source.add("");
}

function writeDecision(source: CircuitSource, model: QuantisedScorecard, features: readonly FeaturePlan[], plan: DecisionPlan): void {
  source.add(`// The score: from ${plan.least} to ${plan.most}, in units of 10^-${model.pointsScale}.`);
  source.add(...features.map(({ name, points }) => `signal ${name}_points <== Lookup(${points.length}, ${list(points)})(${name}_atom);`));
  source.sum("score", [`${model.initialPoints}`, ...features.map(({ name }) => `${name}_points`)]);
  const { bandWidth } = model.policy;
  const { disclosure, table } = plan;
  source.add("", "// The band in which the score is disclosed, and the decision by the cut-offs.");
  if (disclosure.kind === "division") {
    source.add(`signal band <== Band(${bandWidth})(score);`);
    if (disclosure.range) source.add(`RangeCheck(${disclosure.range.width})(band - (${disclosure.range.least}));`);
  }
  source.add(`signal cell[${table.atoms.length}] <== ${atomsCall(table)}(${plan.over});    // ${table.cost}`);
  source.add(`signal decision <== Lookup(${table.atoms.length}, ${list(plan.decision)})(cell);`);
  if (disclosure.kind === "exact") source.add("signal disclosedScore <== score;");
  if (disclosure.kind === "division") source.add(`signal disclosedScore <== band * ${bandWidth};`);
  if (disclosure.kind === "atoms") source.add(`signal disclosedScore <== Lookup(${table.atoms.length}, ${list(disclosure.value)})(cell);`);
  source.add("");
}

function writeReasons(source: CircuitSource, features: readonly FeaturePlan[], plan: ReasonPlan): void {
  if (plan.kind === "none") {
    source.add("// No characteristic can fall short of its baseline.", "signal packedReasons <== 0;");
  } else if (plan.kind === "ordered") {
    source.add("// The reasons that apply, pushed from the smallest key to the largest.");
    let list = "0";
    plan.steps.forEach(({ feature, present, code, cut }, i) => {
      if (cut !== undefined) {
        source.add(`signal cut${i}[4] <== LowestDigits(${plan.digit}, ${cut})(${list});`);
        list = `kept${i}`;
        source.sum(
          list,
          [0, 1, 2, 3].map((slot) => `cut${i}[${slot}] * ${1n << BigInt(slot * plan.digit)}`),
        );
      }
      const atoms = atomsOf(features[feature] as FeaturePlan);
      const ones = present.flatMap((is, atom) => (is ? [`${atoms}[${atom}]`] : []));
      source.sum(`present${i}`, ones);
      source.add(`signal list${i} <== PushReason(${plan.digit}, ${code})(present${i}, ${list});`);
      list = `list${i}`;
    });
    source.add(`signal slot[4] <== LowestDigits(${plan.digit}, ${plan.digits})(${list});`);
    source.add("signal packedReasons <== PackReasons()(slot);");
  } else {
    source.add("// The shortfall of each reason against the baseline.");
    plan.codes.forEach((code, i) => {
      const terms: string[] = [];
      for (const feature of features) {
        const values = feature.shortfall.get(code - 1);
        if (!values) continue;
        source.add(`signal ${feature.name}_shortfall${code} <== Lookup(${values.length}, ${list(values)})(${atomsOf(feature)});`);
        terms.push(`${feature.name}_shortfall${code}`);
      }
      source.sum(`shortfall${i}`, terms);
    });
    source.add(`signal shortfall[${plan.codes.length}];`);
    source.add(...plan.codes.map((_, i) => `shortfall[${i}] <== shortfall${i};`));
    source.add(`signal slot[4] <== TopFour(${plan.codes.length}, ${plan.least}, ${plan.most}, ${list(plan.codes)})(shortfall);    // ${plan.cost}`);
    source.add("signal packedReasons <== PackReasons()(slot);");
  }
  source.add("");
}

/** The templates that a scorecard's circuit is made of, beside the shell. */
export const SCORECARD_INCLUDES = [
  "range/range-check.circom",
  "bins/atoms.circom",
  "bins/lookup.circom",
  "decision/band.circom",
  "reasons/push-reason.circom",
  "reasons/lowest-digits.circom",
  "reasons/top-four.circom",
  "reasons/pack-reasons.circom",
];

/**
 * Writes what makes a scorecard's decision: from the codes to the packed elements, score, decision, disclosedScore and packedReasons.
 * @throws CredenceError CRD-3001 for a model that no circuit can be made for.
 */
export function writeScorecard(source: CircuitSource, model: QuantisedScorecard, layout: RecordLayout, reasons: "principal" | "none"): void {
  checkScorecardModel(model);
  const features = planFeatures(model);
  writeFeatures(source, features);
  writeRecord(source, layout);
  writeDecision(source, model, features, planDecision(model, features));
  if (reasons === "principal") writeReasons(source, features, planReasons(features));
  else source.add("// No reasons.", "signal packedReasons <== 0;", "");
}
