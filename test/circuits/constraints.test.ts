import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { crowdedModel, germanModel, spanishModel } from "./decision-models.ts";
import { MODEL_COMMITMENT } from "./decision-records.ts";
import { openConstraints } from "./harness/circuit.ts";
import { ROOT } from "./harness/compile.ts";
import { committedConstraints, countProducts } from "./harness/constraint-snapshot.ts";
import type { R1cs } from "./harness/r1cs.ts";
import { bureauModel, hmdaModel } from "./linear/linear-models.ts";
import { INSTANCES } from "./templates/instances.ts";
import { templateMain } from "./templates/open-template.ts";
import { exampleModel, TREE_EXAMPLES } from "./trees/tree-examples.ts";

describe("constraints", () => {
  const counted: Record<string, number> = {};
  let german: R1cs;
  beforeAll(async () => {
    for (const instance of Object.values(INSTANCES)) counted[instance.call] = countProducts((await openConstraints(templateMain(instance))).r1cs);
    german = (await openConstraints(generateDecisionCircuit(germanModel(), MODEL_COMMITMENT))).r1cs;
    counted["german-scorecard"] = german.constraints.length;
    counted["spanish-scorecard"] = (await openConstraints(generateDecisionCircuit(spanishModel(), MODEL_COMMITMENT))).r1cs.constraints.length;
    for (const example of TREE_EXAMPLES) {
      const model = exampleModel(example);
      for (const [name, reasons] of [[example.name, "principal"] as const, [`${example.name}.plain`, "none"] as const]) {
        counted[name] = (await openConstraints(generateDecisionCircuit(model, MODEL_COMMITMENT, { reasons }))).r1cs.constraints.length;
      }
    }
    counted["hmda-logistic"] = (await openConstraints(generateDecisionCircuit(hmdaModel(), MODEL_COMMITMENT))).r1cs.constraints.length;
    counted["bureau-regression"] = (await openConstraints(generateDecisionCircuit(bureauModel(), MODEL_COMMITMENT))).r1cs.constraints.length;
    counted["crowded-scorecard"] = (await openConstraints(generateDecisionCircuit(crowdedModel(), MODEL_COMMITMENT))).r1cs.constraints.length;
  });

  it("of every template at its size, and of whole decisions, are as committed", () => {
    expect(counted).toEqual(committedConstraints(counted));
  });

  it("stand in circuits/README.md as they are", () => {
    const rows = readFileSync(join(ROOT, "circuits/README.md"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| "));
    const expectRow = (name: string, count: number) => {
      const row = rows.find((line) => new RegExp(`[/\`*]${name}[\`*]`).test(line)) ?? "";
      const counts = row.split("|").at(-2)?.replaceAll("*", "").trim().split(", ");
      expect(counts, name).toContain(count.toLocaleString("en-US"));
    };
    for (const [name, { call }] of Object.entries(INSTANCES)) expectRow(name, counted[call] as number);
    expectRow("the German scorecard", counted["german-scorecard"] as number);
    expectRow("hmda-logistic", counted["hmda-logistic"] as number);
    expectRow("bureau-regression", counted["bureau-regression"] as number);
    expectRow("the Spanish scorecard", counted["spanish-scorecard"] as number);
    for (const { name } of TREE_EXAMPLES) {
      expectRow(name, counted[name] as number);
      expectRow(`${name}, no reasons`, counted[`${name}.plain`] as number);
    }
  });

  it("of the Taiwan trees stay within the budget, and below 2^13 without reasons and 2^14 with them", () => {
    expect(counted["taiwan-xgboost.plain"]).toBeLessThanOrEqual(7600);
    expect(counted["taiwan-xgboost"]).toBeLessThanOrEqual(15_900);
  });

  it("of a logistic regression of 34 features stay within the budget", () => {
    expect(counted["bureau-regression"]).toBeLessThanOrEqual(6500);
  });

  it("of the German card stay within the budget, and below 2^12 with the public signals", () => {
    expect(german.constraints.length).toBeLessThanOrEqual(3600);
    expect(german.constraints.length + 1 + german.publicOutputs + german.publicInputs).toBeLessThan(2 ** 12);
  });
});
