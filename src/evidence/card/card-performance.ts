import { CredenceError } from "../../errors/credence-error.ts";
import { openEvaluator } from "../../evaluate/evaluate.ts";
import { openLinearEvaluator } from "../../evaluate/evaluate-linear.ts";
import { openNetworkDecision } from "../../evaluate/evaluate-network.ts";
import { openTreesDecision } from "../../evaluate/evaluate-trees.ts";
import { parseCsv, placeIn } from "../../files/csv-table.ts";
import type { SourceFile } from "../../files/source-file.ts";
import { formatUnits } from "../../model/decimal.ts";
import { floorDivide } from "../../model/floor-divide.ts";
import type { QuantisedModel } from "../../model/quantised.ts";
import type { Decision } from "../../statement/outcome.ts";
import { thin } from "../thin.ts";
import type { ModelCard } from "./model-card.ts";
import { groupByWorth, measureSeparation, niceStep } from "./performance.ts";

type Performance = NonNullable<ModelCard["performance"]>;

/** The column of the rows that says how it ended, and its value for a bad outcome. */
export interface KnownOutcome {
  column: string;
  bad: string;
}

interface Scored {
  worth: bigint;
  score: bigint;
  decision: Decision;
  /** The probability that the margin stands for, where it is log-odds. */
  predicted: number | undefined;
}

const GROUPS = 10;
const MOST_POINTS = 200;

function openDecision(model: Exclude<QuantisedModel, { kind: "scorecard" }>): (codes: readonly bigint[]) => { margin: bigint; decision: Decision } {
  switch (model.kind) {
    case "linear":
      return openLinearEvaluator(model);
    case "trees":
      return openTreesDecision(model);
    case "network":
      return openNetworkDecision(model);
  }
}

function openScored(model: QuantisedModel, logOdds: boolean): (codes: readonly bigint[]) => Scored {
  if (model.kind === "scorecard") {
    const evaluate = openEvaluator(model);
    return (codes) => {
      const { score, decision } = evaluate(codes);
      return { worth: score, score, decision, predicted: undefined };
    };
  }
  const decide = openDecision(model);
  const perOne = Number(model.marginDivisor << BigInt(model.marginBits));
  const { offset, slope, divisor } = model.policy.score;
  return (codes) => {
    const { margin, decision } = decide(codes);
    const score = floorDivide(offset - slope * margin, divisor);
    return { worth: -margin, score, decision, predicted: logOdds ? 1 / (1 + Math.exp(-Number(margin) / perOne)) : undefined };
  };
}

function readOutcomes(rows: SourceFile, { column, bad }: KnownOutcome): boolean[] {
  const { file, header, rows: lines } = parseCsv(rows);
  const at = header.cells.indexOf(column);
  if (at < 0) throw new CredenceError("CRD-1205", `Found no column ${column}.`, { place: placeIn(file, header.place(0)) });
  const outcomes = lines.map((row) => {
    if (row.cells[at] === "")
      throw new CredenceError("CRD-1205", `Found no ${column}, expected an outcome in every row.`, { place: placeIn(file, row.place(at)) });
    return row.cells[at] === bad;
  });
  if (!outcomes.includes(true) || !outcomes.includes(false)) {
    throw new CredenceError(
      "CRD-1205",
      `Found ${outcomes.includes(true) ? "no other outcome than" : "no outcome"} ${bad} in the column ${column}, expected some of both kinds.`,
      {
        place: placeIn(file, header.place(at)),
      },
    );
  }
  return outcomes;
}

/** Score distribution in parts of equal width that start at multiples of it. */
function distribution(scored: readonly Scored[], bad: readonly boolean[], spell: (score: bigint) => string): Performance["scores"] {
  const scores = scored.map(({ score }) => score);
  const [least, most] = [scores.reduce((a, b) => (b < a ? b : a)), scores.reduce((a, b) => (b > a ? b : a))];
  const step = niceStep(most - least, 24);
  const first = floorDivide(least, step);
  return Array.from({ length: Number(floorDivide(most, step) - first) + 1 }, (_, i) => {
    const from = (first + BigInt(i)) * step;
    const inside = scores.flatMap((score, row) => (score >= from && score < from + step ? [bad[row]] : []));
    const bads = inside.filter(Boolean).length;
    return { from: spell(from), to: spell(from + step), good: inside.length - bads, bad: bads };
  });
}

/**
 * Measures a model on rows with known outcomes.
 * @param codes the rows, as codes in schema order.
 * @param logOdds whether the margin is the log-odds of a bad outcome, and so stands for a probability.
 * @throws CredenceError CRD-1205 where the outcomes cannot be read, or are all of one kind.
 */
export function measurePerformance(
  model: QuantisedModel,
  rows: SourceFile,
  codes: readonly (readonly bigint[])[],
  outcome: KnownOutcome,
  logOdds: boolean,
): Performance {
  const bad = readOutcomes(rows, outcome);
  const scored = codes.map(openScored(model, logOdds));
  const spell = (score: bigint) => formatUnits(score, model.pointsScale);
  const badOf = (positions: readonly number[]) => positions.filter((i) => bad[i]).length;
  const { auc, ks, roc } = measureSeparation(scored.map(({ worth }, i) => ({ worth, bad: bad[i] as boolean })));
  const calibration = groupByWorth(
    scored.map(({ worth }) => worth),
    GROUPS,
  ).map((group) => {
    const [first, last] = [scored[group[0] as number] as Scored, scored[group.at(-1) as number] as Scored];
    const predicted = logOdds ? group.reduce((sum, i) => sum + ((scored[i] as Scored).predicted ?? 0), 0) / group.length : undefined;
    return { from: spell(first.score), to: spell(last.score), rows: group.length, bad: badOf(group), ...(predicted !== undefined && { predicted }) };
  });
  const decisions = (["approve", "refer", "decline"] as const).map((decision) => {
    const group = scored.flatMap((row, i) => (row.decision === decision ? [i] : []));
    return { decision, rows: group.length, bad: badOf(group) };
  });
  const at = scored.find(({ worth }) => worth === ks.at) as Scored;
  return {
    rowsSha256: rows.sha256,
    rows: codes.length,
    bad: bad.filter(Boolean).length,
    outcome: { column: outcome.column, bad: outcome.bad },
    auc,
    ks: { value: ks.value, score: spell(at.score) },
    roc: thin(roc, MOST_POINTS),
    scores: distribution(scored, bad, spell),
    calibration,
    decisions,
  };
}
