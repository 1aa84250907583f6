/** Text as it stands in HTML and SVG, in an attribute or between tags. */
export const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");

/** A number with as few digits as a picture shows. */
const short = (value: number) => `${Math.round(value * 100) / 100}`;

/** Cuts a label where it would leave its place. */
const shorten = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/** Every picture is as many units wide; on a phone a unit is a little less than a pixel. */
const WIDTH = 400;

/** A picture with a name for those who do not see it; its numbers stand in a table beside it. */
export const picture = (title: string, height: number, content: string): string =>
  `<svg viewBox="0 0 ${WIDTH} ${short(height)}" role="img" aria-label="${escapeText(title)}">${content}</svg>`;

const text = (x: number, y: number, content: string, anchor = "start", kind = "") =>
  `<text x="${short(x)}" y="${short(y)}" text-anchor="${anchor}"${kind && ` class="${kind}"`}>${escapeText(content)}</text>`;
const line = (x1: number, y1: number, x2: number, y2: number, kind: string) =>
  `<line x1="${short(x1)}" y1="${short(y1)}" x2="${short(x2)}" y2="${short(y2)}" class="${kind}"/>`;
const box = (x: number, y: number, width: number, height: number, kind: string) =>
  `<rect x="${short(x)}" y="${short(y)}" width="${short(Math.max(0, width))}" height="${short(Math.max(0, height))}" class="${kind}"/>`;

export interface Bar {
  label: string;
  value: number;
  /** How the value is written beside its bar. */
  text: string;
}

const ROW = 20;
const LABELS = 158;

/** The range of values that pictures beside each other share, so that their bars can be compared. */
export const rangeOf = (values: readonly number[]): readonly [least: number, most: number] => [Math.min(0, ...values), Math.max(0, ...values)];

/** Bars to the right and left of zero, one under another, with a dashed line at `mark`. */
export function barChart(title: string, bars: readonly Bar[], [least, most]: readonly [number, number], mark?: number): string {
  // Room for the numbers, on both sides where bars go to both.
  const [left, right] = [LABELS + (least < 0 ? 40 : 0), WIDTH - 44];
  const x = (value: number) => left + ((value - least) / (most - least || 1)) * (right - left);
  const rows = bars.map(({ label, value, text: written }, i) => {
    const y = i * ROW;
    const end = value < 0 ? text(x(value) - 4, y + 14, written, "end", "number") : text(x(value) + 4, y + 14, written, "start", "number");
    return text(0, y + 14, shorten(label, 25)) + box(Math.min(x(0), x(value)), y + 4, Math.abs(x(value) - x(0)), ROW - 8, "bar") + end;
  });
  const height = bars.length * ROW;
  const marked = mark === undefined ? "" : line(x(mark), 0, x(mark), height, "mark");
  return picture(title, height, rows.join("") + line(x(0), 0, x(0), height, "axis") + marked);
}

const [LEFT, RIGHT, TOP, HEIGHT] = [40, WIDTH - 12, 12, 200];
const BOTTOM = TOP + HEIGHT;
const across = (share: number) => LEFT + share * (RIGHT - LEFT);
const up = (share: number) => BOTTOM - share * HEIGHT;
const percent = (share: number, places = 0) => `${(100 * share).toFixed(places)}\u00a0%`;

/** The share that an axis ends with: its quarters are whole hundredths, or whole tenths of one. */
const topOf = (most: number) => (most < 0.08 ? Math.ceil(250 * most) / 250 : Math.min(1, Math.ceil(25 * most) / 25));

/** Both axes of a plot whose vertical one goes from 0 to `most` of a whole. */
function frame(most: number, horizontal: readonly (readonly [share: number, label: string])[], name: string): string {
  const lines = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      line(LEFT, up(share), RIGHT, up(share), share === 0 ? "axis" : "grid-line") +
      text(LEFT - 5, up(share) + 4, percent(share * most, most < 0.08 ? 1 : 0), "end", "number"),
  );
  const marks = horizontal.map(([share, label]) => text(across(share), BOTTOM + 16, label, share === 0 ? "start" : share === 1 ? "end" : "middle", "number"));
  return `${lines.join("")}${marks.join("")}${text(LEFT, BOTTOM + 33, name)}`;
}

const path = (points: readonly (readonly [number, number])[], kind: string) =>
  `<polyline points="${points.map(([x, y]) => `${short(x)},${short(y)}`).join(" ")}" class="${kind}"/>`;

/** Square plot of shares against shares, with the diagonal. */
export function rocChart(title: string, roc: readonly (readonly [number, number])[]): string {
  const ends = [0, 0.25, 0.5, 0.75, 1].map((share) => [share, percent(share)] as const);
  const curve = roc.map(([good, bad]) => [across(good), up(bad)] as const);
  return picture(
    title,
    BOTTOM + 40,
    frame(1, ends, "across: good outcomes at or below a score; up: bad ones") + line(across(0), up(0), across(1), up(1), "dashed") + path(curve, "curve"),
  );
}

export interface Column {
  from: string;
  to: string;
  good: number;
  bad: number;
}

/** The axis' ends and middle, as its columns are named. */
function namesOf(columns: readonly { from: string; to: string }[]): [number, string][] {
  const middle = columns.length >> 1;
  return [
    [0, (columns[0] as { from: string }).from],
    ...(columns.length > 3 ? [[middle / columns.length, (columns[middle] as { from: string }).from] as [number, string]] : []),
    [1, (columns.at(-1) as { to: string }).to],
  ];
}

/** Two distributions side by side, each as shares of its own total, with lines at cut-offs. */
export function distributionChart(title: string, columns: readonly Column[], cutOffs: readonly number[]): string {
  const [goods, bads] = [columns.reduce((sum, { good }) => sum + good, 0), columns.reduce((sum, { bad }) => sum + bad, 0)];
  const most = topOf(Math.max(...columns.map(({ good, bad }) => Math.max(good / goods, bad / bads))));
  const width = (RIGHT - LEFT) / columns.length;
  const bars = columns.map(({ good, bad }, i) => {
    const bar = (share: number, at: number, kind: string) => box(LEFT + i * width + at * width, up(share / most), width * 0.44, (share / most) * HEIGHT, kind);
    return bar(good / goods, 0.04, "good") + bar(bad / bads, 0.52, "bad");
  });
  const first = Number((columns[0] as Column).from);
  const range = Number((columns.at(-1) as Column).to) - first;
  const lines = cutOffs
    .filter((score) => score > first && score < first + range)
    .map((score) => line(across((score - first) / range), TOP, across((score - first) / range), BOTTOM, "mark"));
  return picture(title, BOTTOM + 40, frame(most, namesOf(columns), "score; dashed: cut-offs") + bars.join("") + lines.join(""));
}

export interface Observed {
  from: string;
  to: string;
  /** Share of bad outcomes, and what it may be of a larger population. */
  share: number;
  interval: readonly [number, number];
  predicted: number | undefined;
}

/** Observed shares with their intervals, group by group, and what was predicted. */
export function calibrationChart(title: string, groups: readonly Observed[]): string {
  const most = topOf(Math.max(...groups.map(({ interval, predicted }) => Math.max(interval[1], predicted ?? 0))));
  const x = (i: number) => across((i + 0.5) / groups.length);
  const y = (share: number) => up(share / most);
  const marks = groups.map(
    ({ share, interval }, i) =>
      `${line(x(i), y(interval[0]), x(i), y(interval[1]), "whisker")}<circle cx="${short(x(i))}" cy="${short(y(share))}" r="4" class="point"/>`,
  );
  const predictions = groups.flatMap(({ predicted }, i) => (predicted === undefined ? [] : [[x(i), y(predicted)] as const]));
  const names = predictions.length === 0 ? "tenths by score, the lowest first" : "tenths by score, the lowest first; line: predicted";
  return picture(title, BOTTOM + 40, frame(most, namesOf(groups), names) + path(predictions, "curve") + marks.join(""));
}
