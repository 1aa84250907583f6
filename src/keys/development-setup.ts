import { randomBytes } from "node:crypto";
import { FIELD_ORDER } from "../statement/field.ts";
import { openCurve } from "./bn254.ts";
import { multiplyGenerators } from "./fixed-base.ts";
import { encodeDevelopmentMark } from "./key-origin.ts";
import { invert, lagrangeAt } from "./lagrange.ts";
import { domainPower, type R1cs, readR1cs } from "./r1cs-file.ts";
import { writeScalars } from "./scalar-bytes.ts";
import type { SnarkjsVerificationKey } from "./snarkjs-verification-key.ts";
import { exportVerificationKey } from "./verification-key.ts";
import { encodeHeader, writeZkey, ZKEY_SECTION } from "./zkey-file.ts";

export interface DevelopmentSetupOptions {
  r1csPath: string;
  /** Where the proving key goes; readable by its owner only. */
  zkeyPath: string;
  onProgress?: (text: string) => void;
  /**
   * For tests only: gives tau, alpha, beta and delta, in this order, to compare the key with one of snarkjs' making. Whoever knows these can prove
   * anything, so no command takes them and they are otherwise drawn from the system's generator and forgotten.
   */
  sample?: () => bigint;
}

export interface DevelopmentSetup {
  seconds: number;
  verificationKey: SnarkjsVerificationKey;
}

/** 48 bytes reduced: closer to uniform than 2^-128. */
const sampleScalar = (): bigint => {
  const value = BigInt(`0x${randomBytes(48).toString("hex")}`) % FIELD_ORDER;
  return value === 0n ? sampleScalar() : value;
};

/** Coefficients leave a zkey in Montgomery form twice over, 2^512 times their value, so that the prover's product with a plain witness is in Montgomery form. */
const DOUBLE_MONTGOMERY = (1n << 512n) % FIELD_ORDER;

/** The coefficients of A and B row by row, and after them the public signals' own rows of A, which keep proofs from being turned into others' (the "input consistency" rows). */
function encodeCoefficients(r1cs: R1cs): Uint8Array {
  const places: number[] = [];
  const values: bigint[] = [];
  // Few coefficients differ: ones, powers of two, a model's points.
  const known = new Map<bigint, bigint>();
  const push = (matrix: number, row: number, wire: number, coefficient: bigint) => {
    const value = known.get(coefficient) ?? (coefficient * DOUBLE_MONTGOMERY) % FIELD_ORDER;
    known.set(coefficient, value);
    places.push(matrix, row, wire);
    values.push(value);
  };
  r1cs.forEach((matrix, row, wire, coefficient) => {
    if (matrix !== 2) push(matrix, row, wire, coefficient);
  });
  for (let s = 0; s <= r1cs.publicSignals; s++) push(0, r1cs.constraints + s, s, 1n);

  const scalars = writeScalars(values);
  const bytes = new Uint8Array(4 + 44 * values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, values.length, true);
  for (let i = 0, at = 4; i < values.length; i++, at += 44) {
    for (let part = 0; part < 3; part++) view.setUint32(at + 4 * part, places[3 * i + part] as number, true);
    bytes.set(scalars.subarray(32 * i, 32 * i + 32), at + 12);
  }
  return bytes;
}

/** The polynomials A, B and C of every wire at tau. */
function evaluateAtTau(r1cs: R1cs, lagrange: readonly bigint[]): [bigint[], bigint[], bigint[]] {
  const sums = [0, 1, 2].map(() => new Array<bigint>(r1cs.wires).fill(0n)) as [bigint[], bigint[], bigint[]];
  const negative = FIELD_ORDER / 2n;
  r1cs.forEach((matrix, row, wire, coefficient) => {
    // Small negative coefficients are common; as such they make short products.
    const signed = coefficient > negative ? coefficient - FIELD_ORDER : coefficient;
    const column = sums[matrix];
    column[wire] = (column[wire] as bigint) + signed * (lagrange[row] as bigint);
  });
  for (let s = 0; s <= r1cs.publicSignals; s++) sums[0][s] = (sums[0][s] as bigint) + (lagrange[r1cs.constraints + s] as bigint);
  return sums.map((column) => column.map((sum) => ((sum % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER)) as [bigint[], bigint[], bigint[]];
}

/**
 * A Groth16 set-up by one party, for development and tests: draws tau, alpha, beta and delta and writes the proving key straight from the constraints, in the
 * form of snarkjs. **Insecure by nature**, and the key says so in its own list of contributions; `snarkjs zkey verify` refuses it.
 *
 * The formulas are those of J. Groth, "On the size of pairing-based non-interactive arguments" (2016), section 3.2, with gamma = 1 and snarkjs' choice of
 * the odd half of the doubled domain for the quotient.
 *
 * @returns seconds that it took, and the verification key in snarkjs' form.
 * @throws CredenceError CRD-4001 where the constraints cannot be read.
 */
export async function developmentSetup({
  r1csPath,
  zkeyPath,
  onProgress = () => {},
  sample = sampleScalar,
}: DevelopmentSetupOptions): Promise<DevelopmentSetup> {
  const from = performance.now();
  const curve = await openCurve();
  onProgress("reading constraints");
  const r1cs = readR1cs(r1csPath);
  const { publicSignals, wires } = r1cs;
  const log = domainPower(r1cs);
  const domainSize = 2 ** log;

  const [tau, alpha, beta, delta] = [sample(), sample(), sample(), sample()] as const;
  const deltaInverse = invert(delta);
  // The even points of the doubled domain are the domain itself, so one evaluation would do; two are simpler and cost milliseconds.
  const [a, b, c] = evaluateAtTau(r1cs, lagrangeAt(tau, log));
  const h = lagrangeAt(tau, log + 1)
    .filter((_, j) => j % 2 === 1)
    .map((value) => (value * deltaInverse) % FIELD_ORDER);
  const k = a.map((_, s) => {
    const sum = (beta * (a[s] as bigint) + alpha * (b[s] as bigint) + (c[s] as bigint)) % FIELD_ORDER;
    return s <= publicSignals ? sum : (sum * deltaInverse) % FIELD_ORDER;
  });

  onProgress(`computing ${3 * wires + domainSize} points of G1 and ${wires} of G2`);
  const g1 = (scalars: readonly bigint[]) => ({ group: "g1" as const, scalars: writeScalars(scalars) });
  const g2 = (scalars: readonly bigint[]) => ({ group: "g2" as const, scalars: writeScalars(scalars) });
  const [pointsA, pointsB1, pointsB2, pointsK, pointsH, header1, header2] = (await multiplyGenerators(curve, [
    g1(a),
    g1(b),
    g2(b),
    g1(k),
    g1(h),
    g1([alpha, beta, delta]),
    g2([beta, 1n, delta]),
  ])) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

  onProgress("writing the key");
  const delta1 = header1.subarray(128, 192);
  const header = encodeHeader({
    wires,
    publicSignals,
    domainSize,
    alpha1: header1.subarray(0, 64),
    beta1: header1.subarray(64, 128),
    beta2: header2.subarray(0, 128),
    gamma2: header2.subarray(128, 256),
    delta1,
    delta2: header2.subarray(256, 384),
  });
  const publicBytes = 64 * (publicSignals + 1);
  writeZkey(zkeyPath, [
    [ZKEY_SECTION.header, header],
    [ZKEY_SECTION.coefficients, encodeCoefficients(r1cs)],
    [ZKEY_SECTION.publicPoints, pointsK.subarray(0, publicBytes)],
    [ZKEY_SECTION.pointsH, pointsH],
    [ZKEY_SECTION.pointsC, pointsK.subarray(publicBytes)],
    [ZKEY_SECTION.pointsA, pointsA],
    [ZKEY_SECTION.pointsB1, pointsB1],
    [ZKEY_SECTION.pointsB2, pointsB2],
    [ZKEY_SECTION.contributions, encodeDevelopmentMark(delta1)],
  ]);
  const verificationKey = await exportVerificationKey(zkeyPath, curve);
  return { seconds: (performance.now() - from) / 1000, verificationKey };
}
