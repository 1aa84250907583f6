/** A number in units of 2^-bits, known to lie from `low` to `high`. */
export interface Bracket {
  low: bigint;
  high: bigint;
}

/** 2 atanh(p / q) for 0 <= p / q <= 1/3, by its series: sum of 2 (p/q)^(2k+1) / (2k+1). */
function twiceArtanh(p: bigint, q: bigint, bits: bigint): Bracket {
  const square = { p: p * p, q: q * q };
  let power = (p << bits) / q;
  let sum = 0n;
  let terms = 0n;
  for (let k = 1n; power > 0n; k += 2n) {
    sum += power / k;
    power = (power * square.p) / square.q;
    terms += 1n;
  }
  // A power is short of its true value by less than 1 + 1/9 + 1/81 + ... units, a quotient by one more: below three a term. The tail is below three, too.
  return { low: 2n * sum, high: 2n * (sum + 3n * terms + 3n) };
}

/**
 * The natural logarithm of p / q, both positive, in units of 2^-bits. Argument reduction by powers of two to [1, 2), then artanh: ln x = 2 artanh((x - 1) / (x + 1)).
 */
export function naturalLogarithm(p: bigint, q: bigint, bits: number): Bracket {
  const places = BigInt(bits);
  let [a, b] = [p, q];
  let doublings = 0n;
  while (a >= 2n * b) {
    b *= 2n;
    doublings += 1n;
  }
  while (a < b) {
    a *= 2n;
    doublings -= 1n;
  }
  const rest = twiceArtanh(a - b, a + b, places);
  const two = twiceArtanh(1n, 3n, places);
  return doublings >= 0n
    ? { low: rest.low + doublings * two.low, high: rest.high + doublings * two.high }
    : { low: rest.low + doublings * two.high, high: rest.high + doublings * two.low };
}

/**
 * ceil(c * ln(p / q)) for a positive rational c, exactly: more places are taken until the bracket holds no whole number. The logarithm of a rational other than 1 is irrational (Hermite,
 * Lindemann), so that this ends.
 */
export function ceilingOfLogarithm(p: bigint, q: bigint, factor: { numerator: bigint; denominator: bigint }): bigint {
  if (p === q) return 0n;
  for (let bits = 128; ; bits *= 2) {
    const { low, high } = naturalLogarithm(p, q, bits);
    const scale = factor.denominator << BigInt(bits);
    const ceiling = (value: bigint) => {
      const product = value * factor.numerator;
      return product > 0n ? (product + scale - 1n) / scale : -(-product / scale);
    };
    if (ceiling(low) === ceiling(high)) return ceiling(low);
  }
}
