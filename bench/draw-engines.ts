// Draws how the time of a proof grows with the circuit: npm run --silent bench -- --json engines engines-large | node bench/draw-engines.ts > docs/pictures/engine-growth.svg
import { byFactors, drawLineChart } from "./line-chart.ts";
import { readFigures } from "./measurement.ts";

const measured = await readFigures(process.stdin);
const lines = [
  { engine: "snarkjs", colour: "#9a6700" },
  { engine: "wasm", colour: "#1a7f37" },
  { engine: "native", colour: "#1f6feb" },
].map(({ engine, colour }) => {
  const points = measured.flatMap(({ figure, value }) => {
    const [, rows, of] = /^prove\.cpu-seconds\.rows-(\d+)\.(\w+)$/.exec(figure) ?? [];
    return of === engine ? [{ x: Number(rows), y: value }] : [];
  });
  return { name: `${engine}: ${points.at(-1)?.y.toPrecision(3)} s`, colour, points };
});
const rows = lines[0]?.points.map(({ x }) => x) ?? [];
const [least, most] = [Math.min(...rows), Math.max(...rows)];
const seconds = [0.01, 0.1, 1, 10, 100];

console.log(
  drawLineChart({
    title: "Processor time of a proof by the size of the circuit",
    x: { words: "rows of the circuit", at: byFactors(least, most), ticks: rows.map((value) => ({ value, words: `2^${Math.log2(value)}` })) },
    y: { words: "processor seconds a proof, verified", at: byFactors(0.01, 100), ticks: seconds.map((value) => ({ value, words: String(value) })) },
    lines,
  }),
);
