import { text } from "node:stream/consumers";

/** One number that was measured, in its unit. */
export interface Measurement {
  /** Dotted from the general to the particular, such as prove.ms.german-scorecard.snarkjs.warm. */
  figure: string;
  value: number;
  unit: string;
}

/** Figures that come out of one run of something. */
export interface FigureGroup {
  /** Every figure that `measure` may report: what a name or a prefix on the command line is compared with. */
  figures: readonly string[];
  /** Reports each figure as soon as it is known. A figure that cannot be had on this machine is explained by `skip` instead. */
  measure(report: (measurement: Measurement) => void, skip: (figure: string, why: string) => void): Promise<void>;
}

/** The middle value; of an even number of values the lower one of the middle two. */
export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] as number;

/** Milliseconds that `work` takes. */
export async function milliseconds(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Rounded to what is worth reading: four significant digits, whole numbers as they are. */
export const rounded = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(4)));

/** Figures as `npm run bench -- --json` prints them, one object a line. */
export async function readFigures(stream: NodeJS.ReadableStream): Promise<Measurement[]> {
  const lines = (await text(stream)).split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as Measurement);
}
