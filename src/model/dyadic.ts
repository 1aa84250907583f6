/** mantissa * 2^exponent, the mantissa odd or zero. */
export interface Dyadic {
  mantissa: bigint;
  exponent: number;
}

const view = new DataView(new ArrayBuffer(8));

/** A finite float64 as what it exactly is. */
export function dyadicOf(value: number): Dyadic {
  view.setFloat64(0, value);
  const word = view.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  if (biased === 0x7ff) throw new RangeError(`${value} is not finite`);
  let mantissa = (word & ((1n << 52n) - 1n)) | (biased === 0 ? 0n : 1n << 52n);
  if (mantissa === 0n) return { mantissa: 0n, exponent: 0 };
  let exponent = Math.max(biased, 1) - 1075;
  const zeros = trailingZeros(mantissa);
  mantissa >>= BigInt(zeros);
  exponent += zeros;
  return { mantissa: word >> 63n ? -mantissa : mantissa, exponent };
}

const trailingZeros = (value: bigint): number => (value & -value).toString(2).length - 1;

/** The binary places after the point that a value needs: 0 for an integer. */
export const binaryPlaces = (value: number): number => Math.max(0, -dyadicOf(value).exponent);

/** The value as a count of 2^-places. @throws RangeError where it has more places. */
export function dyadicUnits(value: number, places: number): bigint {
  const { mantissa, exponent } = dyadicOf(value);
  if (mantissa === 0n) return 0n;
  if (exponent + places < 0) throw new RangeError(`${value} has more than ${places} binary places`);
  return mantissa << BigInt(exponent + places);
}
