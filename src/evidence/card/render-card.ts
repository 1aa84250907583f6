import { thin } from "../thin.ts";
import { CARD_STYLE } from "./card-style.ts";
import type { ModelCard } from "./model-card.ts";
import { wilson } from "./performance.ts";
import { barChart, calibrationChart, distributionChart, escapeText, rangeOf, rocChart } from "./svg.ts";

const count = (value: number) => value.toLocaleString("en");
const percent = (value: number) => `${(100 * value).toFixed(1)}\u00a0%`;

const DIRECTIONS: Record<ModelCard["features"][number]["direction"], string> = {
  increasing: "more is never worth less",
  decreasing: "more is never worth more",
  constant: "makes no difference",
  "both-ways": "goes both ways",
  "not-certain": "not certain",
  "no-order": "",
};
const PROTECTED = { declared: "protected", guessed: "perhaps protected, by its name", no: "" };

type Cells = readonly string[];

/** A table; a wide one becomes a list of facts on a phone. Columns after the first that are named in `right` hold numbers. */
function table(header: Cells, rows: readonly Cells[], { wide = false, right = [] as readonly number[] } = {}): string {
  const kind = (i: number) => (right.includes(i) ? ' class="right"' : "");
  const head = header.map((name, i) => `<th scope="col"${kind(i)}>${escapeText(name)}</th>`).join("");
  const body = rows.map((cells) => {
    const [first = "", ...rest] = cells.map(escapeText);
    const others = rest.map((cell, i) => `<td${kind(i + 1)}${wide ? ` data-name="${escapeText(header[i + 1] as string)}"` : ""}>${cell}</td>`);
    return `<tr><th scope="row">${first}</th>${others.join("")}</tr>`;
  });
  return `<table${wide ? ' class="wide"' : ""}><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

/** A picture under the sentence that it shows, with its numbers. */
const figure = (finding: string, note: string, drawing: string, numbers: string, level = "h3") =>
  `<figure><${level}>${escapeText(finding)}</${level}>${note && `<figcaption>${note}</figcaption>`}${drawing}<details><summary>The numbers</summary>${numbers}</details></figure>`;

const facts = (pairs: readonly (readonly [string, string, mono?: boolean])[]) =>
  `<dl>${pairs.map(([name, value, mono]) => `<dt>${escapeText(name)}</dt><dd${mono ? ' class="mono"' : ""}>${escapeText(value)}</dd>`).join("")}</dl>`;

const section = (title: string, content: string) => `<section><h2>${escapeText(title)}</h2>${content}</section>`;

function modelSection({ model, trainingData, policy }: ModelCard): string {
  const day = 86400;
  return section(
    "Model and policy",
    facts([
      ["Commitment", model.commitment, true],
      ["Source file, sha256", model.sourceSha256, true],
      ...(model.pipelineSha256 === undefined ? [] : [["Pipeline file, sha256", model.pipelineSha256, true] as const]),
      ["Training data, sha256", trainingData?.sha256 ?? "not given", trainingData !== undefined],
      ["Policy", policy.name],
      ["Approve", policy.approve],
      ...(policy.refer === undefined ? [] : [["Refer", policy.refer] as const]),
      ["Decline", policy.decline],
      ["Scores lie within", `${policy.scores.least} to ${policy.scores.most}`],
      ["Score band disclosed", policy.band === "1" ? "none: the exact score is public" : `${policy.band} points wide`],
      ["Reasons compare with", policy.comparedWith],
      ["Materiality tier", `${policy.tier}${policy.tier === 1 ? ", the highest" : ""}`],
      ["Review due after", `${policy.reviewDays} days`],
      ["Oldest record accepted", policy.maximumRecordAge % day === 0 ? `${policy.maximumRecordAge / day} days` : `${count(policy.maximumRecordAge)} seconds`],
    ]),
  );
}

function protectedSentence({ features }: ModelCard): string {
  const of = (kind: string, used: boolean) =>
    features.filter((feature) => feature.protected === kind && feature.through.length > 0 === used).map(({ name }) => name);
  const sentence = (names: readonly string[], words: string) => (names.length === 0 ? "" : `${words}: ${names.join(", ")}. `);
  const declared = features.some((feature) => feature.protected === "declared");
  return (
    sentence(of("declared", true), "Protected and used by the model") +
    sentence(of("declared", false), "Protected, in the record and not used") +
    sentence(of("guessed", true), "Used, and perhaps protected to judge by the name") +
    sentence(of("guessed", false), "Not used, and perhaps protected to judge by the name") +
    (declared ? "" : "No feature was declared protected when this card was made; names are a guess. ") +
    "That no other feature stands in for one of these is not shown."
  );
}

function featuresSection(card: ModelCard): string {
  const rows = card.features.map(({ name, values, through, direction, protected: kind }) => [
    name,
    values,
    through.length === 0 ? "not used" : through.length === 1 && through[0] === name ? "used" : `used, through ${through.join(", ")}`,
    DIRECTIONS[direction],
    PROTECTED[kind],
  ]);
  return section(
    "Features of the record",
    `<p>A direction is proved from the model's integers for every record, not seen in a sample; “not certain” says that no proof was found.</p>
<p>${escapeText(protectedSentence(card))}</p>${table(["Feature", "Values", "In the model", "Direction", "Protected"], rows, { wide: true })}`,
  );
}

function pointsSection({ points }: ModelCard): string {
  if (points === undefined) return "";
  const range = rangeOf(points.flatMap(({ bins }) => bins.map(({ points }) => Number(points))));
  const figures = points.map(({ characteristic, baseline, bins }) => {
    const bars = bins.map(({ label, points }) => ({ label: label.replaceAll("%,%", ", "), value: Number(points), text: points }));
    const rows = bars.map(({ label, text }) => [label, text]);
    return figure(
      characteristic,
      `Dashed: the baseline, ${escapeText(baseline)}`,
      barChart(`Points of ${characteristic}`, bars, range, Number(baseline)),
      table(["Bin", "Points"], rows, { right: [1] }),
    );
  });
  return section("Points", `<div class="grid">${figures.join("")}</div>`);
}

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

function measuredSection(card: ModelCard): string {
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

/** The card as one HTML page: nothing else is loaded, nothing runs. */
export function renderCard(card: ModelCard): string {
  const { model, summary, reasons, notShown } = card;
  const title = `${model.name} ${model.version}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Model card of ${escapeText(title)}</title>
<style>${CARD_STYLE}</style>
</head>
<body>
<main>
<h1>${escapeText(model.name)} <span>${escapeText(model.version)}</span></h1>
<p>${escapeText(summary)}</p>
<p class="notice">This card shows parts of the model: keep it as you keep the model. What a registry holds of it is its hash.</p>
${modelSection(card)}
${measuredSection(card)}
${featuresSection(card)}
${pointsSection(card)}
${section(
  "Adverse reasons",
  table(
    ["Code", "Sentence of the notice", "Speaks for"],
    reasons.map(({ code, sentence, parts }) => [code, sentence, parts.join(", ")]),
    { wide: true },
  ),
)}
${section("What this card does not show", `<ul>${notShown.map((sentence) => `<li>${escapeText(sentence)}</li>`).join("")}</ul>`)}
</main>
</body>
</html>
`;
}
