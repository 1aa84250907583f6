import { CredenceError } from "../errors/credence-error.ts";
import type { SourceFile } from "../files/source-file.ts";
import { formatUnits } from "../model/decimal.ts";
import type { ModelFiles } from "../model/model-files.ts";
import { neededFeatures } from "../model/needed-features.ts";
import type { QuantisedModel, QuantisedScorecard } from "../model/quantised.ts";
import { encodeRows } from "../record/rows.ts";
import type { Decision } from "../statement/outcome.ts";
import { openBoundedParity } from "./bounded-parity.ts";
import { openEvaluator } from "./evaluate.ts";
import { openLinearEvaluator } from "./evaluate-linear.ts";
import { openNetworkEvaluator } from "./evaluate-network.ts";
import { type ExpectedRow, readExpected } from "./expected-rows.ts";
import type { ParityCertificate } from "./parity-certificate.ts";
import { type RowParity, sameReasons } from "./row-parity.ts";
import { openTreesParity } from "./trees-parity.ts";

const MOST_NAMED = 20;

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

/** How many rows have a comparison, and how many of these differ; undefined where none has. */
function tally(results: readonly RowParity[], equal: (result: RowParity) => boolean | undefined): { rows: number; differ: number } | undefined {
  const compared = results.map(equal).filter((value) => value !== undefined);
  return compared.length === 0 ? undefined : { rows: compared.length, differ: compared.filter((value) => !value).length };
}

function openParity(model: QuantisedModel): (codes: readonly bigint[], expected: ExpectedRow) => RowParity {
  switch (model.kind) {
    case "scorecard":
      return openScorecardParity(model);
    case "linear":
      return openBoundedParity(model, openLinearEvaluator(model));
    case "trees":
      return openTreesParity(model);
    case "network":
      return openBoundedParity(model, openNetworkEvaluator(model));
  }
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
  const compare = openParity(model);
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
