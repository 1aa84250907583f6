import { createHash } from "node:crypto";
import { babyjubjub } from "@noble/curves/misc.js";
import { poseidon5 } from "poseidon-lite";

/**
 * A second implementation of signing, by another curve library, with every secret in the open: for signatures that no honest signer makes.
 */
export const { Point } = babyjubjub;
export const { Fp } = Point;
export type CurvePoint = InstanceType<typeof Point>;

/** The order l of the subgroup. */
export const SUBGROUP_ORDER = Point.Fn.ORDER;

export const BASE8 = Point.fromAffine({
  x: 5299619240641551281634865583518297030282874472190772894086521144482721001553n,
  y: 16950150798460657717958625567821834550301663161624707787222815936182638968203n,
});

/** Any integer times a point of the subgroup. */
export const times = (point: CurvePoint, scalar: bigint): CurvePoint => point.multiplyUnsafe(Point.Fn.create(scalar));

/** What the circuit reads. */
export interface SignatureInputs {
  issuerKey: bigint;
  R8x: bigint;
  R8y: bigint;
  S: bigint;
  message: bigint;
}

/** A signature and all that its signer knows: A = a Base8, R8 = r Base8 (+ what was added), h the challenge. */
export interface OpenSignature {
  inputs: SignatureInputs & Record<string, bigint>;
  a: bigint;
  r: bigint;
  A: CurvePoint;
  R8: CurvePoint;
  h: bigint;
}

/** The same number below l for the same words: tests repeat. */
export const secretOf = (words: string): bigint => Point.Fn.create(BigInt(`0x${createHash("sha512").update(words).digest("hex")}`));

export function challengeOf(R8: CurvePoint, A: CurvePoint, message: bigint): bigint {
  const commitment = R8.toAffine();
  const key = A.toAffine();
  return poseidon5([commitment.x, commitment.y, key.x, key.y, message]);
}

/** S = r + 8 h a, R8 = r Base8 + shift. */
export function signOpenly({ a, r, message, shift = Point.ZERO }: { a: bigint; r: bigint; message: bigint; shift?: CurvePoint }): OpenSignature {
  const A = times(BASE8, a);
  const R8 = times(BASE8, r).add(shift);
  const h = challengeOf(R8, A, message);
  const { x, y } = R8.toAffine();
  return { inputs: { issuerKey: A.toAffine().y, R8x: x, R8y: y, S: Point.Fn.create(r + 8n * h * a), message }, a, r, A, R8, h };
}

/** u and v of a point in Montgomery form. */
export function montgomery(point: CurvePoint): { u: bigint; v: bigint } {
  const { x, y } = point.toAffine();
  const u = Fp.div(1n + y, Fp.create(1n - y));
  return { u, v: Fp.div(u, x) };
}
