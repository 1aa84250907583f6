import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { generateDecisionCircuit } from "../../../src/circuit/generate-decision-circuit.ts";
import { evaluate } from "../../../src/evaluate/evaluate.ts";
import { readSource } from "../../../src/files/source-file.ts";
import { packReasons } from "../../../src/model/evaluation.ts";
import { neededFeatures } from "../../../src/model/needed-features.ts";
import { networkBounds } from "../../../src/model/network-margin.ts";
import { encodeRows } from "../../../src/record/rows.ts";
import { cardinality } from "../../../src/record/schema.ts";
import { decisionCommitment } from "../../../src/statement/commitments.ts";
import { packOutcome } from "../../../src/statement/outcome.ts";
import { buildCircuitInputs } from "../../../src/witness/circuit-inputs.ts";
import { BLIND, MODEL_COMMITMENT, pseudoRandom, randomCode, unsigned } from "../decision-records.ts";
import type { Circuit } from "../harness/circuit.ts";
import { ROOT } from "../harness/compile.ts";
import type { CircuitInputs } from "../harness/witness.ts";
import { openUnsignedCircuit } from "../unsigned-circuit.ts";
import { naiveNetwork, naiveSums } from "./naive-network.ts";
import { attackedNetwork, bureauNetwork, spanishNetwork } from "./network-models.ts";

const model = attackedNetwork();
let circuit: Circuit;
beforeAll(async () => {
  circuit = await openUnsignedCircuit(generateDecisionCircuit(model, MODEL_COMMITMENT));
});

const sizes = model.schema.features.map(cardinality);

/** The circuit says of a record what the second reading says, and so does the reference evaluator. */
function expectAgreement(codes: readonly bigint[], of = model, by = circuit, reasons: "principal" | "none" = "principal"): void {
  const naive = naiveNetwork(of, codes);
  expect(evaluate(of, codes)).toEqual(naive);
  const record = unsigned(codes);
  const { inputs } = buildCircuitInputs({ model: of, modelCommitment: MODEL_COMMITMENT, record, blind: BLIND, reasons });
  const { applicationId, issuedAt, issuerKey } = record;
  const packedReasons = reasons === "none" ? 0n : packReasons(naive.reasons);
  const commitment = decisionCommitment({ blind: BLIND, modelCommitment: MODEL_COMMITMENT, applicationId, score: naive.score, packedReasons });
  const outcome = packOutcome({ decision: naive.decision, disclosedScore: naive.disclosedScore, issuedAt });
  expect(by.calculate(inputs as CircuitInputs).slice(1, 6)).toEqual([MODEL_COMMITMENT, issuerKey, applicationId, commitment, outcome]);
}

describe("the circuit of a network", () => {
  it("says of every record what the evaluator says: random ones, and both sides of each piece of each feature", () => {
    const random = pseudoRandom(5);
    const codes = () => sizes.map((size) => randomCode(random, size));
    for (let i = 0; i < 30; i++) expectAgreement(codes());
    for (const { feature, pieces } of model.inputs) {
      const edges = [0n, (sizes[feature] as bigint) - 1n, ...pieces.slice(1).flatMap(({ from }) => [from - 1n, from])];
      for (const edge of new Set(edges)) expectAgreement(codes().with(feature, edge));
    }
    expectAgreement(model.policy.reference);
  });

  it("gives all three decisions, four reasons and none, with every neuron awake and asleep but for the one that never wakes", () => {
    const random = pseudoRandom(6);
    const seen = new Set<string>();
    for (let i = 0; i < 300; i++) {
      const codes = sizes.map((size) => randomCode(random, size));
      const { decision, reasons } = evaluate(model, codes);
      seen.add(decision).add(`${reasons.length} reasons`);
      for (const [layer, sums] of naiveSums(model, ({ feature }) => codes[feature] as bigint).layers.entries())
        for (const [k, sum] of sums.entries()) seen.add(`${layer} ${k} ${sum > 0n ? "awake" : "asleep"}`);
    }
    const neurons = ["0 0", "0 1", "0 2", "1 0", "1 1"].flatMap((neuron) => [`${neuron} awake`, `${neuron} asleep`]);
    expect([...seen]).toEqual(expect.arrayContaining(["approve", "refer", "decline", "4 reasons", "1 2 asleep", ...neurons]));
    expect(seen).not.toContain("1 2 awake");
    expect(evaluate(model, model.policy.reference).reasons).toEqual([]);
  });

  it("has bounds that hold every sum of every record that was tried", () => {
    const random = pseudoRandom(7);
    const bounds = networkBounds(model);
    for (let i = 0; i < 300; i++) {
      const codes = sizes.map((size) => randomCode(random, size));
      // Each input from one record or the reference: what is gone through for a reason, too.
      const { layers, margin } = naiveSums(model, ({ feature }) => (random() < 0.3 ? model.policy.reference : codes)[feature] as bigint);
      for (const [layer, sums] of [...layers, [margin]].entries()) {
        for (const [k, sum] of sums.entries()) {
          const { least, most } = ([...bounds.sums, [bounds.margin]][layer] as (typeof bounds.sums)[number])[k] as typeof bounds.margin;
          expect(sum >= least && sum <= most).toBe(true);
        }
      }
    }
  });
});

describe("the circuit without reasons of a network that scikit-learn fitted", () => {
  it("says of applicants and of records anywhere in their ranges what the evaluator says", async () => {
    const fitted = spanishNetwork();
    const plain = await openUnsignedCircuit(generateDecisionCircuit(fitted, MODEL_COMMITMENT, { reasons: "none" }));
    const random = pseudoRandom(8);
    const ranges = fitted.schema.features.map(cardinality);
    const applicants = readSource(join(ROOT, "examples/spanish-forest/data/spanish_credit.csv"));
    for (const codes of encodeRows(applicants, fitted.schema, neededFeatures(fitted)).filter((_, row) => row % 200 === 0))
      expectAgreement(codes, fitted, plain, "none");
    for (let i = 0; i < 10; i++)
      expectAgreement(
        ranges.map((size) => randomCode(random, size)),
        fitted,
        plain,
        "none",
      );
    expectAgreement(
      ranges.map((size) => size - 1n),
      fitted,
      plain,
      "none",
    );
  });
});

describe("a network that is gone through too often to be proven", () => {
  const large = bureauNetwork(34, [64, 32], 34);

  it("is refused with what it would cost, reason by reason", () => {
    expect(() => generateDecisionCircuit(large, MODEL_COMMITMENT)).toThrow(
      /^The network takes about 4,2\d\d constraints, and is gone through once more for each of 34 reasons, about 14\d,\d{3} in all; expected at most 131,072: fewer reasons/,
    );
  });
});
