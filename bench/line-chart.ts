/** A measured line: points in the chart's own units, in order. */
export interface ChartLine {
  name: string;
  colour: string;
  /** Drawn without points, as what is compared with. */
  dashed?: boolean;
  points: readonly { x: number; y: number }[];
}

export interface Axis {
  words: string;
  /** Where a value lies: 0 at the beginning of the axis, 1 at its end. */
  at: (value: number) => number;
  ticks: readonly { value: number; words: string }[];
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [740, 400, 70, 50, 30, 170];

/** From `from` to `to` in equal steps. */
export const evenly = (from: number, to: number) => (value: number) => (value - from) / (to - from);

/** From `from` to `to` in equal factors. */
export const byFactors = (from: number, to: number) => (value: number) => Math.log(value / from) / Math.log(to / from);

const label = ([x, y]: readonly [number, number], words: string, anchor = "middle", colour = "#444") =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${colour}">${words}</text>`;

/** An SVG of lines, each with its name at its last point. */
export function drawLineChart({ title, x, y, lines }: { title: string; x: Axis; y: Axis; lines: readonly ChartLine[] }): string {
  const across = (value: number) => LEFT + x.at(value) * (WIDTH - LEFT - RIGHT);
  const up = (value: number) => HEIGHT - BOTTOM - y.at(value) * (HEIGHT - BOTTOM - TOP);
  const drawLine = ({ name, colour, dashed, points }: ChartLine) => {
    const last = points.at(-1);
    if (last === undefined) throw new Error(`expected points of the line "${name}", found none`);
    const path = points.map((point, i) => `${i === 0 ? "M" : "L"}${across(point.x).toFixed(1)} ${up(point.y).toFixed(1)}`).join(" ");
    const dots = dashed ? [] : points.map((point) => `<circle cx="${across(point.x).toFixed(1)}" cy="${up(point.y).toFixed(1)}" r="3.5" fill="${colour}"/>`);
    return [
      `<path d="${path}" fill="none" stroke="${colour}" ${dashed ? 'stroke-dasharray="4 4"' : 'stroke-width="2"'}/>`,
      ...dots,
      label([across(last.x) + 8, up(last.y) + 4], name, "start", colour),
    ];
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...y.ticks.flatMap(({ value, words }) => [
      `<path d="M${LEFT} ${up(value).toFixed(1)} H${WIDTH - RIGHT}" stroke="#ddd"/>`,
      label([LEFT - 8, up(value) + 4], words, "end"),
    ]),
    ...lines.flatMap(drawLine),
    ...x.ticks.map(({ value, words }) => label([across(value), HEIGHT - BOTTOM + 18], words)),
    label([(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12], x.words),
    label([LEFT, TOP - 12], y.words, "start"),
    "</svg>",
  ].join("\n");
}
