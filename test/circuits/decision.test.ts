import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { planDecision } from "../../src/circuit/decision-plan.ts";
import { planFeatures } from "../../src/circuit/feature-plan.ts";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { planReasons } from "../../src/circuit/reason-plan.ts";
import { evaluate } from "../../src/evaluate/evaluate.ts";
import type { QuantisedScorecard } from "../../src/model/quantised.ts";
import type { CheckedRecord } from "../../src/record/record.ts";
import { cardinality } from "../../src/record/schema.ts";
import { orderSignals, PUBLIC_SIGNALS } from "../../src/statement/signals.ts";
import { buildCircuitInputs } from "../../src/witness/circuit-inputs.ts";
import { crowdedModel, germanModel } from "./decision-models.ts";
import { BLIND, bestCodes, findCodes, MODEL_COMMITMENT, signCodes, unsigned } from "./decision-records.ts";
import { type Circuit, openCircuit } from "./harness/circuit.ts";
import { findFreeDirections } from "./harness/rank.ts";
import { sweepWires } from "./harness/sweep.ts";
import type { CircuitInputs } from "./harness/witness.ts";
import { randomModel } from "./random-models.ts";
import { openBoundCircuit, openUnsignedCircuit } from "./unsigned-circuit.ts";

/** A circuit and the reference evaluator see a record by the same public signals. */
function expectAgreement(circuit: Circuit, model: QuantisedScorecard, record: CheckedRecord): void {
  const { inputs, signals } = buildCircuitInputs({ model, modelCommitment: MODEL_COMMITMENT, record, blind: BLIND });
  expect(circuit.calculate(inputs as CircuitInputs).slice(1, 6)).toEqual(orderSignals(signals));
}

const openUnsigned = (model: QuantisedScorecard): Promise<Circuit> => openUnsignedCircuit(generateDecisionCircuit(model, MODEL_COMMITMENT));

/** Codes on both sides of every edge of every bin, the other features being as given. */
function edgeRecords(model: QuantisedScorecard, base: readonly bigint[]): bigint[][] {
  return model.characteristics.flatMap(({ feature, bins }) => {
    const size = cardinality(model.schema.features[feature] as QuantisedScorecard["schema"]["features"][number]);
    const edges = bins.flatMap(({ ranges }) => ranges.flatMap(([from, to]) => [from - 1n, from, to - 1n, to]));
    const codes = [...new Set(edges)].filter((code) => code >= 0n && code < size);
    return codes.map((code) => base.map((other, i) => (i === feature ? code : other)));
  });
}

/** Records that meet the edges of bins far more often than chance would. */
const recordArbitrary = (model: QuantisedScorecard) =>
  fc.tuple(
    ...model.schema.features.map((feature, position) => {
      const size = cardinality(feature);
      const edges = model.characteristics
        .filter((reader) => reader.feature === position)
        .flatMap(({ bins }) => bins.flatMap(({ ranges }) => ranges.flatMap(([from, to]) => [from, to - 1n])));
      return fc.oneof(fc.bigInt({ min: 0n, max: size - 1n }), fc.constantFrom(0n, size - 1n, ...edges));
    }),
  );

describe.each([
  { name: "german-scorecard", model: germanModel() },
  { name: "crowded-scorecard", model: crowdedModel() },
])("the circuit of $name", ({ model }) => {
  let circuit: Circuit;
  let unsignedCircuit: Circuit;
  beforeAll(async () => {
    circuit = await openCircuit(generateDecisionCircuit(model, MODEL_COMMITMENT));
    unsignedCircuit = await openUnsigned(model);
  });
  const expectSignedAgreement = (codes: readonly bigint[]) => expectAgreement(circuit, model, signCodes(model, codes));

  it("decides as the evaluator on both sides of every edge of every bin", () => {
    const base = findCodes(model, ({ reasons }) => reasons.length === 4);
    const records = edgeRecords(model, base);
    expect(records.length).toBeGreaterThan(20);
    for (const codes of records) expectAgreement(unsignedCircuit, model, unsigned(codes));
  });

  const { approveFrom, referFrom, bandWidth } = model.policy;
  it.each([
    ["at the cut-off of approval", approveFrom, "approve"],
    ["one point below the cut-off of approval", approveFrom - 1n, "refer"],
    ["at the cut-off of referral", referFrom, "refer"],
    ["one point below the cut-off of referral", referFrom - 1n, "decline"],
  ])("decides %s", (_, score, decision) => {
    const codes = findCodes(model, (evaluation) => evaluation.score === score);
    expect(evaluate(model, codes).decision).toBe(decision);
    expectSignedAgreement(codes);
  });

  it("discloses the band at its lower edge, one below and one above it", () => {
    const edge = (approveFrom / bandWidth) * bandWidth;
    for (const score of [edge - 1n, edge, edge + 1n]) {
      const codes = findCodes(model, (evaluation) => evaluation.score === score);
      expectSignedAgreement(codes);
    }
    expect(
      evaluate(
        model,
        findCodes(model, ({ score }) => score === edge - 1n),
      ).disclosedScore,
    ).toBe(edge - bandWidth);
  });

  it("gives no reason where nothing falls short of its baseline", () => {
    expect(evaluate(model, bestCodes(model)).reasons).toEqual([]);
    expectSignedAgreement(bestCodes(model));
  });

  it.each([1, 2, 3, 4])("gives %i reasons where there are so many", (count) => {
    expectSignedAgreement(findCodes(model, ({ reasons }) => reasons.length === count));
  });

  it("decides as the evaluator on random records", () => {
    fc.assert(
      fc.property(recordArbitrary(model), (codes) => expectAgreement(unsignedCircuit, model, unsigned(codes))),
      { numRuns: 200, seed: 20 },
    );
  });

  it("leaves no wire that can be nudged unnoticed, and no free direction", () => {
    for (const seed of [1, 2]) {
      const codes = findCodes(model, ({ decision, reasons }) => (seed === 1 ? decision === "approve" && reasons.length < 4 : decision === "decline"), seed);
      const { inputs } = buildCircuitInputs({ model, modelCommitment: MODEL_COMMITMENT, record: signCodes(model, codes), blind: BLIND });
      const witness = circuit.calculate(inputs as CircuitInputs);
      expect(circuit.violations(witness)).toEqual([]);
      expect(sweepWires(circuit, witness)).toEqual([]);
      // Elements of which nothing is read are what the message says: as free as its hash's preimages, and held here.
      const held = new RegExp(`^main\\.(${PUBLIC_SIGNALS.join("|")}|whole\\[\\d+\\])$`);
      expect(findFreeDirections(circuit, witness, (signal) => held.test(signal))).toEqual([]);
      // And what the prover puts in determines what comes out.
      const chosen = /^main\.(signer|application|issuedAt|R8x|R8y|S|blind|(code|unused|whole)\[\d+\])$/;
      expect(findFreeDirections(circuit, witness, (signal) => chosen.test(signal))).toEqual([]);
    }
  });
});

it("decides as the evaluator where the score is negative", () => {
  const model = crowdedModel();
  expect(
    evaluate(
      model,
      findCodes(model, ({ score }) => score < -100n),
    ).disclosedScore,
  ).toBeLessThan(-100n);
});

describe("circuits of random models", () => {
  const models = Array.from({ length: 8 }, (_, seed) => randomModel(seed));

  it("cover every way that the generator knows", () => {
    const ways = new Set<string>();
    for (const model of models) {
      const features = planFeatures(model);
      const { over, disclosure } = planDecision(model, features);
      const reasons = planReasons(features);
      ways.add(`${disclosure.kind} over ${over}`).add(reasons.kind);
      if (reasons.kind === "ordered" && reasons.steps.some(({ cut }) => cut !== undefined)) ways.add("a list that is cut");
    }
    expect([...ways].sort()).toEqual([
      "a list that is cut",
      "atoms over score",
      "compared",
      "division over band",
      "division over score",
      "exact over score",
      "none",
      "ordered",
    ]);
  });

  it.each(models.map((model) => ({ model, name: model.name })))("decide as the evaluator: $name", async ({ model }) => {
    const circuit = await openBoundCircuit(generateDecisionCircuit(model, MODEL_COMMITMENT));
    fc.assert(
      fc.property(recordArbitrary(model), (codes) => expectAgreement(circuit, model, unsigned(codes))),
      { numRuns: 100, seed: 21 },
    );
    const { inputs } = buildCircuitInputs({
      model,
      modelCommitment: MODEL_COMMITMENT,
      record: signCodes(
        model,
        findCodes(model, () => true),
      ),
      blind: BLIND,
    });
    const witness = circuit.calculate(inputs as CircuitInputs);
    expect(circuit.violations(witness)).toEqual([]);
    // What only the signature would hold: the record itself.
    const record = /^main\.(issuerKey|applicationId|signer|R8x|R8y|S|issuedAt|application|blind|code\[\d+\]|unused\[\d+\]|whole\[\d+\])$/;
    expect(sweepWires(circuit, witness, (signal) => record.test(signal))).toEqual([]);
    expect(findFreeDirections(circuit, witness, (signal) => record.test(signal))).toEqual([]);
  });
});
