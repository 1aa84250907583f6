import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { crowdedModel, germanModel, spanishModel } from "./decision-models.ts";
import { MODEL_COMMITMENT } from "./decision-records.ts";
import { openCircuit, openConstraints } from "./harness/circuit.ts";
import { ROOT } from "./harness/compile.ts";
import { committedConstraints, countProducts } from "./harness/constraint-snapshot.ts";
import { bureauModel, hmdaModel } from "./linear/linear-models.ts";
import { bureauNetwork, spanishNetwork } from "./network/network-models.ts";
import { INSTANCES } from "./templates/instances.ts";
import { templateMain } from "./templates/open-template.ts";
import { exampleModel, TREE_EXAMPLES } from "./trees/tree-examples.ts";

/** Whole decisions, counted with their reasons and without; `row` is what circuits/README.md calls them. */
const EXAMPLES = [
  { name: "german-scorecard", row: "the German scorecard", model: germanModel() },
  { name: "spanish-scorecard", row: "the Spanish scorecard", model: spanishModel() },
  ...TREE_EXAMPLES.map((example) => ({ name: example.name, row: example.name, model: exampleModel(example) })),
  { name: "hmda-logistic", row: "hmda-logistic", model: hmdaModel() },
  { name: "bureau-regression", row: "bureau-regression", model: bureauModel() },
  { name: "spanish-network", row: "spanish-network", model: spanishNetwork() },
];

/** Networks that are counted without reasons only: with them they take the compiler long. */
const NETWORKS = [
  { name: "network-23-32-16-1", row: "network 23-32-16-1", model: bureauNetwork(23, [32, 16], 4) },
  { name: "network-34-64-32-1", row: "network 34-64-32-1", model: bureauNetwork(34, [64, 32], 4) },
];

describe("constraints", () => {
  const counted: Record<string, number> = {};
  beforeAll(async () => {
    for (const instance of Object.values(INSTANCES)) counted[instance.call] = countProducts((await openConstraints(templateMain(instance))).r1cs);
    for (const { name: of, model } of EXAMPLES) {
      // With its reasons the whole circuit, as the example's own test opens it: it is compiled once.
      for (const [name, reasons, open] of [[of, "principal", openCircuit] as const, [`${of}.plain`, "none", openConstraints] as const]) {
        counted[name] = (await open(generateDecisionCircuit(model, MODEL_COMMITMENT, { reasons }))).r1cs.constraints.length;
      }
    }
    for (const { name, model } of NETWORKS)
      counted[`${name}.plain`] = (await openConstraints(generateDecisionCircuit(model, MODEL_COMMITMENT, { reasons: "none" }))).r1cs.constraints.length;
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
    for (const { name, row } of EXAMPLES) {
      expectRow(row, counted[name] as number);
      expectRow(`${row}, no reasons`, counted[`${name}.plain`] as number);
    }
    for (const { name, row } of NETWORKS) expectRow(`${row}, no reasons`, counted[`${name}.plain`] as number);
  });

  it("of the Taiwan trees stay within the budget, and below 2^13 without reasons and 2^14 with them", () => {
    expect(counted["taiwan-xgboost.plain"]).toBeLessThanOrEqual(7600);
    expect(counted["taiwan-xgboost"]).toBeLessThanOrEqual(15_900);
  });

  it("of a logistic regression of 34 features stay within the budget", () => {
    expect(counted["bureau-regression"]).toBeLessThanOrEqual(6500);
  });

  it("of a network of 34-64-32-1 stay within the budget, and below 2^13", () => {
    expect(counted["network-34-64-32-1.plain"]).toBeLessThanOrEqual(8150);
  });

  it("of the German card stay within the budget, and below 2^12 with the public signals", async () => {
    const { constraints, publicOutputs, publicInputs } = (await openConstraints(generateDecisionCircuit(germanModel(), MODEL_COMMITMENT))).r1cs;
    expect(constraints.length).toBeLessThanOrEqual(3600);
    expect(constraints.length + 1 + publicOutputs + publicInputs).toBeLessThan(2 ** 12);
  });
});
