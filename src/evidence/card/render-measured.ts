import { thin } from "../thin.ts";
import type { ModelCard } from "./model-card.ts";
import { count, figure, percent, section, table } from "./page-parts.ts";
import { wilson } from "./performance.ts";
import { barChart, calibrationChart, distributionChart, escapeText, rangeOf, rocChart } from "./svg.ts";

const MOST_BARS = 15;
const MOST_LINES = 21;

function importanceFigure({ importance }: ModelCard): string {
  const [first] = importance?.parts ?? [];
  if (importance === undefined || first === undefined) return "";
  const { parts, unit, rows } = importance;
  const spell = (mean: number) => mean.toFixed(unit === "points" ? 1 : 3);
  const finding = `${first.name} moves scores most`;
  const shown = parts.slice(0, MOST_BARS);
  const note = `Mean absolute contribution against baseline or reference, in ${unit === "points" ? "points" : "units of the margin"}, on ${count(rows)} rows${shown.length < parts.length ? `; the first ${MOST_BARS} of ${parts.length}` : ""}`;
  const bars = shown.map(({ name, mean }) => ({ label: name, value: mean, text: spell(mean) }));
  return figure(
    finding,
    escapeText(note),
    barChart(finding, bars, rangeOf(bars.map(({ value }) => value))),
    table(
      ["Part", "Mean"],
      parts.map(({ name, mean }) => [name, spell(mean)]),
      { right: [1] },
    ),
  );
}

type Performance = NonNullable<ModelCard["performance"]>;

/** Scores at which the decision changes, as they stand in the policy's words. */
const cutOffs = ({ approve, decline }: ModelCard["policy"]) => [approve, decline].map((words) => Number(/(-?[\d.]+) points/.exec(words)?.[1]));

function performanceFigures({ policy }: ModelCard, { auc, ks, roc, scores, calibration }: Performance): string[] {
  const separation = `Scores separate good from bad outcomes by ${percent(ks.value)} (KS) at ${ks.score} points`;
  const pairs = `A good outcome outscores a bad one in ${percent(auc)} of pairs (AUC)`;
  const groups = calibration.map(({ from, to, rows, bad, predicted }) => ({ from, to, rows, bad, share: bad / rows, interval: wilson(bad, rows), predicted }));
  const [worst, best] = [groups[0], groups.at(-1)];
  const falls = `Bad outcomes fall from ${percent(worst?.share ?? 0)} in the lowest tenth of scores to ${percent(best?.share ?? 0)} in the highest`;
  const predicted = groups.some((group) => group.predicted !== undefined);
  return [
    figure(
      separation,
      '<span class="key"></span>good <span class="key bad"></span>bad, each as a share of its own',
      distributionChart(separation, scores, cutOffs(policy)),
      table(
        ["Score", "Good", "Bad"],
        scores.map(({ from, to, good, bad }) => [`${from} to below ${to}`, count(good), count(bad)]),
        { right: [1, 2] },
      ),
    ),
    figure(
      pairs,
      "Dashed: no better than chance",
      rocChart(pairs, roc),
      table(
        ["Good at or below", "Bad at or below"],
        thin(roc, MOST_LINES).map(([good, bad]) => [percent(good), percent(bad)]),
      ),
    ),
    figure(
      falls,
      "Share of bad outcomes, with its 95 % interval (Wilson)",
      calibrationChart(falls, groups),
      table(
        ["Score", "Rows", "Bad", "95 % interval", ...(predicted ? ["Predicted"] : [])],
        groups.map(({ from, to, rows, share, interval, predicted: said }) => [
          `${from} to ${to}`,
          count(rows),
          percent(share),
          interval.map(percent).join(" to "),
          ...(said === undefined ? [] : [percent(said)]),
        ]),
        { right: [1, 2] },
      ),
    ),
  ];
}

/** What was measured on rows: nothing where there were none. */
export function measuredSection(card: ModelCard): string {
  const { performance, importance } = card;
  if (importance === undefined) return "";
  const figures = [...(performance === undefined ? [] : performanceFigures(card, performance)), importanceFigure(card)];
  const lead =
    performance === undefined
      ? "No outcomes were given: how well the model tells good from bad is not measured here."
      : `${count(performance.rows)} rows, of which ${count(performance.bad)} (${percent(performance.bad / performance.rows)}) ended badly: ${performance.outcome.column} is ${performance.outcome.bad}. If the model was fitted on these rows, the figures flatter it.`;
  const decisions =
    performance === undefined
      ? ""
      : table(
          ["Decision", "Rows", "Share", "Bad"],
          performance.decisions.map(({ decision, rows, bad }) => [
            decision,
            count(rows),
            percent(rows / performance.rows),
            rows === 0 ? "" : percent(bad / rows),
          ]),
          { right: [1, 2, 3] },
        );
  return section(
    "Measured on applicants",
    `<p>${escapeText(lead)}</p><p class="mono quiet">Rows, sha256 ${importance.rowsSha256}</p>${decisions}<div class="grid figures">${figures.join("")}</div>`,
  );
}
