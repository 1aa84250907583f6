import type { SourceFile } from "../../files/source-file.ts";
import { formatUnits } from "../../model/decimal.ts";
import { floorDivide } from "../../model/floor-divide.ts";
import { linearMarginBounds } from "../../model/linear-margin.ts";
import type { ModelFiles } from "../../model/model-files.ts";
import { neededFeatures } from "../../model/needed-features.ts";
import { networkBounds } from "../../model/network-margin.ts";
import type { QuantisedModel, QuantisedScorecard } from "../../model/quantised.ts";
import { scoreBounds } from "../../model/score-bounds.ts";
import { marginBounds } from "../../model/tree-walk.ts";
import { encodeRows } from "../../record/rows.ts";
import { describeModel } from "../evidence-model.ts";
import { spellMargin } from "../spell-margin.ts";
import { thin } from "../thin.ts";
import { cardFeatures } from "./card-features.ts";
import { type KnownOutcome, measurePerformance } from "./card-performance.ts";
import { openModelContributions } from "./contributions.ts";
import type { ModelCard } from "./model-card.ts";

/** A model whose margin decides. */
type MarginModel = Exclude<QuantisedModel, { kind: "scorecard" }>;

/** What a card is made from besides the model. */
export interface CardSources {
  /** Applicants: for importance, and with an outcome for performance. */
  rows?: SourceFile;
  outcome?: KnownOutcome;
  /** Whether the margin is the log-odds of a bad outcome. */
  logOdds?: boolean;
  /** sha256 of the data that the model was fitted on, hex. */
  trainingDataSha256?: string;
  /** Features that stand for a protected attribute, by name. */
  protected?: readonly string[];
}

const MOST_EXPLAINED = 1000;

const NOT_SHOWN = [
  "That the model was fitted as its developer says, or on the data whose digest is given: a digest names a file and proves nothing of its use.",
  "That no feature stands in for a protected attribute that is absent.",
  "Performance on other applicants than those measured, or at another time. Rows that the model was fitted on flatter it.",
  "Outcomes of applicants who were declined, unless the rows have them.",
  "That a rule of law is met.",
];

const METHODS: Record<string, string> = {
  "mean-at-cut-off": "mean points of applicants at or slightly above the cut-off",
  mean: "mean points of all applicants",
  max: "the most points of each characteristic",
  "median-at-cut-off": "median record of applicants approved near the cut-off",
  median: "median record of all applicants",
  record: "a record that the policy writes down",
};

function scorecardPolicy({ policy, pointsScale, ...model }: QuantisedScorecard) {
  const spell = (points: bigint) => formatUnits(points, pointsScale);
  const { least, most } = scoreBounds(model);
  const { approveFrom, referFrom } = policy;
  return {
    approve: `from ${spell(approveFrom)} points`,
    ...(referFrom < approveFrom && { refer: `from ${spell(referFrom)} points` }),
    decline: `below ${spell(referFrom)} points`,
    scores: { least: spell(least), most: spell(most) },
    band: spell(policy.bandWidth),
    comparedWith: METHODS[policy.baselineMethod] as string,
  };
}

function boundsOf(model: MarginModel): { least: bigint; most: bigint } {
  switch (model.kind) {
    case "linear":
      return linearMarginBounds(model);
    case "trees":
      return marginBounds(model);
    case "network":
      return networkBounds(model).margin;
  }
}

function marginPolicy(model: MarginModel) {
  const { policy, marginDivisor, marginBits } = model;
  const margin = (units: bigint) => spellMargin(units, marginDivisor << BigInt(marginBits)).slice(0, -6);
  const { offset, slope, divisor } = policy.score;
  const points = (units: bigint) => floorDivide(offset - slope * units, divisor).toString();
  const { least, most } = boundsOf(model);
  const { approveBelow, declineFrom } = policy;
  const spell = (units: bigint) => `margin ${margin(units)}, about ${points(units)} points`;
  return {
    approve: `below ${spell(approveBelow)}`,
    ...(approveBelow < declineFrom && { refer: `below ${spell(declineFrom)}` }),
    decline: `from ${spell(declineFrom)}`,
    scores: { least: points(most), most: points(least) },
    band: policy.bandWidth.toString(),
    comparedWith: METHODS[policy.referenceMethod] as string,
  };
}

function summarise(model: QuantisedModel): string {
  const read = `reads ${neededFeatures(model).size} of the ${model.schema.features.length} features of the record`;
  if (model.kind === "scorecard") {
    const bins = model.characteristics.reduce((sum, { bins }) => sum + bins.length, 0);
    return `A scorecard of ${model.characteristics.length} characteristics with ${bins} bins, which ${read}.`;
  }
  if (model.kind === "network") {
    const layers = [model.first.biases.length, ...model.hidden.map(({ neurons }) => neurons.length)];
    return `A dense network with hidden layers of ${layers.join(", ")} neurons, which ${read}. What a reason adds is how far the margin falls when its features alone are put at the reference.`;
  }
  if (model.kind === "linear")
    return `A linear model of ${model.terms.length} terms, each a function of one feature that is linear between some of its values, which ${read}.`;
  const splits = model.trees.reduce((sum, { nodes }) => sum + nodes.filter(({ kind }) => kind === "split").length, 0);
  return `An ensemble of ${model.trees.length} trees with ${splits.toLocaleString("en")} splits over ${model.columns.length} columns, which ${read}.`;
}

function importanceOf(model: QuantisedModel, rows: SourceFile, codes: readonly (readonly bigint[])[]): ModelCard["importance"] {
  const { names, of } = openModelContributions(model);
  const explained = thin(codes, MOST_EXPLAINED);
  const sums = explained.reduce(
    (totals, record) => {
      const losses = of(record);
      return totals.map((total, part) => total + Math.abs(losses[part] as number));
    },
    names.map(() => 0),
  );
  const parts = names.map((name, part) => ({ name, mean: (sums[part] as number) / explained.length }));
  return {
    rowsSha256: rows.sha256,
    rows: explained.length,
    unit: model.kind === "scorecard" ? "points" : "margin",
    parts: parts.sort((a, b) => b.mean - a.mean),
  };
}

function partsOf(model: QuantisedModel): readonly { name: string; reason: number }[] {
  if (model.kind === "scorecard") return model.characteristics;
  if (model.kind === "trees") return model.columns;
  const parts = model.kind === "linear" ? model.terms : model.inputs;
  return parts.map(({ feature, reason }) => ({ name: model.schema.features[feature]?.name as string, reason }));
}

/** Names of the parts that share each reason. */
const reasonsOf = (model: QuantisedModel): ModelCard["reasons"] => {
  const parts = partsOf(model);
  return model.policy.reasons.map(({ code, sentence }, position) => ({
    code,
    sentence,
    parts: [...new Set(parts.filter(({ reason }) => reason === position).map(({ name }) => name))],
  }));
};

const pointsOf = ({ characteristics, pointsScale }: QuantisedScorecard): NonNullable<ModelCard["points"]> =>
  characteristics.map(({ name, baseline, bins }) => ({
    characteristic: name,
    baseline: formatUnits(baseline, pointsScale),
    bins: bins.map(({ label, points }) => ({ label, points: formatUnits(points, pointsScale) })),
  }));

/**
 * Makes a model's card.
 * @throws CredenceError CRD-1202 for a protected feature that the schema does not have, CRD-1205 for outcomes that do not serve, and as {@link encodeRows}.
 */
export function makeCard(files: ModelFiles, { rows, outcome, logOdds = false, trainingDataSha256, protected: declared = [] }: CardSources = {}): ModelCard {
  const { model, registration } = files;
  const codes = rows && encodeRows(rows, model.schema, neededFeatures(model));
  const { tier, reviewDays, maximumRecordAge } = registration;
  return {
    format: "credence.card/1",
    model: {
      ...describeModel(files),
      sourceSha256: model.sourceSha256,
      ...(model.kind !== "scorecard" && model.pipelineSha256 !== "" && { pipelineSha256: model.pipelineSha256 }),
    },
    ...(trainingDataSha256 !== undefined && { trainingData: { sha256: trainingDataSha256 } }),
    summary: summarise(model),
    policy: { name: model.policy.name, ...(model.kind === "scorecard" ? scorecardPolicy(model) : marginPolicy(model)), tier, reviewDays, maximumRecordAge },
    features: cardFeatures(model, declared),
    reasons: reasonsOf(model),
    ...(model.kind === "scorecard" && { points: pointsOf(model) }),
    ...(rows && codes && { importance: importanceOf(model, rows, codes) }),
    ...(rows && codes && outcome && { performance: measurePerformance(model, rows, codes, outcome, logOdds) }),
    notShown: NOT_SHOWN,
  };
}
