/** Field elements of so many digits each, the first in the lowest bits. @throws RangeError for a digit that is not in [0, 2^bits). */
export function packDigits(digits: readonly bigint[], bits: number, perElement: number): bigint[] {
  const elements: bigint[] = [];
  digits.forEach((digit, i) => {
    if (digit < 0n || digit >= 1n << BigInt(bits)) throw new RangeError(`${digit} is no digit of ${bits} bits`);
    const element = Math.floor(i / perElement);
    elements[element] = (elements[element] ?? 0n) + (digit << BigInt((i % perElement) * bits));
  });
  return elements;
}

/** A schema has at most 512 features: a digit of the inputs section is the position of one, from 1, or 0 for none. */
export const INPUT_BITS = 10;
export const INPUTS_PER_ELEMENT = 25;

/** The head: the kind in the lowest 8 bits, then sizes of 32 bits each. */
export const packHead = (kind: number, ...sizes: readonly number[]): bigint => BigInt(kind) + (packDigits(sizes.map(BigInt), 32, 7)[0] ?? 0n) * 256n;
