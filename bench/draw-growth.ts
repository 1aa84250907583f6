// Draws how the cost of trees grows: npm run --silent bench -- --json trees trees-large | node bench/draw-growth.ts > docs/pictures/tree-growth.svg
import { drawLineChart, evenly } from "./line-chart.ts";
import { readFigures } from "./measurement.ts";

const measured = await readFigures(process.stdin);
const pointsOf = (suffix: string) =>
  measured.flatMap(({ figure, value }) => {
    const [, trees, end] = /^constraints\.trees\.(\d+)(.*)$/.exec(figure) ?? [];
    return trees !== undefined && end === suffix ? [{ x: Number(trees), y: value }] : [];
  });
const named = (name: string, colour: string, points: ReturnType<typeof pointsOf>) => ({
  name: `${name}: ${points.at(-1)?.y.toLocaleString("en-US")}`,
  colour,
  points,
});
const [reasons, plain] = [pointsOf(""), pointsOf(".plain")];
const [first] = reasons;
if (first === undefined) throw new Error("expected figures constraints.trees.* on standard input, found none");
const trees = reasons.map(({ x }) => x);
const [mostTrees, most] = [Math.max(...trees), Math.max(...reasons.map(({ y }) => y)) * 1.1];
const decade = 10 ** Math.floor(Math.log10(most));
const step = most < 4 * decade ? decade / 2 : decade;
// Where every further tree would cost what the first ones cost.
const end = Math.min(mostTrees, (most / first.y) * first.x);

console.log(
  drawLineChart({
    title: "Constraints of a whole decision by the number of trees",
    x: { words: "trees of depth 6, about 40 splits each", at: evenly(0, mostTrees), ticks: trees.map((value) => ({ value, words: String(value) })) },
    y: {
      words: "constraints of the whole decision",
      at: evenly(0, most),
      ticks: Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => ({ value: i * step, words: (i * step).toLocaleString("en-US") })),
    },
    lines: [
      {
        name: "as many times the trees",
        colour: "#777",
        dashed: true,
        points: [
          { x: 0, y: 0 },
          { x: end, y: (end / first.x) * first.y },
        ],
      },
      named("four reasons", "#1f6feb", reasons),
      named("no reasons", "#1a7f37", plain),
    ],
  }),
);
