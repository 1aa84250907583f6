import { contributionOf, linearMarginBounds } from "../../model/linear-margin.ts";
import type { QuantisedLinear } from "../../model/quantised-linear.ts";
import { type CircuitSource, list } from "../circuit-source.ts";
import { planMargin } from "../margin-plan.ts";
import { checkWhole } from "../model-limits.ts";
import type { RecordLayout } from "../record-layout.ts";
import { type OpenedFeature, steps, writeFeatures } from "../write-features.ts";
import { writeMarginDecision } from "../write-margin-decision.ts";
import { writeRecord } from "../write-record.ts";
import { checkLinearModel } from "./check-linear-model.ts";
import { planShortfalls, planTerms, type ShortfallsPlan, type TermPlan } from "./plan-terms.ts";

/** The templates that the circuit of a linear model is made of, beside the shell. */
export const LINEAR_INCLUDES = [
  "range/range-check.circom",
  "range/below.circom",
  "bins/atoms.circom",
  "bins/lookup.circom",
  "bins/thermometer.circom",
  "decision/band.circom",
  "decision/quotient.circom",
  "reasons/top-four.circom",
  "reasons/pack-reasons.circom",
];

/** Writes what each term adds to the margin: added0, added1, ... A term of one slope is linear, others take one product. */
function writeTerms(source: CircuitSource, features: readonly OpenedFeature[], terms: readonly TermPlan[]): void {
  source.add("// What each feature adds to the margin: slope times code, and an offset.");
  terms.forEach(({ feature, slopes, offsets }, i) => {
    const { name } = features[feature] as OpenedFeature;
    source.sum(`offset${i}`, steps(name, offsets));
    const one = slopes.every((slope) => slope === slopes[0]);
    if (!one) source.sum(`slope${i}`, steps(name, slopes));
    source.add(`signal added${i} <== ${one ? slopes[0] : `slope${i}`} * code[${feature}] + offset${i};`);
  });
  source.add("");
}

function writeReasons(source: CircuitSource, model: QuantisedLinear, { codes, least, most }: ShortfallsPlan): void {
  source.add("// What each reason adds to the margin, against the reference.");
  if (codes.length === 0) {
    source.add("signal packedReasons <== 0;", "");
    return;
  }
  source.add(`signal shortfall[${codes.length}];`);
  codes.forEach((code, i) => {
    const own = model.terms.flatMap(({ feature, reason, pieces }, term) =>
      reason === code - 1 ? [{ term, atReference: contributionOf(pieces, model.policy.reference[feature] as bigint) }] : [],
    );
    source.sum(
      `shortfall_of${code}`,
      own.map(({ term, atReference }) => `added${term} - (${atReference})`),
    );
    source.add(`shortfall[${i}] <== shortfall_of${code};`);
  });
  source.add(`signal slot[4] <== TopFour(${codes.length}, ${least}, ${most}, ${list(codes)})(shortfall);`);
  source.add("signal packedReasons <== PackReasons()(slot);", "");
}

/**
 * Writes what makes the decision of a linear model: from the codes to the packed elements, score, decision, disclosedScore and packedReasons.
 * @throws CredenceError CRD-3001 for a model that no circuit can be made for.
 */
export function writeLinear(source: CircuitSource, model: QuantisedLinear, layout: RecordLayout, reasons: "principal" | "none"): void {
  checkWhole(model);
  const [terms, margin, shortfalls] = [planTerms(model), planMargin(linearMarginBounds(model), model.policy), planShortfalls(model)];
  checkLinearModel(model, terms, margin, shortfalls);
  writeFeatures(source, terms.features);
  writeRecord(source, layout);
  writeTerms(source, terms.features, terms.terms);
  source.sum("margin", [`${model.initialMargin}`, ...terms.terms.map((_, i) => `added${i}`)]);
  source.add("");
  if (reasons === "principal") writeReasons(source, model, shortfalls);
  else source.add("// No reasons.", "signal packedReasons <== 0;", "");
  writeMarginDecision(source, model.policy, margin);
  source.add("");
}
