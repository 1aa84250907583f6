import { CARD_STYLE } from "./card-style.ts";
import type { ModelCard } from "./model-card.ts";
import { count, facts, figure, section, table } from "./page-parts.ts";
import { measuredSection } from "./render-measured.ts";
import { barChart, escapeText, rangeOf } from "./svg.ts";

const DIRECTIONS: Record<ModelCard["features"][number]["direction"], string> = {
  increasing: "more is never worth less",
  decreasing: "more is never worth more",
  constant: "makes no difference",
  "both-ways": "goes both ways",
  "not-certain": "not certain",
  "no-order": "",
};
const PROTECTED = { declared: "protected", guessed: "perhaps protected, by its name", no: "" };

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
