import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkParity } from "../../src/evaluate/check-parity.ts";
import { readSource } from "../../src/files/source-file.ts";
import { importBytes } from "../../src/import/import-model.ts";
import { faultOf } from "../../src/model/check-quantised.ts";
import { asFiles, quantiseCase, spanishRows, type TreeCase } from "../evaluate/tree-vectors.ts";

const folder = join(import.meta.dirname, "../vectors/pmml");
const cases: readonly TreeCase[] = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));
const bytesOf = ({ file }: TreeCase) => readFileSync(join(folder, file));
const ofTrees = cases.filter((given) => importBytes(given.file, bytesOf(given)).kind === "trees");

describe.each(ofTrees)("$name as PMML against the JPMML evaluator", (given) => {
  const model = quantiseCase(given, bytesOf(given));

  it("decides every row alike, with margins as far apart as the tool's additions explain", () => {
    const { rows, decisions, leaves, margins } = checkParity(asFiles(model), spanishRows, readSource(join(folder, `${given.name}.csv`)));
    expect(rows).toBe(823);
    expect(decisions).toMatchObject({ flips: 0, referredWithinError: 0 });
    expect(leaves).toEqual(given.name === "sk-tree" ? { rows: 823, differ: 0 } : undefined);
    expect(margins).toMatchObject({ rows: 823, differ: 0 });
    expect(margins?.bound).toBeLessThan(given.name === "xgboost" ? 1e-4 : 1e-13);
    expect([decisions.approve, decisions.refer, decisions.decline].every((count) => count > 20)).toBe(true);
  });

  it("holds together as a quantised model", () => expect(faultOf(model)).toBeUndefined());
});
