import { compareDecimals, type Decimal, parseDecimal } from "../../model/decimal.ts";
import { dyadicOf } from "../../model/dyadic.ts";
import { type Element, quote, refuse } from "./element.ts";

/** The floats in which a value is kept. */
export type FloatType = "float32" | "float64";

/** A float64 as an exact decimal. */
function decimalOf(value: number): Decimal {
  const { mantissa, exponent } = dyadicOf(value);
  if (exponent >= 0) return { units: mantissa << BigInt(exponent), scale: 0 };
  return { units: mantissa * 5n ** BigInt(-exponent), scale: -exponent };
}

/** The space from a float32 to its neighbour. */
const spacing = (value: number) => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -126) - 23);

/** The float32 nearest to a decimal: going through float64 errs where that lies halfway between two float32. */
function float32Of(text: string): number {
  const near = Number(text);
  const rounded = Math.fround(near);
  if (!Number.isFinite(rounded) || rounded === near) return rounded;
  const away = near - rounded;
  const other = rounded + Math.sign(away) * spacing(rounded);
  if (Math.fround(other) !== other || other - near !== away) return rounded;
  const order = compareDecimals(parseDecimal(text) as Decimal, decimalOf(near));
  if (order === 0) return rounded;
  return order > 0 === other > rounded ? other : rounded;
}

/** A finite number as text has it, in the floats that the tool keeps it in; undefined for anything else. */
export function numberOf(text: string, type: FloatType): number | undefined {
  if (parseDecimal(text) === undefined) return undefined;
  const value = type === "float32" ? float32Of(text) : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A finite number in an attribute or text of an element. @throws CredenceError CRD-1105 */
export function finite(element: Element, what: string, text: string, type: FloatType = "float64"): number {
  const value = numberOf(text, type);
  if (value === undefined) throw refuse(element, "CRD-1105", `Found ${quote(text)} as the ${what} of ${element.name}, expected a finite ${type}.`);
  return value;
}

const view = new DataView(new ArrayBuffer(8));

/** The next float of a type above a finite one. */
export function nextUp(value: number, type: FloatType): number {
  if (type === "float32") {
    view.setFloat32(0, value === 0 ? 0 : value);
    const word = view.getInt32(0);
    view.setInt32(0, word + (word < 0 ? -1 : 1));
    return view.getFloat32(0);
  }
  view.setFloat64(0, value === 0 ? 0 : value);
  const word = view.getBigInt64(0);
  view.setBigInt64(0, word + (word < 0n ? -1n : 1n));
  return view.getFloat64(0);
}
