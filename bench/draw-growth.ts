// Draws how the cost of trees grows: npm run --silent bench -- --json trees trees-large | node bench/draw-growth.ts > docs/pictures/tree-growth.svg
import { text } from "node:stream/consumers";

interface Line {
  name: string;
  colour: string;
  points: { trees: number; constraints: number }[];
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [740, 400, 70, 50, 30, 150];

const measured = (await text(process.stdin))
  .split("\n")
  .filter((line) => line.startsWith("{"))
  .map((line) => JSON.parse(line) as { figure: string; value: number });
const pointsOf = (suffix: string) =>
  measured.flatMap(({ figure, value }) => {
    const [, trees, end] = /^constraints\.trees\.(\d+)(.*)$/.exec(figure) ?? [];
    return trees !== undefined && end === suffix ? [{ trees: Number(trees), constraints: value }] : [];
  });
const lines: Line[] = [
  { name: "four reasons", colour: "#1f6feb", points: pointsOf("") },
  { name: "no reasons", colour: "#1a7f37", points: pointsOf(".plain") },
];
const first = lines[0]?.points[0];
if (first === undefined) throw new Error("expected figures constraints.trees.* on standard input, found none");
const mostTrees = Math.max(...lines.flatMap(({ points }) => points.map(({ trees }) => trees)));
const most = Math.max(...lines.flatMap(({ points }) => points.map(({ constraints }) => constraints))) * 1.1;

const x = (trees: number) => LEFT + (trees / mostTrees) * (WIDTH - LEFT - RIGHT);
const y = (constraints: number) => HEIGHT - BOTTOM - (constraints / most) * (HEIGHT - BOTTOM - TOP);
const path = (points: Line["points"]) =>
  points.map(({ trees, constraints }, i) => `${i === 0 ? "M" : "L"}${x(trees).toFixed(1)} ${y(constraints).toFixed(1)}`).join(" ");
const label = (at: [number, number], words: string, anchor = "middle", colour = "#444") =>
  `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" text-anchor="${anchor}" fill="${colour}">${words}</text>`;

const step = 10 ** Math.floor(Math.log10(most)) / (most < 4 * 10 ** Math.floor(Math.log10(most)) ? 2 : 1);
const rules: string[] = [];
for (let level = 0; level <= most; level += step) {
  rules.push(
    `<path d="M${LEFT} ${y(level).toFixed(1)} H${WIDTH - RIGHT}" stroke="#ddd"/>`,
    label([LEFT - 8, y(level) + 4], level.toLocaleString("en-US"), "end"),
  );
}
// Where every further tree would cost what the first ones cost.
const end = Math.min(mostTrees, (most / first.constraints) * first.trees);
const proportional = path([
  { trees: 0, constraints: 0 },
  { trees: end, constraints: (end / first.trees) * first.constraints },
]);
console.log(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>Constraints of a whole decision by the number of trees</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...rules,
    `<path d="${proportional}" fill="none" stroke="#999" stroke-dasharray="4 4"/>`,
    label([x(end) + 6, TOP + 4], "as many times the trees", "start", "#777"),
    ...lines.flatMap(({ name, colour, points }) => {
      const last = points.at(-1) ?? first;
      return [
        `<path d="${path(points)}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...points.map(({ trees, constraints }) => `<circle cx="${x(trees).toFixed(1)}" cy="${y(constraints).toFixed(1)}" r="3.5" fill="${colour}"/>`),
        label([x(last.trees) + 8, y(last.constraints) + 4], `${name}: ${last.constraints.toLocaleString("en-US")}`, "start", colour),
      ];
    }),
    ...(lines[0] as Line).points.map(({ trees }) => label([x(trees), HEIGHT - BOTTOM + 18], String(trees))),
    label([x(mostTrees / 2), HEIGHT - 12], "trees of depth 6, about 40 splits each"),
    label([LEFT, TOP - 12], "constraints of the whole decision", "start"),
    "</svg>",
  ].join("\n"),
);
