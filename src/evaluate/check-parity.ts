import { crc32 } from "node:zlib";
import { CredenceError } from "../errors/credence-error.ts";
import type { SourceFile } from "../files/source-file.ts";
import { formatUnits } from "../model/decimal.ts";
import { dyadicOf } from "../model/dyadic.ts";
import type { ModelFiles } from "../model/model-files.ts";
import { neededFeatures } from "../model/needed-features.ts";
import type { QuantisedScorecard } from "../model/quantised.ts";
import type { QuantisedTrees } from "../model/quantised-trees.ts";
import { encodeRows } from "../record/rows.ts";
import type { Decision } from "../statement/outcome.ts";
import { openEvaluator } from "./evaluate.ts";
import { openTreesDecision } from "./evaluate-trees.ts";
import { type ExpectedRow, readExpected } from "./expected-rows.ts";
import type { ParityCertificate } from "./parity-certificate.ts";

/** What one row compares to: undefined where the expected file says nothing of it. */
interface RowParity {
  decision: Decision;
  /** The tool decides, the model refers within its stated error. */
  withinError: boolean;
  score: boolean | undefined;
  leaves: boolean | undefined;
  margin: { difference: number; bound: number; equal: boolean } | undefined;
  reasons: boolean | undefined;
}

const MOST_NAMED = 20;

const sameReasons = (model: QuantisedScorecard | QuantisedTrees, given: readonly number[], expected: readonly string[]) =>
  given.map((position) => model.policy.reasons[position - 1]?.code).join(" ") === expected.join(" ");

function openScorecardParity(model: QuantisedScorecard): (codes: readonly bigint[], expected: ExpectedRow) => RowParity {
  const evaluate = openEvaluator(model);
  return (codes, expected) => {
    const { score, decision, reasons } = evaluate(codes);
    return {
      decision,
      withinError: false,
      score: expected.score === undefined ? undefined : formatUnits(score, model.pointsScale) === expected.score,
      leaves: undefined,
      margin: undefined,
      reasons: expected.reasons && sameReasons(model, reasons, expected.reasons),
    };
  };
}

/** |a - b| of a number of units of 1 / perOne and a float, as a float: the difference itself is taken exactly. */
function distance(margin: bigint, perOne: bigint, value: number): number {
  const { mantissa, exponent } = dyadicOf(value);
  const places = BigInt(Math.max(0, -exponent));
  const difference = (margin << places) - mantissa * perOne * (exponent > 0 ? 1n << BigInt(exponent) : 1n);
  return Math.abs(Number(difference)) / Number(perOne) / 2 ** Number(places);
}

/**
 * The tool adds n floats, each perhaps a rounded product, and may divide once: by the standard bound (Higham, Accuracy and Stability of Numerical Algorithms, 4.2) it is off by at most
 * gamma_(n+2) times the sum of the absolute values.
 */
function openTreesParity(model: QuantisedTrees): (codes: readonly bigint[], expected: ExpectedRow) => RowParity {
  const decide = openTreesDecision(model);
  const explain = openEvaluator(model);
  const { approveBelow, declineFrom } = model.policy;
  const perOne = model.marginDivisor << BigInt(model.marginBits);
  const unitRoundoff = model.summation === "float32" ? 2 ** -24 : 2 ** -53;
  const additions = (model.trees.length + 3) * unitRoundoff;
  const gamma = additions / (1 - additions);
  const error = model.marginError;

  return (codes, expected) => {
    const { leaves, margin, magnitude, decision } = decide(codes);
    const text = leaves.join(" ");
    const read = expected.margin === undefined || model.summation === "float64" ? expected.margin : Math.fround(expected.margin);
    const bound = (gamma * Number(magnitude) + Number(error)) / Number(perOne);
    const difference = read === undefined ? 0 : distance(margin, perOne, read);
    const near = (margin >= approveBelow && margin < approveBelow + 2n * error) || (margin < declineFrom && margin >= declineFrom - 2n * error);
    return {
      decision,
      withinError: decision === "refer" && expected.decision !== "refer" && near,
      score: undefined,
      leaves:
        expected.leaves !== undefined ? text === expected.leaves : expected.leavesCrc32 && crc32(text).toString(16).padStart(8, "0") === expected.leavesCrc32,
      margin: read === undefined ? undefined : { difference, bound, equal: difference <= bound },
      reasons: expected.reasons && sameReasons(model, explain(codes).reasons, expected.reasons),
    } as RowParity;
  };
}

/** How many rows have a comparison, and how many of these differ; undefined where none has. */
function tally(results: readonly RowParity[], equal: (result: RowParity) => boolean | undefined): { rows: number; differ: number } | undefined {
  const compared = results.map(equal).filter((value) => value !== undefined);
  return compared.length === 0 ? undefined : { rows: compared.length, differ: compared.filter((value) => !value).length };
}

/**
 * Compares a model with what the tool that fitted it says of the same rows.
 * @throws CredenceError CRD-1110 where the expected file has another number of rows, and what reading the two files throws.
 */
export function checkParity(files: ModelFiles, rowsFile: SourceFile, expectedFile: SourceFile): ParityCertificate {
  const { model } = files;
  const rows = encodeRows(rowsFile, model.schema, neededFeatures(model));
  const expected = readExpected(expectedFile);
  if (rows.length !== expected.length || rows.length === 0) {
    throw new CredenceError("CRD-1110", `Found ${expected.length} lines for ${rows.length} rows, expected one each, and one at least.`, {
      place: expectedFile.name,
    });
  }
  const compare = model.kind === "scorecard" ? openScorecardParity(model) : openTreesParity(model);
  const results = rows.map((codes, i) => compare(codes, expected[i] as ExpectedRow));

  const flipped = results.flatMap(({ decision, withinError }, i) => (decision === expected[i]?.decision || withinError ? [] : [i + 1]));
  const counted = (decision: Decision) => results.filter((result) => result.decision === decision).length;
  const margins = tally(results, ({ margin }) => margin?.equal);
  const largest = (of: "difference" | "bound") => results.reduce((most, { margin }) => Math.max(most, margin?.[of] ?? 0), 0);
  const parts = {
    scores: tally(results, ({ score }) => score),
    leaves: tally(results, ({ leaves }) => leaves),
    margins: margins && { ...margins, largestDifference: largest("difference"), bound: largest("bound") },
    reasons: tally(results, ({ reasons }) => reasons),
  };
  return {
    format: "credence.parity/1",
    model: {
      name: model.name,
      version: model.version,
      kind: model.kind,
      commitment: files.modelCommitment.toString(),
      schemaHash: files.schemaHash.toString(),
    },
    data: { rowsSha256: rowsFile.sha256, expectedSha256: expectedFile.sha256 },
    rows: rows.length,
    decisions: {
      approve: counted("approve"),
      refer: counted("refer"),
      decline: counted("decline"),
      flips: flipped.length,
      flipped: flipped.slice(0, MOST_NAMED),
      referredWithinError: results.filter(({ withinError }) => withinError).length,
    },
    ...(Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as Partial<typeof parts>),
  } as ParityCertificate;
}
