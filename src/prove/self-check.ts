import { type Bn254, POINT_BYTES } from "../keys/bn254.ts";
import { writeScalars } from "../keys/scalar-bytes.ts";
import type { SnarkjsVerificationKey } from "../keys/snarkjs-verification-key.ts";
import { verifyingKeyOf } from "../keys/verifying-key.ts";
import { BASE_FIELD_ORDER, isFieldElement } from "../statement/field.ts";
import type { Proven } from "./prover.ts";

type Operation = (...pointers: number[]) => number;

const FIELD_BYTES = 32;
/** Projective points of the two groups, and an element of the pairing's field. */
const SUM_BYTES = { g1: 3 * FIELD_BYTES, g2: 6 * FIELD_BYTES } as const;
const TARGET_BYTES = 12 * FIELD_BYTES;
/** What the library makes of a point before it pairs it: affine and once more, and the lines of the Miller loop behind a point of the second group. */
const PREPARED_BYTES = { g1: 192, g2: 19776 } as const;
/** A line: its constant, what the other point's y is multiplied by, and what its x is. */
const LINE_BYTES = 6 * FIELD_BYTES;
const FIRST_LINE = SUM_BYTES.g2;

/** The curve's parameter x: D. Aranha, L. Fuentes-Castaneda, E. Knapp, A. Menezes, F. Rodriguez-Henriquez, "Implementing pairings at the 192-bit security level" (2012). */
const PARAMETER = 4965661367192848881n;
/** Whether the loop of the optimal ate pairing adds at a bit of 6 x + 2, from the second highest to the lowest. */
const ATE_BITS = [...(6n * PARAMETER + 2n).toString(2)].slice(1).map((bit) => bit === "1");
/** What the endomorphism psi multiplies conjugated coordinates by: (9 + u)^((q - 1) / 3) and (9 + u)^((q - 1) / 2), real parts first. */
const PSI_X = [
  21575463638280843010398324269430826099269044274347216827212613867836435027261n,
  10307601595873709700152284273816112264069230130616436755625194854815875713954n,
];
const PSI_Y = [
  2821565182194536844548159561693502659359617185244120367078079554186484126554n,
  3505843767911556378687030309984248845540243509899259641013678093033130930403n,
];

const isCoordinate = (word: bigint): boolean => word >= 0n && word < BASE_FIELD_ORDER;

/**
 * Verifies proofs under one key before they leave a prover: on the WebAssembly of the library under snarkjs, with all that depends on the key alone computed once.
 *
 * e(A, B) e(IC0 + sum of signal_i IC_i, -gamma) e(C, -delta) = e(alpha, beta): J. Groth, "On the size of pairing-based non-interactive arguments" (2016), section 3.2. The three pairings share
 * the squarings of one Miller loop and one final exponentiation.
 */
export class SelfCheck {
  readonly #calls: Record<string, Operation>;
  readonly #bytes: Uint8Array;
  #next = 25 * 65536;
  /** The sums of IC0 to IC5 that bits of the signals ask for: entry b has IC_(i + 1) for every bit i of b; IC0 is apart. Affine. */
  readonly #sums: number;
  readonly #constant: number;
  readonly #gamma: number;
  readonly #delta: number;
  /** e(alpha, beta). */
  readonly #product: number;
  readonly #psi: { x: number; y: number };
  readonly #subgroupScalar: number;
  /** Where a proof is worked on. */
  readonly #proof: { a: number; b: number; c: number; sum: number; preparedA: number; preparedB: number; preparedC: number; preparedSum: number };
  readonly #scratch: { g1: number; g2: number; image: number; jacobian: number; target: number; y: number; x: number };
  readonly #signals: number;

  /**
   * @param curve its program runs here in a memory of its own.
   * @throws RangeError for a key that has not five signals, or holds a point that is off its curve, outside its subgroup or at infinity.
   */
  constructor(curve: Bn254, verificationKey: SnarkjsVerificationKey) {
    // The program's own data takes less than its least memory of 25 pages.
    const memory = new WebAssembly.Memory({ initial: 32 });
    this.#calls = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(curve.tm.code)), { env: { memory } }).exports as Record<string, Operation>;
    this.#bytes = new Uint8Array(memory.buffer);

    const take = (bytes: number) => {
      const at = this.#next;
      this.#next += bytes;
      return at;
    };
    this.#scratch = {
      ...{ g1: take(SUM_BYTES.g1), g2: take(SUM_BYTES.g2), image: take(POINT_BYTES.g2), jacobian: take(SUM_BYTES.g2) },
      ...{ target: take(TARGET_BYTES), y: take(2 * FIELD_BYTES), x: take(2 * FIELD_BYTES) },
    };
    this.#psi = { x: take(2 * FIELD_BYTES), y: take(2 * FIELD_BYTES) };
    this.#put(this.#psi.x, PSI_X);
    this.#put(this.#psi.y, PSI_Y);
    this.#subgroupScalar = take(FIELD_BYTES);
    this.#bytes.set(writeScalars([6n * PARAMETER ** 2n]), this.#subgroupScalar);
    this.#proof = {
      ...{ a: take(POINT_BYTES.g1), b: take(POINT_BYTES.g2), c: take(POINT_BYTES.g1), sum: take(SUM_BYTES.g1) },
      ...{ preparedA: take(PREPARED_BYTES.g1), preparedB: take(PREPARED_BYTES.g2), preparedC: take(PREPARED_BYTES.g1), preparedSum: take(PREPARED_BYTES.g1) },
    };

    const words = verifyingKeyOf(verificationKey);
    const [alpha, beta, gamma, delta] = [take(POINT_BYTES.g1), take(POINT_BYTES.g2), take(POINT_BYTES.g2), take(POINT_BYTES.g2)];
    const ic = Array.from({ length: (words.length - 14) / 2 }, () => take(POINT_BYTES.g1));
    const firstGroup = [[alpha, 0] as const, ...ic.map((point, i) => [point, 14 + 2 * i] as const)];
    const secondGroup = [[beta, 2] as const, [gamma, 6] as const, [delta, 10] as const];
    const sound =
      firstGroup.every(([point, at]) => this.#putFirstGroup(point, words, at)) && secondGroup.every(([point, at]) => this.#putSecondGroup(point, words, at));
    if (!sound) throw new RangeError("a point of the verification key is not in its group");

    this.#constant = ic[0] as number;
    this.#signals = ic.length - 1;
    this.#sums = take(POINT_BYTES.g1 << this.#signals);
    this.#addUpSignals(ic.slice(1));
    [this.#gamma, this.#delta] = [take(PREPARED_BYTES.g2), take(PREPARED_BYTES.g2)];
    for (const [point, prepared] of [
      [gamma, this.#gamma],
      [delta, this.#delta],
    ] as const) {
      this.#call("g2m_negAffine", point, point);
      this.#prepareSecond(point, prepared);
    }
    this.#product = take(TARGET_BYTES);
    this.#prepareSecond(beta, this.#proof.preparedB);
    this.#prepareFirst(alpha, this.#proof.preparedA);
    this.#pair([[this.#proof.preparedA, this.#proof.preparedB]], this.#product);
  }

  /**
   * Whether a proof holds. False also for whatever is no proof: another count of words, a signal that is not below the field order, a coordinate that is not below the base field's, a point at
   * infinity, off its curve or outside its subgroup.
   */
  holds({ proof, signals }: Proven): boolean {
    if (proof.length !== 8 || signals.length !== this.#signals || !proof.every(isCoordinate) || !signals.every(isFieldElement)) return false;
    const { a, b, c, sum, preparedA, preparedB, preparedC, preparedSum } = this.#proof;
    if (!this.#putFirstGroup(a, proof, 0) || !this.#putFirstGroup(c, proof, 6) || !this.#putSecondGroup(b, proof, 2)) return false;
    this.#prepareFirst(a, preparedA);
    this.#prepareSecond(b, preparedB);
    this.#prepareFirst(c, preparedC);
    const pairs: [number, number][] = [
      [preparedA, preparedB],
      [preparedC, this.#delta],
    ];
    this.#sumOfSignals(signals, sum);
    // Whatever is paired with the point at infinity is one.
    if (!this.#call("g1m_isZero", sum)) {
      this.#call("bn128_prepareG1", sum, preparedSum);
      pairs.push([preparedSum, this.#gamma]);
    }
    this.#pair(pairs, this.#scratch.target);
    return this.#call("ftm_eq", this.#scratch.target, this.#product) === 1;
  }

  #call(name: string, ...pointers: number[]): number {
    return (this.#calls[name] as Operation)(...pointers);
  }

  /** Writes coordinates and brings them into Montgomery form. */
  #put(at: number, coordinates: readonly bigint[]): void {
    this.#bytes.set(writeScalars(coordinates), at);
    for (let i = 0; i < coordinates.length; i++) this.#call("f1m_toMontgomery", at + FIELD_BYTES * i, at + FIELD_BYTES * i);
  }

  /** Writes the point whose coordinates begin at the word `at`. False where it is off the curve or at infinity. */
  #putFirstGroup(point: number, words: readonly bigint[], at: number): boolean {
    this.#put(point, words.slice(at, at + 2));
    return this.#call("g1m_isZeroAffine", point) === 0 && this.#call("g1m_inCurveAffine", point) === 1;
  }

  /** Writes the point whose coordinates begin at the word `at`, imaginary parts first. False where it is off the curve, outside the subgroup of prime order, or at infinity. */
  #putSecondGroup(point: number, words: readonly bigint[], at: number): boolean {
    const [x1, x0, y1, y0] = words.slice(at, at + 4) as [bigint, bigint, bigint, bigint];
    this.#put(point, [x0, x1, y0, y1]);
    return this.#call("g2m_isZeroAffine", point) === 0 && this.#call("g2m_inCurveAffine", point) === 1 && this.#inSubgroup(point);
  }

  /** A point Q is in the subgroup where psi(Q) = 6 x^2 Q: M. Scott, "A note on group membership tests for G1, G2 and GT on BLS pairing-friendly curves" (2021), for BN curves. */
  #inSubgroup(point: number): boolean {
    const { image, g2 } = this.#scratch;
    for (const [coordinate, factor] of [
      [0, this.#psi.x],
      [2 * FIELD_BYTES, this.#psi.y],
    ] as const) {
      this.#call("f2m_conjugate", point + coordinate, image + coordinate);
      this.#call("f2m_mul", image + coordinate, factor, image + coordinate);
    }
    this.#call("g2m_timesScalarAffine", point, this.#subgroupScalar, FIELD_BYTES / 2, g2);
    return this.#call("g2m_eqMixed", g2, image) === 1;
  }

  #addUpSignals(points: readonly number[]): void {
    const { g1 } = this.#scratch;
    this.#call("g1m_zeroAffine", this.#sums);
    for (let bits = 1; bits < 1 << this.#signals; bits++) {
      const highest = 31 - Math.clz32(bits);
      this.#call("g1m_toJacobian", this.#sums + POINT_BYTES.g1 * (bits - (1 << highest)), g1);
      this.#call("g1m_addMixed", g1, points[highest] as number, g1);
      this.#call("g1m_toAffine", g1, this.#sums + POINT_BYTES.g1 * bits);
    }
  }

  /** IC0 and every signal times its point: all signals bit by bit side by side. */
  #sumOfSignals(signals: readonly bigint[], sum: number): void {
    const scalars = writeScalars(signals);
    this.#call("g1m_zero", sum);
    for (let bit = 253; bit >= 0; bit--) {
      this.#call("g1m_double", sum, sum);
      let bits = 0;
      for (let i = 0; i < signals.length; i++) bits |= (((scalars[FIELD_BYTES * i + (bit >> 3)] as number) >> (bit & 7)) & 1) << i;
      if (bits !== 0) this.#call("g1m_addMixed", sum, this.#sums + POINT_BYTES.g1 * bits, sum);
    }
    this.#call("g1m_addMixed", sum, this.#constant, sum);
  }

  #prepareFirst(point: number, prepared: number): void {
    this.#call("g1m_toJacobian", point, this.#scratch.g1);
    this.#call("bn128_prepareG1", this.#scratch.g1, prepared);
  }

  #prepareSecond(point: number, prepared: number): void {
    this.#call("g2m_toJacobian", point, this.#scratch.jacobian);
    this.#call("bn128_prepareG2", this.#scratch.jacobian, prepared);
  }

  /** The product of the pairings of prepared points. */
  #pair(pairs: readonly (readonly [first: number, second: number])[], product: number): void {
    const { ftm_square, f2m_mul1, bn128__mulBy024 } = this.#calls as Record<"ftm_square" | "f2m_mul1" | "bn128__mulBy024", Operation>;
    const { y, x } = this.#scratch;
    let line = FIRST_LINE;
    const multiply = () => {
      for (const [first, second] of pairs) {
        const at = second + line;
        f2m_mul1(at + 2 * FIELD_BYTES, first + FIELD_BYTES, y);
        f2m_mul1(at + 4 * FIELD_BYTES, first, x);
        bn128__mulBy024(at, y, x, product);
      }
      line += LINE_BYTES;
    };
    this.#call("ftm_one", product);
    for (const adds of ATE_BITS) {
      ftm_square(product, product);
      multiply();
      if (adds) multiply();
    }
    multiply();
    multiply();
    this.#call("bn128_finalExponentiation", product, product);
  }
}
