import { beforeAll, describe, expect, it } from "vitest";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { evaluate } from "../../src/evaluate/evaluate.ts";
import { cardinality } from "../../src/record/schema.ts";
import { orderSignals } from "../../src/statement/signals.ts";
import { buildCircuitInputs } from "../../src/witness/circuit-inputs.ts";
import { BLIND, MODEL_COMMITMENT, pseudoRandom, randomCode, unsigned } from "./decision-records.ts";
import type { Circuit } from "./harness/circuit.ts";
import { findFreeDirections } from "./harness/rank.ts";
import { sweepWires } from "./harness/sweep.ts";
import type { CircuitInputs } from "./harness/witness.ts";
import { attackedLinear } from "./linear/linear-models.ts";
import { randomTrees } from "./trees/trees-models.ts";
import { smallModel } from "./universal/universal-models.ts";
import { openUnsignedCircuit } from "./unsigned-circuit.ts";

/** Of one length: components of templates are named by their place in the text. */
const NONE = "signal packedReasons <== 0;";
const CHOSEN = "signal input packedReasons;";

/** What only the signature would hold, and the digits of Below that nothing reads. */
const HELD = /^main\.(issuerKey|applicationId|signer|R8x|R8y|S|issuedAt|application|blind|(code|unused|whole)\[\d+\])$|AtMostUnless_\w+\.ratio\[\d+\]$/;

describe.each([
  { kind: "a scorecard", model: smallModel() },
  { kind: "a linear model", model: attackedLinear() },
  { kind: "trees", model: randomTrees({ seed: 38, trees: 6, depth: 3, columns: [0, 4] }) },
])("the decision of $kind without its reasons", ({ model }) => {
  const main = generateDecisionCircuit(model, MODEL_COMMITMENT, { reasons: "none" });
  const sizes = model.schema.features.map(cardinality);
  const random = pseudoRandom(12);
  const records = Array.from({ length: 40 }, () => sizes.map((size) => randomCode(random, size)));
  const request = (codes: readonly bigint[]) =>
    buildCircuitInputs({ model, modelCommitment: MODEL_COMMITMENT, record: unsigned(codes), blind: BLIND, reasons: "none" });
  const adverse = records.find((codes) => evaluate(model, codes).reasons.length > 0) as bigint[];
  let circuit: Circuit;
  beforeAll(async () => {
    circuit = await openUnsignedCircuit(main);
  });

  it("is the evaluator's, and gives none where the evaluator has some", () => {
    for (const codes of records) {
      const { inputs, signals, evaluation } = request(codes);
      expect(evaluation).toEqual({ ...evaluate(model, codes), reasons: [] });
      expect(circuit.calculate(inputs as CircuitInputs).slice(1, 6)).toEqual(orderSignals(signals));
    }
    const withReasons = buildCircuitInputs({ model, modelCommitment: MODEL_COMMITMENT, record: unsigned(adverse), blind: BLIND }).signals;
    expect(withReasons.outcome).toBe(request(adverse).signals.outcome);
    expect(withReasons.decisionCommitment).not.toBe(request(adverse).signals.decisionCommitment);
  });

  it("is refused with a reason that is put in, all that follows being told with it", async () => {
    expect(main).toContain(NONE);
    const free = await openUnsignedCircuit(main.replace(NONE, CHOSEN), { optimisation: "O0" });
    const told = (packedReasons: bigint): bigint[] => {
      const values = free.calculate({ ...(request(adverse).inputs as CircuitInputs), packedReasons });
      const witness = Array.from({ length: circuit.r1cs.wires }, () => 1n);
      for (const [name, wire] of circuit.symbols) witness[wire] = values[free.wire(name)] as bigint;
      return witness;
    };
    const honest = circuit.calculate(request(adverse).inputs as CircuitInputs);
    expect(told(0n)).toEqual(honest);
    expect(circuit.violations(honest)).toEqual([]);
    for (const forged of [1n, 0x0201n, -1n]) {
      const witness = told(forged);
      expect(witness[4], "the decision commitment").not.toBe(honest[4]);
      expect(circuit.violations(witness)).not.toEqual([]);
    }
  });

  it("leaves no wire that can be nudged unnoticed, and no free direction", () => {
    const witness = circuit.calculate(request(adverse).inputs as CircuitInputs);
    expect(sweepWires(circuit, witness, (signal) => HELD.test(signal))).toEqual([]);
    expect(findFreeDirections(circuit, witness, (signal) => HELD.test(signal))).toEqual([]);
  });
});
