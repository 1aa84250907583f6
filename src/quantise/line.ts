import { largest, plus, type Rational, rational, rationalOf, size, times } from "./rational.ts";

/** A column on a stretch of codes: slope * code + offset, and the most that the float of the tool is off it there. */
export interface Line {
  slope: Rational;
  offset: Rational;
  error: Rational;
}

/** The first and the last code of a stretch. */
export type Ends = readonly [first: bigint, last: bigint];

export type Floats = "float32" | "float64";

/** Rounding to nearest: off by at most `relative` of the number, or by `absolute` where that is denormal (Higham, Accuracy and Stability of Numerical Algorithms, 2.2). */
const ROUNDOFF: Record<Floats, { relative: Rational; absolute: Rational }> = {
  float32: { relative: rational(1n, 1n << 24n), absolute: rational(1n, 1n << 150n) },
  float64: { relative: rational(1n, 1n << 53n), absolute: rational(1n, 1n << 1075n) },
};

export const unitRoundoff = (floats: Floats): Rational => ROUNDOFF[floats].relative;

export const lineAt = ({ slope, offset }: Pick<Line, "slope" | "offset">, code: bigint): Rational => plus(times(slope, rational(code)), offset);

/** The most that the float of the tool can be in size. */
export const magnitudeOf = (line: Line, ends: Ends): Rational => plus(largest(...ends.map((end) => size(lineAt(line, end)))), line.error);

/** The line after the tool has rounded its values once more. */
export function roundedLine(line: Line, ends: Ends, floats: Floats): Line {
  const { relative, absolute } = ROUNDOFF[floats];
  return { ...line, error: plus(line.error, plus(times(magnitudeOf(line, ends), relative), absolute)) };
}

/** The line with a float added, which the tool rounds. */
export const shiftedLine = (line: Line, by: number, ends: Ends, floats: Floats): Line =>
  by === 0 ? line : roundedLine({ ...line, offset: plus(line.offset, rationalOf(by)) }, ends, floats);

/** The line times a number, which the tool rounds. */
export function stretchedLine({ slope, offset, error }: Line, by: Rational, ends: Ends, floats: Floats): Line {
  if (by.numerator === 1n && by.denominator === 1n) return { slope, offset, error };
  return roundedLine({ slope: times(slope, by), offset: times(offset, by), error: times(error, size(by)) }, ends, floats);
}
