import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { credenceHere } from "./fixture/run.ts";

const example = join(import.meta.dirname, "../../examples/german-scorecard");
const work = mkdtempSync(join(tmpdir(), "credence-"));
const model = join(work, "model");
const rows = join(example, "data/german_statlog.csv");

afterAll(() => rmSync(work, { recursive: true }));

const credence = (...args: string[]) => credenceHere(work, args);
const written = (name: string) => JSON.parse(readFileSync(join(work, name), "utf8"));

it("makes a model's evidence, and ends with an error where a claim is not shown", async () => {
  const imported = await credence("import", join(example, "scorecard.csv"), "--policy", join(example, "policy.json"), "--out", model, "--json");
  const { modelCommitment } = JSON.parse(imported.stdout);

  const sensitivity = await credence("sensitivity", model, rows, "--out", "sensitivity.json");
  expect(sensitivity).toMatchObject({ status: 0, stderr: "" });
  expect(sensitivity.stdout).toMatch(/^points +10\^1 +41 +190 +19\.00 % +43\.0$/m);
  expect(written("sensitivity.json")).toMatchObject({ format: "credence.sensitivity/1", model: { commitment: modelCommitment }, rows: 1000 });

  const claims = await credence("claim", "check", model, "--claim", "never-worse:age:62", "does-not-use:age", "--out", "claims.json");
  expect(claims).toMatchObject({ status: 2, stdout: "never-worse:age:62\tholds\ndoes-not-use:age\tfails\n" });
  expect(claims.stderr).toContain("CRD-1204");
  expect(claims.stderr).toContain("With age 18 a record comes to 324, with 26 to 351.");
  expect(written("claims.json").claims[1].counterexample.worth).toEqual(["324", "351"]);

  const card = await credence("card", model, "--rows", rows, "--outcome", "class", "--bad", "bad", "--training-data", rows, "--out", "card", "--json");
  expect(card.status).toBe(0);
  expect(JSON.parse(card.stdout)).toMatchObject({ commitment: modelCommitment, auc: 0.8252928571428572 });
  const { trainingData, performance } = written("card/card.json");
  expect(trainingData.sha256).toBe(performance.rowsSha256);
  expect(statSync(join(work, "card/card.html")).mode & 0o077).toBe(0);

  expect(await credence("card", model, "--outcome", "class", "--out", "card")).toMatchObject({ status: 10, stderr: expect.stringContaining("CRD-9001") });
});
