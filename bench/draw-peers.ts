// Draws what a proof and its verification take beside EZKL: npm run --silent bench -- --json peers | node bench/draw-peers.ts "29 November 2026, 2 x AMD EPYC" > docs/pictures/peers.svg
import { byFactors } from "./line-chart.ts";
import { readFigures } from "./measurement.ts";

interface Bar {
  model: string;
  prover: string;
  seconds: number;
}

const [WIDTH, LEFT, RIGHT, TOP, ROW, GAP, BOTTOM] = [740, 230, 70, 56, 19, 30, 58];
const MODELS: Readonly<Record<string, string>> = {
  "german-scorecard": "scorecard, 13 characteristics",
  "hmda-logistic": "logistic regression, 21 columns",
  "boosted-50x4": "boosted trees, 50 of depth 4",
  "dense-19-32-16-1": "dense network, 19-32-16-1",
};
const PROVERS: Readonly<Record<string, readonly [words: string, colour: string]>> = {
  native: ["Credence, native", "#1f6feb"],
  wasm: ["Credence, npm alone", "#1f6feb"],
  snarkjs: ["Credence, snarkjs", "#1f6feb"],
  "ezkl-hashed-exact": ["EZKL, hashed, best exact", "#bc4c00"],
  "ezkl-hashed-calibrated": ["EZKL, hashed, calibrated", "#bc4c00"],
  "ezkl-fixed-exact": ["EZKL, fixed, best exact", "#9a6700"],
  "ezkl-fixed-calibrated": ["EZKL, fixed, calibrated", "#9a6700"],
};

const machine = process.argv[2];
if (machine === undefined) throw new Error("expected date and machine as the argument");
const measured = await readFigures(process.stdin);
const bars = Object.keys(MODELS).flatMap((model) =>
  Object.keys(PROVERS).flatMap((prover): Bar[] => {
    const found = measured.filter(({ figure }) => ["prove", "check"].some((part) => figure === `peers.${part}.cpu-seconds.${model}.${prover}`));
    return found.length === 0 ? [] : [{ model, prover, seconds: found.reduce((sum, { value }) => sum + value, 0) }];
  }),
);
if (bars.length === 0) throw new Error("expected figures peers.prove.cpu-seconds.* on standard input, found none");

// Bars begin at a hundredth of a second: the scale is logarithmic.
const [least, most] = [0.01, Math.max(...bars.map(({ seconds }) => seconds)) * 1.3];
const along = byFactors(least, most);
const x = (seconds: number) => LEFT + along(Math.max(seconds, least)) * (WIDTH - LEFT - RIGHT);
const label = (at: [number, number], words: string, anchor = "start", colour = "#444", weight = "normal") =>
  `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" text-anchor="${anchor}" fill="${colour}" font-weight="${weight}">${words}</text>`;

const rows: string[] = [];
let y = TOP;
for (const [model, words] of Object.entries(MODELS)) {
  const own = bars.filter((bar) => bar.model === model);
  if (own.length === 0) continue;
  rows.push(label([16, y + 4], words, "start", "#222", "bold"));
  y += GAP - 14;
  for (const { prover, seconds } of own) {
    const [name, colour] = PROVERS[prover] as readonly [string, string];
    rows.push(
      label([LEFT - 8, y + 12], name, "end"),
      `<rect x="${LEFT}" y="${y + 2}" width="${(x(seconds) - LEFT).toFixed(1)}" height="${ROW - 6}" fill="${colour}"/>`,
      label([x(seconds) + 6, y + 12], `${seconds.toPrecision(2)} s`, "start", colour),
    );
    y += ROW;
  }
  y += GAP;
}
const height = y - GAP + BOTTOM;
const ticks = [0.1, 1, 10, 100].filter((tick) => tick < most);
console.log(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    "<title>Processor seconds of one proof and its verification, Credence and EZKL on the same models</title>",
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...ticks.flatMap((tick) => [
      `<path d="M${x(tick).toFixed(1)} ${TOP - 16} V${height - BOTTOM + 6}" stroke="#ddd"/>`,
      label([x(tick), height - BOTTOM + 20], `${tick} s`, "middle"),
    ]),
    ...rows,
    label([16, 22], "processor seconds of one proof and its verification, on a logarithmic scale", "start"),
    label([16, height - 12], machine, "start", "#777"),
    "</svg>",
  ].join("\n"),
);
