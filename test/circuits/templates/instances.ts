import { poseidon4 } from "poseidon-lite";
import type { CircuitInputs } from "../harness/witness.ts";
import { montgomery, secretOf, signOpenly, times } from "../signers.ts";

/** A template at a size: what the snapshot counts, what the sweep and the rank test run over. */
export interface TemplateInstance {
  /** Under circuits/lib. */
  path: string;
  /** Instantiation. */
  call: string;
  /** An honest case of it. */
  inputs: CircuitInputs;
  /** Signals that may honestly be otherwise, and why. */
  explained?: { signal: RegExp; because: string }[];
}

const signature = signOpenly({ a: secretOf("issuer of the templates"), r: secretOf("nonce of the templates"), message: 1234567n });
const key = signature.A.toAffine();
const point = montgomery(signature.A);
const triple = montgomery(times(signature.A, 3n));
const other = montgomery(times(signature.A, 5n));

const record = { applicationId: 7n, issuedAt: 1_767_225_600n, element: [31337n] };
const signedRecord = signOpenly({ a: secretOf("issuer"), r: secretOf("nonce of a record"), message: poseidon4([99n, 7n, 1_767_225_600n, 31337n]) }).inputs;

const HINTS = {
  signal: /\.(S|scalar)$/,
  because: "no constraint reads S or its digits, but to name the points of the windows: as built (--O2) they have no wire",
};

const RATIO = {
  signal: /AtMostUnless_\w+\.ratio\[\d+\]$/,
  because: "where the number has every 1 of its bound down to a run of zeros, and none in it, any ratio of the two will do; nothing else reads it",
};

/** Three rows of a committed table: edge, loss, edge, loss, edge, loss, edge. */
export const tableElement = (...slots: readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint]): bigint =>
  slots.reduce((sum, value, k) => sum + ((value + (k % 2 === 1 ? 1n << 35n : 0n)) << BigInt(36 * k)), 0n);

/** A row of a linear model's committed table. */
export const lineElement = (from: bigint, to: bigint, slope: bigint, loss: bigint): bigint =>
  from + (to << 36n) + ((slope + (1n << 79n)) << 72n) + ((loss + (1n << 99n)) << 152n);

/** Every template of circuits/lib by its name. */
export const INSTANCES: Record<string, TemplateInstance> = {
  RangeCheck: { path: "range/range-check.circom", call: "RangeCheck(8)", inputs: { in: 200n } },
  Below: { path: "range/below.circom", call: "Below(20)", inputs: { in: 16n }, explained: [RATIO] },
  OneHot: { path: "bins/one-hot.circom", call: "OneHot(5)", inputs: { bit: [0n, 0n, 1n, 0n, 0n] } },
  Atoms: { path: "bins/atoms.circom", call: "Atoms(4, 5, [0, 7, 15, 43], [7, 15, 43, 75])", inputs: { in: 20n } },
  Thermometer: { path: "bins/thermometer.circom", call: "Thermometer(4, 5, [-4, 0, 7, 15], [0, 7, 15, 43])", inputs: { in: 20n } },
  Lookup: { path: "bins/lookup.circom", call: "Lookup(4, [-3, 0, 5, 9])", inputs: { atom: [0n, 0n, 1n, 0n] } },
  Band: { path: "decision/band.circom", call: "Band(20)", inputs: { score: -437n } },
  Quotient: { path: "decision/quotient.circom", call: "Quotient(20, -30)", inputs: { in: -437n } },
  Outcome: { path: "decision/outcome.circom", call: "Outcome()", inputs: { decision: 3n, disclosedScore: -40n, issuedAt: 1_767_225_600n } },
  DecisionCommitment: {
    path: "decision/decision-commitment.circom",
    call: "DecisionCommitment()",
    inputs: { blind: 1n << 200n, modelCommitment: 99n, applicationId: 7n, score: -437n, packedReasons: 0x04030201n },
  },
  RecordMessage: { path: "record/message.circom", call: "RecordMessage(1, 99)", inputs: record },
  PushReason: { path: "reasons/push-reason.circom", call: "PushReason(4, 7)", inputs: { present: 1n, before: 0x21n } },
  LowestDigits: { path: "reasons/lowest-digits.circom", call: "LowestDigits(4, 6)", inputs: { in: 0x54321n } },
  PackReasons: { path: "reasons/pack-reasons.circom", call: "PackReasons()", inputs: { slot: [5n, 1n, 9n, 0n] } },
  TopFour: { path: "reasons/top-four.circom", call: "TopFour(6, -36, 66, [1, 2, 3, 4, 5, 6])", inputs: { shortfall: [3n, -5n, 12n, 12n, 0n, 66n] } },
  RatioCells: {
    path: "trees/ratio-cells.circom",
    call: "RatioCells(4, 1, 6, 6, [-1, 0, 1, 2], [2, 1, 3, 3])",
    inputs: { numerator: 2n, denominator: 5n, missing: 0n },
  },
  Absorb: { path: "universal/absorb.circom", call: "Absorb(3)", inputs: { element: [5n, 6n, 7n] } },
  ModelCommitment: {
    path: "universal/model-commitment.circom",
    call: "ModelCommitment(1)",
    inputs: { schemaHash: 2n, inputs: 3n, tables: 4n, reasons: 5n, policy: 6n, upper: 7n, lower: 8n, salt: 9n },
  },
  ChosenCode: { path: "universal/chosen-code.circom", call: "ChosenCode(5)", inputs: { digit: 3n, code: [10n, 20n, 30n, 40n, 50n] } },
  AtLeast: { path: "universal/at-least.circom", call: "AtLeast(8)", inputs: { a: -3n, b: 20n } },
  LossAt: {
    path: "universal/loss-at.circom",
    call: "LossAt(2, 6, 5)",
    inputs: { code: 33n, element: [tableElement(0n, 3n, 10n, -4n, 20n, 7n, 30n), tableElement(30n, -16n, 35n, 15n, 40n, 0n, 40n)] },
  },
  LineLossAt: {
    path: "universal/line-loss-at.circom",
    call: "LineLossAt(2, 6, 5, 8)",
    inputs: { code: 24n, element: [lineElement(0n, 20n, 3n, -7n), lineElement(20n, 40n, -2n, 50n)] },
  },
  ReasonSums: { path: "universal/reason-sums.circom", call: "ReasonSums(5)", inputs: { loss: [3n, -5n, 12n, 2n, 7n], step: [0n, 1n, 1n, 0n] } },
  TopFourCodes: {
    path: "universal/top-four-codes.circom",
    call: "TopFourCodes(6, 7)",
    inputs: { shortfall: [3n, -5n, 12n, 12n, 0n, 66n], code: [1n, 2n, 3n, 4n, 5n, 6n] },
  },
  CutOffs: { path: "universal/cut-offs.circom", call: "CutOffs(8)", inputs: { score: 100n, approveFrom: 120n, referFrom: 83n } },
  HiddenBand: { path: "universal/hidden-band.circom", call: "HiddenBand(10, 6)", inputs: { score: -437n, bandWidth: 20n } },
  HiddenQuotient: { path: "universal/hidden-quotient.circom", call: "HiddenQuotient(10, 6)", inputs: { in: -437n, divisor: 20n } },
  NoneIs: { path: "claims/none-is.circom", call: "NoneIs(3)", inputs: { digit: [3n, 0n, 1000n], value: 5n } },
  OrderedRows: {
    path: "claims/ordered-rows.circom",
    call: "OrderedRows(2, 6, 5)",
    inputs: { element: [tableElement(0n, 3n, 10n, -4n, 20n, 7n, 30n), tableElement(30n, -16n, 35n, 15n, 40n, 0n, 40n)], end: 40n },
  },
  MonotoneRows: {
    path: "claims/monotone-rows.circom",
    call: "MonotoneRows(4, 6, 5)",
    inputs: { edge: [0n, 10n, 20n, 40n, 41n], loss: [7n, 3n, -4n, 9n], values: 40n, decreasing: 0n, counts: 1n },
  },
  NeverWorseRows: {
    path: "claims/never-worse-rows.circom",
    call: "NeverWorseRows(4, 6, 5)",
    inputs: { edge: [0n, 10n, 20n, 40n, 41n], loss: [7n, 9n, -4n, 9n], from: 20n, values: 40n, counts: 1n, limit: 7n },
  },
  OrderedLines: {
    path: "claims/ordered-lines.circom",
    call: "OrderedLines(3, 6, 5, 8)",
    inputs: { element: [lineElement(0n, 10n, 3n, -7n), lineElement(10n, 11n, 0n, 127n), lineElement(11n, 40n, -16n, 50n)], end: 40n },
  },
  MonotoneLines: {
    path: "claims/monotone-lines.circom",
    call: "MonotoneLines(4, 6, 5, 8)",
    inputs: { edge: [0n, 10n, 20n, 40n, 41n], slope: [-1n, 0n, -3n, 0n], loss: [7n, -3n, -4n, 99n], values: 40n, decreasing: 0n, counts: 1n },
  },
  NeverWorseLines: {
    path: "claims/never-worse-lines.circom",
    call: "NeverWorseLines(4, 6, 5, 8)",
    inputs: { edge: [0n, 10n, 20n, 40n, 41n], slope: [2n, -1n, -3n, 0n], loss: [10n, 14n, 3n, 99n], from: 15n, values: 40n, counts: 1n, limit: 9n },
  },
  OrderedSplit: {
    path: "claims/ordered-split.circom",
    call: "OrderedSplit(4)",
    inputs: { split: 9n, unordered: 1n, feature: 5n },
  },
  MonotoneTree: {
    path: "claims/monotone-tree.circom",
    call: "MonotoneTree(9, [1, 1, 0, 0, 1, 0, 1, 0, 0], 3)",
    inputs: { asks: [1n, 0n, 1n, 1n], bound: [2n, 0n, 4n, 5n], rank: [2n, 0n, 4n, 5n, 6n], decreasing: 1n },
  },
  Relu: { path: "network/relu.circom", call: "Relu(40, 16)", inputs: { in: 987_654_321n } },
  DecisionShell: {
    path: "shell/decision-shell.circom",
    call: "DecisionShell(1, 99)",
    inputs: {
      modelCommitment: 55n,
      ...record,
      issuerKey: signedRecord.issuerKey,
      R8x: signedRecord.R8x,
      R8y: signedRecord.R8y,
      S: signedRecord.S,
      blind: 1n << 200n,
      decision: 3n,
      score: 437n,
      disclosedScore: 420n,
      packedReasons: 0x04030201n,
    },
    explained: [HINTS],
  },
  IssuerSignature: { path: "eddsa/issuer-signature.circom", call: "IssuerSignature()", inputs: signature.inputs, explained: [HINTS] },
  KeyPoint: { path: "eddsa/key-point.circom", call: "KeyPoint()", inputs: { x: key.x, y: key.y } },
  ChallengeMultiple: {
    path: "eddsa/challenge-multiple.circom",
    call: "ChallengeMultiple()",
    inputs: { ...point, v2: point.v * point.v, u3: triple.u, v3: triple.v, challenge: signature.h },
  },
  Base8Multiple: { path: "eddsa/base8-multiple.circom", call: "Base8Multiple()", inputs: { ...other, S: signature.inputs.S }, explained: [HINTS] },
  Base8Window: {
    path: "eddsa/base8-window.circom",
    call: "Base8Window(7)",
    inputs: { scalar: 19n * 24n ** 7n },
    explained: [{ signal: /^main\.v$/, because: "the negative of a point of the table is another one of the 24 points" }],
  },
  PointSum: { path: "eddsa/point-sum.circom", call: "PointSum()", inputs: { u1: point.u, v1: point.v, u2: other.u, v2: other.v } },
  AtMostUnless: {
    path: "eddsa/at-most-unless.circom",
    call: "AtMostUnless(5, 13)",
    inputs: { v: 5n, digit: [-5n, 5n, -5n, 5n, -5n], exempt: 10n },
  },
};
