import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { openEvaluator } from "../../src/evaluate/evaluate.ts";
import type { SourceFile } from "../../src/files/source-file.ts";
import { neededFeatures } from "../../src/model/needed-features.ts";
import type { QuantisedModel } from "../../src/model/quantised.ts";
import { encodeRows } from "../../src/record/rows.ts";

/** A row's number from 1, and its four reasons by code. */
export type ReasonLine = Record<"row" | `reason_${1 | 2 | 3 | 4}`, string>;

/** What a script that shares nothing with the evaluator said of an example's declined rows. */
export const expectedReasons = (file: string): ReasonLine[] => parse(readFileSync(file, "utf8"), { columns: true });

/** The reasons of all rows that the evaluator declines, in the same form. */
export function declinedReasons(model: QuantisedModel, rows: SourceFile): ReasonLine[] {
  const evaluate = openEvaluator(model);
  return encodeRows(rows, model.schema, neededFeatures(model)).flatMap((codes, i) => {
    const { decision, reasons } = evaluate(codes);
    if (decision !== "decline") return [];
    const [reason_1 = "", reason_2 = "", reason_3 = "", reason_4 = ""] = reasons.map((position) => model.policy.reasons[position - 1]?.code ?? "");
    return [{ row: `${i + 1}`, reason_1, reason_2, reason_3, reason_4 }];
  });
}
