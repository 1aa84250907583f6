import { expect, it } from "vitest";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { evaluate } from "../../src/evaluate/evaluate.ts";
import { packReasons } from "../../src/model/evaluation.ts";
import type { LinearIR } from "../../src/model/linear-ir.ts";
import { Pipeline } from "../../src/model/pipeline.ts";
import { MarginPolicy } from "../../src/model/policy.ts";
import type { QuantisedLinear } from "../../src/model/quantised-linear.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import type { TreeEnsembleIR } from "../../src/model/trees-ir.ts";
import { quantiseLinear } from "../../src/quantise/quantise-linear.ts";
import { quantiseTrees } from "../../src/quantise/quantise-trees.ts";
import { encodeCell, RecordSchema } from "../../src/record/schema.ts";
import { decisionCommitment } from "../../src/statement/commitments.ts";
import { packOutcome } from "../../src/statement/outcome.ts";
import { buildCircuitInputs } from "../../src/witness/circuit-inputs.ts";
import { BLIND, MODEL_COMMITMENT, pseudoRandom, unsigned } from "./decision-records.ts";
import type { CircuitInputs } from "./harness/witness.ts";
import { openUnsignedCircuit } from "./unsigned-circuit.ts";

const date = (name: string, min: string, max: string) => ({ name, type: "date" as const, min, max, missing: "never" as const });
/** Days before 1970 and after, and one year that leaps. */
const schema = RecordSchema.parse({
  format: "credence.schema/1",
  name: "dates",
  version: 1,
  features: [date("born", "1940-02-29", "2007-12-31"), date("applied", "2024-01-01", "2027-12-31")],
});
/** The age in days is made by the pipeline; the day of birth is the schema's own feature. */
const pipeline = Pipeline.parse({
  format: "credence.pipeline/1",
  columns: [
    { name: "age", kind: "sum", terms: { applied: 1, born: -1 }, characteristic: "applied" },
    { name: "late", kind: "number", feature: "applied", scale: { subtract: "19724", divide: "1024" } },
  ],
});
const policy = MarginPolicy.parse({
  format: "credence.margin-policy/1",
  name: "dates",
  model: { name: "dates", version: "1.0.0" },
  schema: "schema.json",
  cutOffs: { of: "margin", approveBelow: "0.5", referBelow: "2.5" },
  score: { offset: "500", factor: "64" },
  bandWidth: "1",
  reference: { method: "record", cells: { born: "1969-12-31", applied: "2025-06-01" } },
  reasons: ["born", "applied"].map((name, i) => ({ code: `R${i + 1}`, characteristics: [name], sentence: `The day ${name}` })),
  maximumRecordAge: 86_400,
  tier: 3,
  reviewDays: 365,
});
const shared = {
  source: { file: "model", format: "onnx" as const, sha256: "0".repeat(64) },
  columns: [{ name: "born" }, { name: "age" }, { name: "late" }],
  link: { kind: "identity" as const },
  summation: "float64" as const,
  notes: [],
};
const file = { pipeline, sha256: "1".repeat(64) };

const below = (column: number, threshold: number, yes: number, no: number) => ({
  kind: "split" as const,
  column,
  rule: { kind: "number" as const, comparison: "float64-below" as const, threshold, missing: "none" as const, missingToYes: false },
  yes,
  no,
  place: "a node",
});
const leaf = (value: number, source: number) => ({ kind: "leaf" as const, value, source });
const trees: TreeEnsembleIR = {
  ...shared,
  kind: "trees",
  trees: [
    { group: 0, nodes: [below(0, 0, 1, 2), leaf(0, 1), leaf(1, 2)] },
    { group: 0, nodes: [below(1, 20_000.5, 1, 2), leaf(1, 1), leaf(-1, 2)] },
    { group: 0, nodes: [below(2, 0.5, 1, 2), leaf(0.25, 1), leaf(0.75, 2)] },
  ],
  initialMargins: [0],
  initialMarginError: 0,
  divisor: 1,
};
const linear: LinearIR = { ...shared, kind: "linear", margins: [{ intercept: -155.25, weights: [1 / 64, 1 / 128, 0.5] }], interceptError: 0 };

type Days = { born: number; applied: number };
/** The margins by the days alone: no codes. */
const readings = [
  {
    kind: "trees",
    reasons: "none" as const,
    model: (): QuantisedTrees => quantiseTrees(trees, schema, policy, file),
    margin: ({ born, applied }: Days) => (born < 0 ? 0 : 1) + (applied - born < 20_000.5 ? 1 : -1) + ((applied - 19_724) / 1024 < 0.5 ? 0.25 : 0.75),
  },
  {
    kind: "a linear model",
    reasons: "principal" as const,
    model: (): QuantisedLinear => quantiseLinear(linear, schema, policy, file),
    margin: ({ born, applied }: Days) => -155.25 + born / 64 + (applied - born) / 128 + (applied - 19_724) / 2048,
  },
];

it.each(readings)(
  "$kind over a date and over the days between two: evaluator and circuit decide by the days since 1970-01-01",
  async ({ model: quantise, margin, reasons }) => {
    const model = quantise();
    const circuit = await openUnsignedCircuit(generateDecisionCircuit(model, MODEL_COMMITMENT, { reasons }));
    const random = pseudoRandom(1970);
    const days = (from: number, to: number) => Math.floor(from + random() * (to - from + 1));
    const records: Days[] = [
      // Either side of 1970, and of the threshold between two days.
      ...[-1, 0].map((born) => ({ born, applied: 20_000 })),
      ...[-1, 0, 1].map((more) => ({ born: 100, applied: 20_100 + more })),
      ...Array.from({ length: 12 }, () => ({ born: days(-10_899, 13_878), applied: days(19_723, 21_183) })),
    ];
    const seen = new Set<string>();
    for (const record of records) {
      const cell = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
      const codes = [cell(record.born), cell(record.applied)].map(
        (text, i) => encodeCell(schema.features[i] as (typeof schema.features)[number], text) as bigint,
      );
      const evaluation = evaluate(model, codes);
      const expected = margin(record);
      const nearest = Math.min(...[0.5, 2.5].map((cut) => Math.abs(expected - cut)));
      if (nearest > 1e-4) expect(evaluation.decision, JSON.stringify(record)).toBe(expected < 0.5 ? "approve" : expected < 2.5 ? "refer" : "decline");
      // Every weight and value is a float64 without rounding, and so is their sum.
      expect(evaluation.score, JSON.stringify(record)).toBe(BigInt(Math.floor(500 - 64 * expected)));
      seen.add(evaluation.decision);

      const { inputs } = buildCircuitInputs({ model, modelCommitment: MODEL_COMMITMENT, record: unsigned(codes), blind: BLIND, reasons });
      const { applicationId, issuedAt, issuerKey } = unsigned(codes);
      const packedReasons = reasons === "none" ? 0n : packReasons(evaluation.reasons);
      const commitment = decisionCommitment({ blind: BLIND, modelCommitment: MODEL_COMMITMENT, applicationId, score: evaluation.score, packedReasons });
      const outcome = packOutcome({ decision: evaluation.decision, disclosedScore: evaluation.disclosedScore, issuedAt });
      expect(circuit.calculate(inputs as CircuitInputs).slice(1, 6)).toEqual([MODEL_COMMITMENT, issuerKey, applicationId, commitment, outcome]);
    }
    expect([...seen].sort()).toEqual(["approve", "decline", "refer"]);
  },
);
