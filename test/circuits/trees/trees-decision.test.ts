import { beforeAll, describe, expect, it } from "vitest";
import { generateDecisionCircuit } from "../../../src/circuit/generate-decision-circuit.ts";
import { recordLayout } from "../../../src/circuit/record-layout.ts";
import { evaluate } from "../../../src/evaluate/evaluate.ts";
import { type Evaluation, packReasons } from "../../../src/model/evaluation.ts";
import type { QuantisedColumn, QuantisedTrees } from "../../../src/model/quantised-trees.ts";
import type { CheckedRecord } from "../../../src/record/record.ts";
import { cardinality, type Feature } from "../../../src/record/schema.ts";
import { decisionCommitment } from "../../../src/statement/commitments.ts";
import { packOutcome } from "../../../src/statement/outcome.ts";
import { buildCircuitInputs } from "../../../src/witness/circuit-inputs.ts";
import { quantiseCase, spanishCodes, type TreeCase, treeCases } from "../../evaluate/tree-vectors.ts";
import { BLIND, MODEL_COMMITMENT, pseudoRandom, signCodes, unsigned } from "../decision-records.ts";
import { type Circuit, openCircuit } from "../harness/circuit.ts";
import { findFreeDirections } from "../harness/rank.ts";
import { sweepWires } from "../harness/sweep.ts";
import type { CircuitInputs } from "../harness/witness.ts";
import { openUnsignedCircuit } from "../unsigned-circuit.ts";
import { naiveCell, naiveEvaluation, naiveMargin } from "./naive-trees.ts";
import { attackedModel, randomCodes, randomTrees, withIncomeTwice, withRent } from "./trees-models.ts";

type Reasons = "principal" | "none";

const openUnsigned = (model: QuantisedTrees, reasons: Reasons): Promise<Circuit> =>
  openUnsignedCircuit(generateDecisionCircuit(model, MODEL_COMMITMENT, { reasons }));

/** The circuit says of a record what the second reading says, and so does the reference evaluator. */
function expectAgreement(circuit: Circuit, model: QuantisedTrees, reasons: Reasons, codes: readonly bigint[], record = unsigned(codes)): void {
  const naive = naiveEvaluation(model, codes);
  expect(evaluate(model, codes)).toEqual(naive);
  expectCircuit(circuit, model, reasons, naive, record);
}

function expectCircuit(circuit: Circuit, model: QuantisedTrees, reasons: Reasons, said: Evaluation, record: CheckedRecord): void {
  const { inputs } = buildCircuitInputs({ model, modelCommitment: MODEL_COMMITMENT, record, blind: BLIND, reasons });
  const { applicationId, issuedAt, issuerKey } = record;
  const packedReasons = reasons === "none" ? 0n : packReasons(said.reasons);
  const commitment = decisionCommitment({ blind: BLIND, modelCommitment: MODEL_COMMITMENT, applicationId, score: said.score, packedReasons });
  const outcome = packOutcome({ decision: said.decision, disclosedScore: said.disclosedScore, issuedAt });
  expect(circuit.calculate(inputs as CircuitInputs).slice(1, 6)).toEqual([MODEL_COMMITMENT, issuerKey, applicationId, commitment, outcome]);
}

/** For every cell of a column a record in it that touches its lower edge, and one that touches its upper edge, as far as random records do. */
function edgeRecords(model: QuantisedTrees, column: QuantisedColumn): bigint[][] {
  const random = pseudoRandom(11);
  const features = model.schema.features;
  /** How far the record lies above the edge, in the column's own terms; the nearest is kept. */
  const nearest = new Map<string, { distance: number; codes: bigint[] }>();
  const value = (codes: readonly bigint[]): number => {
    const form = ({ offset, terms }: { offset: bigint; terms: readonly { feature: number; coefficient: bigint }[] }) =>
      Number(terms.reduce((sum, { feature, coefficient }) => sum + coefficient * (codes[feature] as bigint), offset));
    return column.kind === "feature"
      ? Number(codes[column.feature])
      : column.kind === "sum"
        ? form(column.form)
        : form(column.numerator) / form(column.denominator);
  };
  const cuts = column.cuts.map((cut) => (typeof cut === "bigint" ? Number(cut) : Number(cut.numerator) / Number(cut.denominator)));
  for (let i = 0; i < 4000; i++) {
    const codes = randomCodes(random);
    const cell = naiveCell(column, features, codes);
    const at = value(codes);
    for (const [side, edge] of [
      ["lower", cuts[cell - 1]],
      ["upper", cuts[cell]],
    ] as const) {
      const distance = edge === undefined ? 0 : Math.abs(at - edge);
      const known = nearest.get(`${cell} ${side}`);
      if (known === undefined || distance < known.distance) nearest.set(`${cell} ${side}`, { distance, codes });
    }
  }
  return [...nearest.values()].map(({ codes }) => codes);
}

const HELD = /^main\.(issuerKey|applicationId|modelCommitment|decisionCommitment|outcome|whole\[\d+\])$/;
const CHOSEN = /^main\.(signer|application|issuedAt|R8x|R8y|S|blind|(code|unused|whole)\[\d+\])$/;
const RATIO = /AtMostUnless_\w+\.ratio\[\d+\]$/;

describe.each([{ reasons: "principal" as const }, { reasons: "none" as const }])(
  "the circuit of an ensemble over columns of every kind, reasons: $reasons,",
  ({ reasons }) => {
    const model = attackedModel();
    let circuit: Circuit;
    let unsignedCircuit: Circuit;
    beforeAll(async () => {
      circuit = await openCircuit(generateDecisionCircuit(model, MODEL_COMMITMENT, { reasons }));
      unsignedCircuit = await openUnsigned(model, reasons);
    });

    it.each(model.columns.map((column) => ({ column, name: column.name })))(
      "decides as the second reading on both sides of every edge of $name",
      ({ column }) => {
        const records = edgeRecords(model, column);
        // A record at each edge of each cell that any record reaches.
        expect(new Set(records.map((codes) => naiveCell(column, model.schema.features, codes))).size).toBe(column.cells);
        for (const codes of records) expectAgreement(unsignedCircuit, model, reasons, codes);
      },
    );

    it("decides as the second reading on random records, of all three decisions, with four reasons and fewer", () => {
      const random = pseudoRandom(3);
      const seen = new Set<string>();
      for (let i = 0; i < 150; i++) {
        const codes = randomCodes(random);
        const naive = naiveEvaluation(model, codes);
        seen.add(naive.decision).add(naive.reasons.length < 4 ? "fewer" : "four");
        expectAgreement(unsignedCircuit, model, reasons, codes);
      }
      expect([...seen].sort()).toEqual(["approve", "decline", "fewer", "four", "refer"]);
    });

    it("refuses a record with any code that its feature does not have", () => {
      const { inputs } = buildCircuitInputs({
        model,
        modelCommitment: MODEL_COMMITMENT,
        record: unsigned(randomCodes(pseudoRandom(5))),
        blind: BLIND,
        reasons,
      });
      const used = inputs.code as bigint[];
      recordLayout(model).used.forEach((feature, at) => {
        for (const code of [-1n, cardinality(model.schema.features[feature] as Feature)]) {
          const altered = { ...inputs, code: used.map((own, i) => (i === at ? code : own)) } as CircuitInputs;
          expect(() => unsignedCircuit.calculate(altered), `${model.schema.features[feature]?.name} ${code}`).toThrow();
        }
      });
    });

    it("leaves no wire that can be nudged unnoticed, and no free direction", () => {
      const random = pseudoRandom(21);
      for (let run = 0; run < 2; run++) {
        const record = signCodes(model, randomCodes(random));
        const { inputs } = buildCircuitInputs({ model, modelCommitment: MODEL_COMMITMENT, record, blind: BLIND, reasons });
        const witness = circuit.calculate(inputs as CircuitInputs);
        expect(circuit.violations(witness)).toEqual([]);
        const unexplained = (signals: readonly string[]) => signals.filter((signal) => !RATIO.test(signal));
        expect(unexplained(sweepWires(circuit, witness).map(({ signal }) => signal))).toEqual([]);
        expect(unexplained(findFreeDirections(circuit, witness, (signal) => HELD.test(signal)))).toEqual([]);
        expect(unexplained(findFreeDirections(circuit, witness, (signal) => CHOSEN.test(signal)))).toEqual([]);
      }
    });
  },
);

describe("the cut-offs of an ensemble", () => {
  const model = attackedModel();
  const random = pseudoRandom(9);
  const records = Array.from({ length: 20 }, () => randomCodes(random)).sort((a, b) => Number(naiveMargin(model, a) - naiveMargin(model, b)));
  const [low, high] = [records[5] as bigint[], records[14] as bigint[]];
  const [least, most] = [naiveMargin(model, low), naiveMargin(model, high)];

  it.each([
    { where: "a record at each", approveBelow: least, declineFrom: most, decisions: ["refer", "decline"] },
    { where: "a record one unit below each", approveBelow: least + 1n, declineFrom: most + 1n, decisions: ["approve", "refer"] },
  ])("are exact with $where", async ({ approveBelow, declineFrom, decisions }) => {
    const moved = { ...model, policy: { ...model.policy, approveBelow, declineFrom } };
    expect([low, high].map((codes) => naiveEvaluation(moved, codes).decision)).toEqual(decisions);
    const circuit = await openUnsigned(moved, "none");
    for (const codes of [low, high]) expectAgreement(circuit, moved, "none", codes);
  });
});

describe("circuits of random ensembles decide as the second reading", () => {
  it.each([
    { name: "a single split", reasons: "principal", model: randomTrees({ seed: 31, trees: 1, depth: 1 }) },
    { name: "deep trees of few columns", reasons: "principal", model: randomTrees({ seed: 33, trees: 4, depth: 6, columns: [0, 4, 7], bandWidth: 16n }) },
    { name: "one column", reasons: "principal", model: randomTrees({ seed: 34, trees: 3, depth: 4, columns: [7] }) },
    {
      name: "full trees with large leaves",
      reasons: "principal",
      model: randomTrees({ seed: 35, trees: 3, depth: 4, leaves: 0, bits: 60, divisor: 1n << 55n }),
    },
    { name: "many small trees", reasons: "principal", model: randomTrees({ seed: 36, trees: 40, depth: 2, bandWidth: 7n }) },
    { name: "debts and rents that may be missing", reasons: "principal", model: withRent(randomTrees({ seed: 38, trees: 6, depth: 3, columns: [0, 4, 6] })) },
    { name: "two columns over one feature", reasons: "principal", model: withIncomeTwice(randomTrees({ seed: 39, trees: 6, depth: 4, columns: [0, 1, 5] })) },
    { name: "stumps, exact scores", reasons: "none", model: randomTrees({ seed: 32, trees: 12, depth: 1, bandWidth: 1n }) },
    { name: "deep trees of two columns", reasons: "none", model: randomTrees({ seed: 37, trees: 5, depth: 6, columns: [3, 6], bandWidth: 4000n }) },
  ] as const)("$name, reasons: $reasons", async ({ model, reasons }) => {
    const circuit = await openUnsigned(model, reasons);
    const random = pseudoRandom(4);
    for (let i = 0; i < 60; i++) expectAgreement(circuit, model, reasons, randomCodes(random, model.schema.features));
  });
});

it("a circuit of the one of three classes that the policy names decides real applicants as the evaluator does, for the same reasons", async () => {
  const model = quantiseCase(treeCases.find(({ name }) => name === "xgb-three-classes") as TreeCase);
  const circuit = await openUnsigned(model, "principal");
  const decided = spanishCodes.filter((_, row) => row % 20 === 0);
  for (const codes of decided) expectCircuit(circuit, model, "principal", evaluate(model, codes), unsigned(codes));
  expect(new Set(decided.map((codes) => evaluate(model, codes).decision)).size).toBe(3);
});
