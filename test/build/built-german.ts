import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { findExample, importExample } from "../../scripts/example.ts";
import { type BuiltModel, buildModel } from "../../src/build/build-model.ts";
import { ROOT, takeTurn } from "../circuits/harness/compile.ts";

/** The German scorecard with a development key, built once for all tests that need a built model and change nothing in it. */
export async function builtGerman(): Promise<BuiltModel & { directory: string }> {
  const directory = join(ROOT, ".credence/cache/models/german-scorecard");
  mkdirSync(dirname(directory), { recursive: true });
  const endTurn = await takeTurn(`${directory}.lock`);
  try {
    importExample(findExample("german-scorecard"), directory);
    return { ...(await buildModel({ directory, keys: { kind: "development" } })), directory };
  } finally {
    endTurn();
  }
}
