import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { generateDecisionCircuit } from "../../../src/circuit/generate-decision-circuit.ts";
import { generateUniversalCircuit } from "../../../src/circuit/universal/generate-universal-circuit.ts";
import { universalCost } from "../../../src/circuit/universal/universal-cost.ts";
import { universalShape } from "../../../src/circuit/universal/universal-shape.ts";
import { openEvaluator } from "../../../src/evaluate/evaluate.ts";
import type { QuantisedScorecard } from "../../../src/model/quantised.ts";
import { quantiseFile } from "../../../src/quantise/quantise-file.ts";
import { encodeFeatures } from "../../../src/record/record.ts";
import { orderSignals } from "../../../src/statement/signals.ts";
import { buildCircuitInputs } from "../../../src/witness/circuit-inputs.ts";
import { crowdedModel, germanModel, numberFeature, schemaOf } from "../decision-models.ts";
import { BLIND, findCodes, signCodes } from "../decision-records.ts";
import { type Circuit, openCircuit } from "../harness/circuit.ts";
import { ROOT } from "../harness/compile.ts";
import { countProducts } from "../harness/constraint-snapshot.ts";
import { findFreeDirections } from "../harness/rank.ts";
import { sweepWires } from "../harness/sweep.ts";
import type { CircuitInputs } from "../harness/witness.ts";
import { committed, smallModel } from "./universal-models.ts";

const EXAMPLE = join(ROOT, "examples/german-scorecard-universal");
const CARD = join(ROOT, "examples/german-scorecard");
const imported = (model: string, policy: string) => quantiseFile(model, join(EXAMPLE, policy)).model as QuantisedScorecard;
const first = imported(join(CARD, "scorecard.csv"), "policy.json");
const recalibrated = imported(join(EXAMPLE, "recalibrated/scorecard.csv"), "recalibrated/policy.json");
const rows = (path: string) => parse(readFileSync(path), { columns: true, bom: true }) as Record<string, string>[];
const applicants = rows(join(CARD, "data/german_statlog.csv"));
const codesOf = (row: Record<string, string>) =>
  encodeFeatures(first.schema, Object.fromEntries(first.schema.features.map(({ name }) => [name, row[name] as string])));

const circuitOf = (model: QuantisedScorecard) => generateUniversalCircuit(model.schema, universalShape(model));

/** The circuit says of a record what the evaluator says, opening this model's commitment. */
function expectAgreement(circuit: Circuit, model: QuantisedScorecard, codes: readonly bigint[]): bigint[] {
  const { inputs, signals } = buildCircuitInputs({ model, ...committed(model), record: signCodes(model, codes), blind: BLIND });
  const witness = circuit.calculate(inputs as CircuitInputs);
  expect(witness.slice(1, 6)).toEqual(orderSignals(signals));
  return witness;
}

describe("the German card in universal mode", () => {
  let circuit: Circuit;
  beforeAll(async () => {
    circuit = await openCircuit(circuitOf(first));
  });

  it.each([
    ["the first version", first, join(CARD, "expected.csv")],
    ["the recalibrated version", recalibrated, join(EXAMPLE, "recalibrated/expected.csv")],
  ])("%s decides all 1,000 applicants as its tool does, and its circuit a sample of them", (_, model, expected) => {
    const evaluate = openEvaluator(model);
    const said = rows(expected);
    let flips = 0;
    applicants.forEach((row, i) => {
      const { score, decision, reasons } = evaluate(codesOf(row));
      const tool = said[i] as Record<string, string>;
      const codes = reasons.map((position) => model.policy.reasons[position - 1]?.code);
      const same =
        `${score}` === tool.score &&
        decision === tool.decision &&
        codes.join() ===
          [1, 2, 3, 4]
            .map((slot) => tool[`reason_${slot}`])
            .filter(Boolean)
            .join();
      if (!same) flips++;
    });
    expect(flips).toBe(0);
    for (let i = 0; i < applicants.length; i += 125) expectAgreement(circuit, model, codesOf(applicants[i] as Record<string, string>));
  });

  it("says what the fixed circuit says, the commitment being the same", async () => {
    const { modelCommitment } = committed(first);
    const fixed = await openCircuit(generateDecisionCircuit(germanModel(), 1n));
    for (const row of [0, 1, 2, 500, 999]) {
      const codes = codesOf(applicants[row] as Record<string, string>);
      const { inputs } = buildCircuitInputs({ model: germanModel(), modelCommitment: 1n, record: signCodes(first, codes), blind: BLIND });
      const [commitment, , , , outcome] = expectAgreement(circuit, first, codes).slice(1, 6);
      expect(commitment).toBe(modelCommitment);
      expect(outcome).toBe(fixed.calculate(inputs as CircuitInputs)[5]);
    }
  });

  it("has one circuit for both versions, in which neither stands", () => {
    expect(circuitOf(recalibrated)).toBe(circuitOf(first));
    expect(committed(recalibrated).modelCommitment).not.toBe(committed(first).modelCommitment);
    // Nor does it say which features a card reads: one that reads others has the same.
    const other = { ...first, characteristics: first.characteristics.map((one, i) => (i === 7 ? { ...one, feature: 10 } : one)) };
    expect(circuitOf(other)).toBe(circuitOf(first));
  });

  it("leaves no wire that can be nudged unnoticed, and no free direction", () => {
    const witness = expectAgreement(
      circuit,
      first,
      findCodes(first, ({ decision }) => decision === "decline"),
    );
    expect(sweepWires(circuit, witness)).toEqual([]);
    // What is hashed is as free as a hash's preimages, to first order: parameters and blind are held.
    const held =
      /^main\.(modelCommitment|issuerKey|applicationId|decisionCommitment|outcome|blind|input_|table|step|approveFrom|referFrom|start|bandWidth|upper|lower|salt)\b/;
    expect(findFreeDirections(circuit, witness, (signal) => held.test(signal))).toEqual([]);
  });

  it("costs what is foretold, below 2^13; a card of 20 characteristics with 8 bins of 20 bits no more than 11,000", () => {
    expect(universalCost(first.schema, universalShape(first))).toBe(countProducts(circuit.r1cs));
    expect(circuit.r1cs.constraints.length + 6).toBeLessThan(2 ** 13);
    const twenty = schemaOf(
      "twenty",
      Array.from({ length: 20 }, (_, i) => numberFeature(`f${i}`, "0", "1000000")),
    );
    const shape = { characteristics: 20, rows: 9, lossBits: 12, shortfallBits: 12, scoreBits: 16, bandBits: 12 };
    expect(universalCost(twenty, shape)).toBe(10_334);
  });
});

describe("a hidden model that shares a reason, and leaves room for another characteristic", () => {
  const model = smallModel();
  let circuit: Circuit;
  beforeAll(async () => {
    circuit = await openCircuit(circuitOf(model));
  });

  it("costs what is foretold", () => expect(universalCost(model.schema, universalShape(model))).toBe(countProducts(circuit.r1cs)));

  it("decides as the evaluator on both sides of every edge", () => {
    const base = findCodes(model, ({ reasons }) => reasons.length === 2);
    let tried = 0;
    for (const { feature, bins } of model.characteristics) {
      for (const code of new Set(bins.flatMap(({ ranges }) => ranges.flatMap(([from, to]) => [from, to - 1n])))) {
        expectAgreement(
          circuit,
          model,
          base.map((own, i) => (i === feature ? code : own)),
        );
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(15);
  });

  it("decides as the evaluator at each cut-off", () => {
    for (const [score, decision] of [
      [130n, "approve"],
      [111n, "refer"],
    ] as const) {
      const codes = findCodes(model, (evaluation) => evaluation.score === score && evaluation.decision === decision);
      expectAgreement(circuit, model, codes);
    }
  });

  it("takes no model whose scores are wider than its shape says, though cut-offs and band go with them", () => {
    const { approveFrom, referFrom } = model.policy;
    const movedUp = (by: bigint): QuantisedScorecard => ({
      ...model,
      initialPoints: model.initialPoints + by,
      policy: { ...model.policy, approveFrom: approveFrom + by, referFrom: referFrom + by, bandWidth: 64n },
    });
    const codes = findCodes(model, ({ decision }) => decision === "refer");
    expectAgreement(circuit, movedUp(0n), codes);
    expect(() => expectAgreement(circuit, movedUp(1n << 20n), codes)).toThrow(/RangeCheck/);
  });
});

describe("a model for which there is no universal circuit", () => {
  it("is refused, by what is too large or of another kind", () => {
    expect(() => universalShape(crowdedModel())).toThrow(expect.objectContaining({ code: "CRD-3001", place: "feature w1" }));
    const far = smallModel();
    expect(() => universalShape({ ...far, initialPoints: 1n << 30n })).toThrow(expect.objectContaining({ code: "CRD-3001", place: "points" }));
    expect(() => universalShape({ ...far, policy: { ...far.policy, bandWidth: 1n << 31n } })).toThrow(expect.objectContaining({ place: "policy.bandWidth" }));
    const roomFor = (characteristics: number, rows: number) => () => universalShape({ ...far, shape: { characteristics, rows } });
    expect(roomFor(47, 4096)()).toMatchObject({ rows: 4098 });
    expect(roomFor(48, 4096)).toThrow(expect.objectContaining({ code: "CRD-3001", place: "shape" }));
    expect(roomFor(4, 12_288)()).toMatchObject({ rows: 12_288 });
    expect(roomFor(4, 12_289)).toThrow(expect.objectContaining({ code: "CRD-3001", place: "shape.rows" }));
  });
});
