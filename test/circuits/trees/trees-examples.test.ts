import { beforeAll, describe, expect, it } from "vitest";
import { generateDecisionCircuit } from "../../../src/circuit/generate-decision-circuit.ts";
import { openEvaluator } from "../../../src/evaluate/evaluate.ts";
import { orderSignals } from "../../../src/statement/signals.ts";
import { buildCircuitInputs } from "../../../src/witness/circuit-inputs.ts";
import { BLIND, MODEL_COMMITMENT, signCodes } from "../decision-records.ts";
import { type Circuit, openCircuit } from "../harness/circuit.ts";
import { findFreeDirections } from "../harness/rank.ts";
import { sweepWires } from "../harness/sweep.ts";
import type { CircuitInputs } from "../harness/witness.ts";
import { exampleCodes, exampleModel, TREE_EXAMPLES } from "./tree-examples.ts";

describe.each(TREE_EXAMPLES)("the circuit of $name", (example) => {
  const model = exampleModel(example);
  const records = exampleCodes(example, model);
  const request = (codes: readonly bigint[]) => ({ model, modelCommitment: MODEL_COMMITMENT, record: signCodes(model, codes), blind: BLIND });
  let circuit: Circuit;
  beforeAll(async () => {
    circuit = await openCircuit(generateDecisionCircuit(model, MODEL_COMMITMENT));
  });

  it("decides as the evaluator on records of each decision, reasons included", () => {
    const evaluate = openEvaluator(model);
    const missing = { approve: 8, refer: 8, decline: 8 };
    for (const codes of records) {
      const { decision } = evaluate(codes);
      if (missing[decision] === 0) continue;
      missing[decision] -= 1;
      const { inputs, signals } = buildCircuitInputs(request(codes));
      expect(circuit.calculate(inputs as CircuitInputs).slice(1, 6)).toEqual(orderSignals(signals));
      if (Object.values(missing).every((count) => count === 0)) return;
    }
    expect.unreachable("too few records");
  });

  it("leaves no wire that can be nudged unnoticed, and no free direction", () => {
    const witness = circuit.calculate(buildCircuitInputs(request(records[3] as readonly bigint[])).inputs as CircuitInputs);
    expect(circuit.violations(witness)).toEqual([]);
    // Of Below: nothing reads it.
    const unexplained = (signals: readonly string[]) => signals.filter((signal) => !/AtMostUnless_\w+\.ratio\[\d+\]$/.test(signal));
    expect(unexplained(sweepWires(circuit, witness).map(({ signal }) => signal))).toEqual([]);
    const chosen = /^main\.(signer|application|issuedAt|R8x|R8y|S|blind|(code|unused|whole)\[\d+\])$/;
    expect(unexplained(findFreeDirections(circuit, witness, (signal) => chosen.test(signal)))).toEqual([]);
  });
});
