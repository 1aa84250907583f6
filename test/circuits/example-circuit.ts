import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { openEvaluator } from "../../src/evaluate/evaluate.ts";
import { readSource } from "../../src/files/source-file.ts";
import { neededFeatures } from "../../src/model/needed-features.ts";
import type { QuantisedScorecard } from "../../src/model/quantised.ts";
import type { QuantisedLinear } from "../../src/model/quantised-linear.ts";
import type { QuantisedNetwork } from "../../src/model/quantised-network.ts";
import { encodeRows } from "../../src/record/rows.ts";
import { orderSignals, PUBLIC_SIGNALS } from "../../src/statement/signals.ts";
import { buildCircuitInputs } from "../../src/witness/circuit-inputs.ts";
import { BLIND, MODEL_COMMITMENT, signCodes } from "./decision-records.ts";
import { type Circuit, openCircuit } from "./harness/circuit.ts";
import { ROOT } from "./harness/compile.ts";
import { findFreeDirections } from "./harness/rank.ts";
import { sweepWires } from "./harness/sweep.ts";
import type { CircuitInputs } from "./harness/witness.ts";

/**
 * The circuit of an example that the project ships: it decides as the evaluator, and no wire of it is loose.
 * @param applicants relative to the project, one a row.
 * @param eachDecision how many people of each decision are tried.
 */
export function describeExampleCircuit(
  name: string,
  model: QuantisedScorecard | QuantisedLinear | QuantisedNetwork,
  { applicants, eachDecision }: { applicants: string; eachDecision: number },
): void {
  describe(`the circuit of ${name}`, () => {
    const people = encodeRows(readSource(join(ROOT, applicants)), model.schema, neededFeatures(model));
    const evaluate = openEvaluator(model);
    const request = (codes: readonly bigint[]) => ({ model, modelCommitment: MODEL_COMMITMENT, record: signCodes(model, codes), blind: BLIND });
    let circuit: Circuit;
    beforeAll(async () => {
      circuit = await openCircuit(generateDecisionCircuit(model, MODEL_COMMITMENT));
    });

    it("decides as the evaluator on people of each decision, reasons included", () => {
      const decided = { approve: 0, refer: 0, decline: 0 };
      for (const codes of people) {
        const { decision } = evaluate(codes);
        if (decided[decision] === eachDecision) continue;
        decided[decision] += 1;
        const { inputs, signals } = buildCircuitInputs(request(codes));
        expect(circuit.calculate(inputs as CircuitInputs).slice(1, 6)).toEqual(orderSignals(signals));
      }
      expect(decided).toEqual({ approve: eachDecision, refer: eachDecision, decline: eachDecision });
    });

    it.each([
      ["is approved", "approve"],
      ["is declined", "decline"],
    ] as const)("leaves no wire that can be nudged unnoticed, and no free direction, for somebody who %s", (_, decision) => {
      const codes = people.find((one) => evaluate(one).decision === decision) as readonly bigint[];
      const witness = circuit.calculate(buildCircuitInputs(request(codes)).inputs as CircuitInputs);
      expect(circuit.violations(witness)).toEqual([]);
      expect(sweepWires(circuit, witness)).toEqual([]);
      // Elements of which nothing is read are what the message says: as free as its hash's preimages, and held here.
      const held = new RegExp(`^main\\.(${PUBLIC_SIGNALS.join("|")}|whole\\[\\d+\\])$`);
      expect(findFreeDirections(circuit, witness, (signal) => held.test(signal))).toEqual([]);
      // And what the prover puts in determines what comes out.
      const chosen = /^main\.(signer|application|issuedAt|R8x|R8y|S|blind|(code|unused|whole)\[\d+\])$/;
      expect(findFreeDirections(circuit, witness, (signal) => chosen.test(signal))).toEqual([]);
    });
  });
}
