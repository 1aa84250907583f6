import { babyjubjub } from "@noble/curves/misc.js";

/** A point of Baby Jubjub in Montgomery form: v^2 = u^3 + 168698 u^2 + u. */
export interface MontgomeryPoint {
  u: bigint;
  v: bigint;
}

const { Fp, Fn } = babyjubjub.Point;
const MONTGOMERY_A = 168698n;

/** The generator of the subgroup of prime order (ERC-2494). */
const BASE8 = babyjubjub.Point.fromAffine({
  x: 5299619240641551281634865583518297030282874472190772894086521144482721001553n,
  y: 16950150798460657717958625567821834550301663161624707787222815936182638968203n,
});

/** How many points each window can add: 24 odd multiples of 24^window Base8, 12 for the last. Their product is above the order of the subgroup. */
export const WINDOW_SIZES: readonly number[] = [...Array.from({ length: 54 }, () => 24), 12];

/** The points 1, 3, 5, ... times 24^window Base8: half of what a window can add, the other half being their negatives. */
export function windowPoints(window: number): MontgomeryPoint[] {
  return Array.from({ length: (WINDOW_SIZES[window] as number) / 2 }, (_, i) => {
    const { x, y } = BASE8.multiplyUnsafe(Fn.create(BigInt(2 * i + 1) * 24n ** BigInt(window))).toAffine();
    const u = Fp.div(1n + y, Fp.create(1n - y));
    return { u, v: Fp.div(u, x) };
  });
}

/** Coefficients, from the constant upwards. */
type Polynomial = bigint[];

const at = (polynomial: Polynomial, degree: number): bigint => polynomial[degree] ?? 0n;

const combine = (a: Polynomial, factor: bigint, b: Polynomial): Polynomial =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => Fp.create(at(a, i) + factor * at(b, i)));

const multiply = (a: Polynomial, b: Polynomial): Polynomial =>
  Array.from({ length: a.length + b.length - 1 }, (_, i) => Fp.create(a.reduce((sum, coefficient, j) => sum + coefficient * at(b, i - j), 0n)));

const U: Polynomial = [0n, 1n];
const SQUARE: Polynomial = [0n, 0n, 1n];
/** The right side of the curve's equation, which a window computes anyway. */
const CUBE: Polynomial = [0n, 1n, MONTGOMERY_A, 1n];

/**
 * The product of (u - root) over six roots as c (c + a s + b u) + q3 c + q2 s + q1 u + q0, where s = u^2 and c = u^3 + 168698 u^2 + u.
 * @returns [a, b, q3, q2, q1, q0]
 */
function factorSix(product: Polynomial): bigint[] {
  const a = Fp.create(at(product, 5) - 2n * MONTGOMERY_A);
  let rest = combine(product, -1n, multiply(CUBE, combine(CUBE, a, SQUARE)));
  const b = at(rest, 4);
  rest = combine(rest, -b, multiply(CUBE, U));
  const q3 = at(rest, 3);
  rest = combine(rest, -q3, CUBE);
  return [a, b, q3, at(rest, 2), at(rest, 1), at(rest, 0)];
}

/**
 * The product of (u - root) over twelve roots as (t + m s + n u)(t + k c + g s + h u) + q6 t + q3 c + q2 s + q1 u + q0, where t = c (c + a s + b u).
 * @returns [a, b, m, n, k, g, h, q6, q3, q2, q1, q0]
 * @throws RangeError where k is 0, and the comparison of coefficients has no solution.
 */
function factorTwelve(product: Polynomial): bigint[] {
  // t is u^6 + t5 u^5 + t4 u^4 + ...; the upper two coefficients of its square are the product's.
  const t5 = Fp.div(at(product, 11), 2n);
  const t4 = Fp.div(Fp.create(at(product, 10) - t5 * t5), 2n);
  const a = Fp.create(t5 - 2n * MONTGOMERY_A);
  const b = Fp.create(t4 - MONTGOMERY_A * MONTGOMERY_A - 2n - a * MONTGOMERY_A);
  const t = multiply(CUBE, combine(combine(CUBE, a, SQUARE), b, U));
  let rest = combine(product, -1n, multiply(t, t));
  // The sum of what stands beside t in the two factors: k c + (m + g) s + (n + h) u, and q6.
  const [k, s, u, q6] = [CUBE, SQUARE, U, [1n]].map((part, i) => {
    const coefficient = at(rest, 9 - i);
    rest = combine(rest, -coefficient, multiply(t, part));
    return coefficient;
  }) as [bigint, bigint, bigint, bigint];
  if (k === 0n) throw new RangeError("these roots do not factor into quadratic steps");
  const m = Fp.div(at(rest, 5), k);
  const g = Fp.create(s - m);
  const n = Fp.div(Fp.create(at(rest, 4) - m * k * MONTGOMERY_A - m * g), k);
  const h = Fp.create(u - n);
  const second = combine(combine(combine([0n], k, CUBE), g, SQUARE), h, U);
  rest = combine(rest, -1n, multiply([0n, n, m], second));
  const q3 = at(rest, 3);
  rest = combine(rest, -q3, CUBE);
  return [a, b, m, n, k, g, h, q6, q3, at(rest, 2), at(rest, 1), at(rest, 0)];
}

/** Writes the product of (u - root) over six or twelve roots in quadratic steps, by comparing coefficients: see factorSix and factorTwelve. */
export function factorMembership(roots: readonly bigint[]): bigint[] {
  const product = roots.reduce<Polynomial>((factors, root) => multiply(factors, [Fp.create(-root), 1n]), [1n]);
  return roots.length === 6 ? factorSix(product) : factorTwelve(product);
}

function renderFunction(name: string, windows: readonly number[]): string[] {
  const lines = [`function ${name}(window) {`];
  windows.forEach((window, i) => {
    const points = windowPoints(window);
    const values = [...points.map(({ u }) => u), ...points.map(({ v }) => v), ...factorMembership(points.map(({ u }) => u))];
    // circom wants a value on every way out, so that the last window stands outside of the conditions.
    const last = i === windows.length - 1;
    const indent = last ? "    " : "        ";
    if (!last) lines.push(`    if (window == ${window}) {`);
    lines.push(`${indent}return [`, values.map((value) => `${indent}    ${value}`).join(",\n"), `${indent}];`);
    if (!last) lines.push("    }");
  });
  return [...lines, "}"];
}

/** The source of circuits/generated/base8-windows.circom. */
export function renderBase8Windows(): string {
  const windowsOf = (size: number) => WINDOW_SIZES.flatMap((points, window) => (points === size ? [window] : []));
  return `${[
    "// SPDX-License-Identifier: GPL-3.0-or-later",
    "// Generated by scripts/generate-circuits.ts from src/circuit/base8-windows.ts. Do not edit.",
    "pragma circom 2.2.0;",
    "",
    "// For each window the points 1, 3, 5, ... times 24^window Base8 in Montgomery form, all u, then all v;",
    "// then the coefficients by which Base8Window proves that u is one of them.",
    "",
    ...renderFunction("base8_window_of_24", windowsOf(24)),
    "",
    ...renderFunction("base8_window_of_12", windowsOf(12)),
  ].join("\n")}\n`;
}
