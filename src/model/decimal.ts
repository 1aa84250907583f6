/** An exact decimal: units / 10^scale, without trailing zeros. */
export interface Decimal {
  units: bigint;
  scale: number;
}

const DECIMAL = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,4}))?$/;

/** Powers of ten beyond this are no points and no value of an applicant. */
const LARGEST_EXPONENT = 400;

/** Reads `12`, `-3.50`, `.5`, `1e-05`; undefined for anything else, for example `nan`, `inf` or `1e9999`. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, mantissa = "", exponentText = "0"] = match;
  const [whole = "", fraction = ""] = mantissa.split(".");
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > LARGEST_EXPONENT) return undefined;
  let units = BigInt(`${whole}${fraction}`);
  let scale = fraction.length - exponent;
  if (scale < 0) {
    units *= 10n ** BigInt(-scale);
    scale = 0;
  }
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  return { units: sign === "-" ? -units : units, scale };
}

/** The decimal as a count of 10^-scale, or undefined where it has more places. */
export const unitsOf = (decimal: Decimal, scale: number): bigint | undefined =>
  decimal.scale > scale ? undefined : decimal.units * 10n ** BigInt(scale - decimal.scale);

/** Negative, zero or positive as a is below, equal to or above b. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = (unitsOf(a, scale) as bigint) - (unitsOf(b, scale) as bigint);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** `units` of 10^-scale as a plain decimal with exactly `scale` places: (4495n, 1) is "449.5". */
export function formatUnits(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return units < 0n ? `-${text}` : text;
}
