import { beforeAll, describe, expect, it } from "vitest";
import { generateDecisionCircuit } from "../../../src/circuit/generate-decision-circuit.ts";
import { evaluate } from "../../../src/evaluate/evaluate.ts";
import { packReasons } from "../../../src/model/evaluation.ts";
import type { QuantisedLinear } from "../../../src/model/quantised-linear.ts";
import { cardinality } from "../../../src/record/schema.ts";
import { decisionCommitment } from "../../../src/statement/commitments.ts";
import { packOutcome } from "../../../src/statement/outcome.ts";
import { buildCircuitInputs } from "../../../src/witness/circuit-inputs.ts";
import { BLIND, MODEL_COMMITMENT, pseudoRandom, randomCode, unsigned } from "../decision-records.ts";
import type { Circuit } from "../harness/circuit.ts";
import type { CircuitInputs } from "../harness/witness.ts";
import { openUnsignedCircuit } from "../unsigned-circuit.ts";
import { attackedLinear } from "./linear-models.ts";
import { naiveLinear } from "./naive-linear.ts";

const model = attackedLinear();
let circuit: Circuit;
beforeAll(async () => {
  circuit = await openUnsignedCircuit(generateDecisionCircuit(model, MODEL_COMMITMENT));
});

const sizes = model.schema.features.map(cardinality);

/** The circuit says of a record what the second reading says, and so does the reference evaluator. */
function expectAgreement({ policy }: QuantisedLinear, codes: readonly bigint[]): void {
  const naive = naiveLinear(model, codes);
  expect(evaluate(model, codes)).toEqual(naive);
  const record = unsigned(codes);
  const { inputs } = buildCircuitInputs({ model, modelCommitment: MODEL_COMMITMENT, record, blind: BLIND });
  const { applicationId, issuedAt, issuerKey } = record;
  const packedReasons = packReasons(naive.reasons);
  const commitment = decisionCommitment({ blind: BLIND, modelCommitment: MODEL_COMMITMENT, applicationId, score: naive.score, packedReasons });
  const outcome = packOutcome({ decision: naive.decision, disclosedScore: naive.disclosedScore, issuedAt });
  expect(policy.reasons.length).toBeGreaterThan(5);
  expect(circuit.calculate(inputs as CircuitInputs).slice(1, 6)).toEqual([MODEL_COMMITMENT, issuerKey, applicationId, commitment, outcome]);
}

describe("the circuit of a linear model", () => {
  it("says of every record what the evaluator says: random ones, and both sides of each piece of each feature", () => {
    const random = pseudoRandom(5);
    const codes = () => sizes.map((size) => randomCode(random, size));
    for (let i = 0; i < 40; i++) expectAgreement(model, codes());
    for (const { feature, pieces } of model.terms) {
      const edges = [0n, (sizes[feature] as bigint) - 1n, ...pieces.slice(1).flatMap(({ from }) => [from - 1n, from])];
      for (const edge of new Set(edges))
        expectAgreement(
          model,
          codes().map((code, i) => (i === feature ? edge : code)),
        );
    }
    expectAgreement(model, [...model.policy.reference]);
  });

  it("gives all three decisions, four reasons and none", () => {
    const random = pseudoRandom(6);
    const seen = new Set<string>();
    for (let i = 0; i < 300; i++) {
      const { decision, reasons } = evaluate(
        model,
        sizes.map((size) => randomCode(random, size)),
      );
      seen.add(decision).add(`${reasons.length} reasons`);
    }
    expect([...seen]).toEqual(expect.arrayContaining(["approve", "refer", "decline", "4 reasons"]));
    expect(evaluate(model, model.policy.reference).reasons).toEqual([]);
  });
});
