import { beforeAll, describe, expect, it } from "vitest";
import { generateDecisionCircuit } from "../../../src/circuit/generate-decision-circuit.ts";
import { generateUniversalCircuit } from "../../../src/circuit/universal/generate-universal-circuit.ts";
import { parameterInputs } from "../../../src/circuit/universal/parameter-inputs.ts";
import { universalShape } from "../../../src/circuit/universal/universal-shape.ts";
import { evaluate } from "../../../src/evaluate/evaluate.ts";
import { faultOf } from "../../../src/model/check-quantised.ts";
import type { QuantisedLinear } from "../../../src/model/quantised-linear.ts";
import { cardinality } from "../../../src/record/schema.ts";
import { orderSignals } from "../../../src/statement/signals.ts";
import { buildCircuitInputs } from "../../../src/witness/circuit-inputs.ts";
import { BLIND, pseudoRandom, randomCode, signCodes } from "../decision-records.ts";
import { type Circuit, openCircuit } from "../harness/circuit.ts";
import { findFreeDirections } from "../harness/rank.ts";
import { sweepWires } from "../harness/sweep.ts";
import type { CircuitInputs } from "../harness/witness.ts";
import { naiveLinear } from "../linear/naive-linear.ts";
import { openUnsignedCircuit } from "../unsigned-circuit.ts";
import { grownLinear, recalibratedLinear, roomyLinear, smallLinear } from "./universal-linear-models.ts";
import { committed } from "./universal-models.ts";

const circuitOf = (model: QuantisedLinear) => generateUniversalCircuit(model.schema, universalShape(model));
const VERSIONS = [roomyLinear(), roomyLinear(recalibratedLinear()), grownLinear()] as const;
const [model] = VERSIONS;
const sizes = model.schema.features.map(cardinality);
const inputsOf = (of: QuantisedLinear, codes: readonly bigint[]) =>
  buildCircuitInputs({ model: of, ...committed(of), record: signCodes(of, codes), blind: BLIND });

let circuit: Circuit;
beforeAll(async () => {
  circuit = await openCircuit(circuitOf(model));
});

/** The circuit says of a record what both evaluators say, opening this model's commitment. */
function expectAgreement(of: QuantisedLinear, codes: readonly bigint[]): bigint[] {
  const { inputs, signals } = inputsOf(of, codes);
  expect(evaluate(of, codes)).toEqual(naiveLinear(of, codes));
  const witness = circuit.calculate(inputs as CircuitInputs);
  expect(witness.slice(1, 6)).toEqual(orderSignals(signals));
  return witness;
}

/** A record for which the model says what is wanted. */
function findCodes(of: QuantisedLinear, wanted: (evaluation: ReturnType<typeof naiveLinear>) => boolean): bigint[] {
  const random = pseudoRandom(3);
  for (let attempt = 0; attempt < 50_000; attempt++) {
    const codes = sizes.map((size) => randomCode(random, size));
    if (wanted(naiveLinear(of, codes))) return codes;
  }
  throw new Error("no record of this model is as wanted");
}

describe("a regression in universal mode", () => {
  it("has one circuit for all versions that the room is left for, in which none stands", () => {
    for (const each of VERSIONS) {
      expect(faultOf(each)).toBeUndefined();
      expect(universalShape(each).pieces).toEqual([4, 4, 4, 4, 4]);
      expect(circuitOf(each)).toBe(circuitOf(model));
    }
    expect(new Set(VERSIONS.map((each) => committed(each).modelCommitment)).size).toBe(3);
  });

  it("has just its own terms and pieces where no room is left, and shares a circuit with versions of as many", () => {
    expect(universalShape(smallLinear()).pieces).toEqual([2, 1, 3, 2]);
    expect(circuitOf(recalibratedLinear())).toBe(circuitOf(smallLinear()));
    expect(circuitOf({ ...grownLinear(), shape: undefined })).not.toBe(circuitOf(smallLinear()));
  });

  it.each(VERSIONS)("decides by version $version as the evaluators on both sides of every edge of a piece, and of records at random", (of) => {
    const random = pseudoRandom(9);
    const base = [...of.policy.reference];
    expectAgreement(of, base);
    for (const { feature, pieces } of of.terms) {
      const edges = pieces.flatMap(({ from }) => [from, from - 1n]).filter((code) => code >= 0n);
      for (const code of [...edges, (sizes[feature] as bigint) - 1n]) {
        expectAgreement(
          of,
          base.map((own, i) => (i === feature ? code : own)),
        );
      }
    }
    for (let i = 0; i < 6; i++)
      expectAgreement(
        of,
        sizes.map((size) => randomCode(random, size)),
      );
  });

  it.each(VERSIONS)("decides by version $version as the evaluators on both sides of each cut-off", (of) => {
    for (const [cutOff, below, from] of [
      [of.policy.approveBelow, "approve", "refer"],
      [of.policy.declineFrom, "refer", "decline"],
    ] as const) {
      for (const [margin, decision] of [
        [cutOff - 1n, below],
        [cutOff, from],
      ] as const) {
        const codes = findCodes(of, (evaluation) => evaluation.margin === margin);
        expect(naiveLinear(of, codes).decision).toBe(decision);
        expectAgreement(of, codes);
      }
    }
  });

  it("says what the fixed circuit says, the commitment being the same", async () => {
    const { modelCommitment } = committed(model);
    const fixed = await openUnsignedCircuit(generateDecisionCircuit(model, modelCommitment));
    for (const wanted of ["approve", "refer", "decline"]) {
      const codes = findCodes(model, ({ decision, reasons }) => decision === wanted && reasons.length > 0);
      const { inputs } = buildCircuitInputs({ model, modelCommitment, record: signCodes(model, codes), blind: BLIND });
      expect(expectAgreement(model, codes).slice(1, 6)).toEqual(fixed.calculate(inputs as CircuitInputs).slice(1, 6));
    }
  });

  it("leaves no wire that can be nudged unnoticed, and no free direction", () => {
    const witness = expectAgreement(
      model,
      findCodes(model, ({ decision, reasons }) => decision === "decline" && reasons.length > 1),
    );
    expect(sweepWires(circuit, witness)).toEqual([]);
    // What is hashed is as free as a hash's preimages, to first order: parameters and blind are held.
    const held =
      /^main\.(modelCommitment|issuerKey|applicationId|decisionCommitment|outcome|blind|input_|row|step|approveBelow|declineFrom|start|bandWidth|score(Offset|Slope|Divisor)|upper|lower|salt)\b/;
    expect(findFreeDirections(circuit, witness, (signal) => held.test(signal))).toEqual([]);
  });

  it("takes no parameter but the committed one: any other is another commitment, or no witness", () => {
    const codes = findCodes(model, ({ decision }) => decision === "refer");
    const { inputs } = inputsOf(model, codes);
    const honest = circuit.calculate(inputs as CircuitInputs);
    const own = parameterInputs(model, committed(model).universal);
    const others = parameterInputs(VERSIONS[1], committed(VERSIONS[1]).universal);
    const lies: CircuitInputs[] = [];
    for (const [name, value] of Object.entries(own)) {
      if (typeof value === "bigint") lies.push({ [name]: value + 1n });
      else for (const i of value.keys()) lies.push({ [name]: value.map((each, k) => (k === i ? each + (name === "step" ? 1n - 2n * each : 1n) : each)) });
      if (name === "row" || typeof value === "bigint") lies.push({ [name]: others[name] as bigint });
    }
    let refused = 0;
    let tried = 0;
    for (const lie of lies) {
      if (Object.entries(lie).every(([name, value]) => `${value}` === `${own[name]}`)) continue;
      tried++;
      const witness = ((): bigint[] | undefined => {
        try {
          return circuit.calculate({ ...(inputs as CircuitInputs), ...lie });
        } catch {
          return undefined;
        }
      })();
      if (witness === undefined) refused++;
      else expect(witness[1], Object.keys(lie)[0]).not.toBe(honest[1]);
    }
    expect(tried).toBeGreaterThan(25);
    expect(refused).toBeLessThan(tried);
  });

  it("is refused for what is too large", () => {
    const { policy } = model;
    const refusal = (of: Parameters<typeof universalShape>[0], place: string) =>
      expect(() => universalShape(of)).toThrow(expect.objectContaining({ code: "CRD-3001", place }));
    refusal({ ...model, policy: { ...policy, bandWidth: 1n << 31n } }, "policy.bandWidth");
    refusal({ ...model, policy: { ...policy, score: { ...policy.score, offset: 1n << 40n } } }, "policy.score");
    refusal({ ...model, terms: model.terms.map((term) => ({ ...term, pieces: [{ from: 0n, slope: 1n << 80n, offset: 0n }] })) }, "marginBits");
    expect(universalShape({ ...model, shape: { terms: 16, rows: 4096 } }).pieces).toHaveLength(16);
    refusal({ ...model, shape: { terms: 17, rows: 4096 } }, "shape");
    expect(faultOf({ ...model, policy: { ...policy, score: { ...policy.score, offset: 1n << 250n } } })).toMatch(/scoreOffset/);
  });
});
