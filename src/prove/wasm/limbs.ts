/** Field elements as five limbs of 51 bits, each a whole number in a double, centred: between -2^50 and 2^50. What double-precision multiplication with one rounding can multiply exactly. */

export const LIMBS = 5;
export const LIMB_BITS = 51n;
/** Bytes of one element, and of two side by side. */
export const ELEMENT_BYTES = 8 * LIMBS;
export const PAIR_BYTES = 16 * LIMBS;

/** The centred limbs of a whole number; the last one takes what is left. */
export function limbsOf(value: bigint): number[] {
  const limbs: number[] = [];
  let rest = value;
  for (let i = 1; i < LIMBS; i++) {
    const limb = BigInt.asIntN(Number(LIMB_BITS), rest);
    limbs.push(Number(limb));
    rest = (rest - limb) >> LIMB_BITS;
  }
  return [...limbs, Number(rest)];
}

export const numberOf = (limbs: readonly number[]): bigint => limbs.reduceRight((sum, limb) => (sum << LIMB_BITS) + BigInt(limb), 0n);

/** The representative of a residue between -p/2 and p/2. */
export function centred(value: bigint, prime: bigint): bigint {
  const least = ((value % prime) + prime) % prime;
  return least > prime / 2n ? least - prime : least;
}

/** What elements carry in Montgomery form. */
export const MONTGOMERY = 1n << (LIMB_BITS * BigInt(LIMBS));

/** -p^-1 modulo 2^51, centred. */
export function negativeInverse(prime: bigint): bigint {
  let inverse = 1n;
  for (let i = 0; i < 6; i++) inverse = BigInt.asIntN(Number(LIMB_BITS), inverse * (2n - prime * inverse));
  return BigInt.asIntN(Number(LIMB_BITS), -inverse);
}
