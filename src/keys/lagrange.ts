import { FIELD_ORDER } from "../statement/field.ts";

/** The least quadratic non-residue, which snarkjs makes its roots of unity of. */
const NON_RESIDUE = 5n;

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % FIELD_ORDER;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % FIELD_ORDER;
    square = (square * square) % FIELD_ORDER;
  }
  return result;
}

/** Inverse in the scalar field. @throws RangeError for zero. */
export function invert(value: bigint): bigint {
  if (value % FIELD_ORDER === 0n) throw new RangeError("zero has no inverse");
  return power(value, FIELD_ORDER - 2n);
}

/** The root of unity of order 2^log that snarkjs and circom agree on. */
export const rootOfUnity = (log: number): bigint => power(NON_RESIDUE, (FIELD_ORDER - 1n) >> BigInt(log));

/**
 * Every Lagrange polynomial of the domain of 2^log roots of unity at `tau`: L_j(tau) = (tau^n - 1) w^j / (n (tau - w^j)).
 * @throws RangeError where tau is in the domain.
 */
export function lagrangeAt(tau: bigint, log: number): bigint[] {
  const n = 1 << log;
  const root = rootOfUnity(log);
  const vanishing = (power(tau, BigInt(n)) + FIELD_ORDER - 1n) % FIELD_ORDER;
  if (vanishing === 0n) throw new RangeError("tau is a root of unity of the domain");
  const scale = (vanishing * invert(BigInt(n))) % FIELD_ORDER;
  const roots: bigint[] = [];
  for (let j = 0, w = 1n; j < n; j++, w = (w * root) % FIELD_ORDER) roots.push(w);
  // Montgomery's trick: one inversion for all.
  const products: bigint[] = [];
  let product = 1n;
  for (const w of roots) {
    products.push(product);
    product = (product * (tau - w + FIELD_ORDER)) % FIELD_ORDER;
  }
  let inverse = invert(product);
  const values = new Array<bigint>(n);
  for (let j = n - 1; j >= 0; j--) {
    const w = roots[j] as bigint;
    values[j] = (((scale * w) % FIELD_ORDER) * ((inverse * (products[j] as bigint)) % FIELD_ORDER)) % FIELD_ORDER;
    inverse = (inverse * (tau - w + FIELD_ORDER)) % FIELD_ORDER;
  }
  return values;
}
