import { describe, expect, it } from "vitest";
import { generateDecisionCircuit } from "../../../src/circuit/generate-decision-circuit.ts";
import type { QuantisedColumn, QuantisedTrees } from "../../../src/model/quantised-trees.ts";
import { cardinality, type Feature } from "../../../src/record/schema.ts";
import { MODEL_COMMITMENT } from "../decision-records.ts";
import { attackedModel } from "./trees-models.ts";

const model = attackedModel();
const withPolicy = (policy: Partial<QuantisedTrees["policy"]>): QuantisedTrees => ({ ...model, policy: { ...model.policy, ...policy } });
const withColumn = (position: number, change: object): QuantisedTrees => ({
  ...model,
  columns: model.columns.map((column, i) => (i === position ? ({ ...column, ...change } as QuantisedColumn) : column)),
});
const withLeaves = (factor: bigint): QuantisedTrees => ({
  ...model,
  trees: model.trees.map(({ nodes }) => ({ nodes: nodes.map((node) => (node.kind === "leaf" ? { ...node, value: node.value * factor } : node)) })),
});

describe("the generator of circuits of trees", () => {
  it.each([
    { what: "a test of cells that its column does not have", refused: withColumn(0, { cuts: [12n], cells: 2 }), says: /not whole/ },
    { what: "a reference that is no record", refused: withPolicy({ reference: model.policy.reference.map(() => -1n) }), says: /reference is no record/ },
    { what: "cut-offs in the wrong order", refused: withPolicy({ approveBelow: 5n, declineFrom: 4n }), says: /approveBelow lies above/ },
    { what: "a band wider than the score's slot", refused: withPolicy({ bandWidth: 1n << 32n }), says: /at most 2\^31/ },
    { what: "scores beyond 32 bits", refused: withPolicy({ score: { offset: 1n << 50n, slope: 1n, divisor: 1n } }), says: /fit 32 bits/ },
    {
      what: "margins that leave the field once they are scaled",
      refused: withPolicy({ score: { offset: 0n, slope: 1n << 240n, divisor: 1n << 249n } }),
      says: /reach 2\^250/,
    },
    { what: "contributions that leave the field", refused: withLeaves(1n << 236n), says: /reach 2\^250/ },
    {
      what: "sums that leave the field",
      refused: withColumn(5, { form: { offset: 0n, terms: [{ feature: 0, coefficient: 1n << 249n }] } }),
      says: /sums reach 2\^250/,
    },
    {
      what: "ratios whose products leave the field",
      refused: withColumn(8, { numerator: { offset: 1n << 248n, terms: [{ feature: 7, coefficient: 1n }] } }),
      says: /products reach 2\^250/,
    },
  ])("refuses $what", ({ refused, says }) => {
    expect(() => generateDecisionCircuit(refused, MODEL_COMMITMENT)).toThrow(says);
    expect(() => generateDecisionCircuit(refused, MODEL_COMMITMENT)).toThrow(expect.objectContaining({ code: "CRD-3001" }));
  });

  it("writes the same text for the same ensemble, another for another commitment, and none of its names outside of comments", () => {
    const named = withColumn(4, { name: 'left\n over */ signal output leak; /* "' });
    const text = generateDecisionCircuit(named, MODEL_COMMITMENT);
    expect(generateDecisionCircuit(named, MODEL_COMMITMENT)).toBe(text);
    expect(generateDecisionCircuit(named, MODEL_COMMITMENT + 1n)).not.toBe(text);
    const code = text.replaceAll(/\/\/[^\n]*/g, "");
    expect(text).toContain("leak");
    expect(code).not.toContain("leak");
  });

  it("bounds every code that is read, whatever for", () => {
    const text = generateDecisionCircuit(model, MODEL_COMMITMENT);
    model.schema.features.forEach((feature: Feature) => {
      const read =
        text.includes(`signal ${feature.name}_below[`) ||
        new RegExp(`Below\\(${cardinality(feature)}\\)\\(code\\[\\d+\\]\\);\\s+// ${feature.name}$`, "m").test(text);
      expect(read, feature.name).toBe(!["branch", "channel"].includes(feature.name));
    });
  });
});
