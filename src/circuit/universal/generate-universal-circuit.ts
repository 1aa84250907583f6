import { packing, type RecordSchema, schemaHash } from "../../record/schema.ts";
import { PUBLIC_SIGNALS } from "../../statement/signals.ts";
import { CircuitSource } from "../circuit-source.ts";
import { writeRecord } from "../write-record.ts";
import type { UniversalShape } from "./universal-shape.ts";
import { UNIVERSAL_LINEAR_INCLUDES, writeLinearParameters, writeUniversalLinear } from "./write-linear.ts";
import { UNIVERSAL_SCORECARD_INCLUDES, writeScorecardParameters, writeUniversalScorecard } from "./write-scorecard.ts";

/**
 * The circuit of a shape in universal mode: circom text with a main, in which nothing of a model stands. The model's parameters are private inputs, opened against the model commitment.
 * The same schema and shape give the same text, byte for byte. Includes and outputs are those of `generateDecisionCircuit`.
 */
export function generateUniversalCircuit(schema: RecordSchema, shape: UniversalShape): string {
  const slots = packing(schema);
  const features = slots.length;
  const packed = Math.max(...slots.map(({ element }) => element)) + 1;
  const source = new CircuitSource();
  source.add("// The statement.", ...PUBLIC_SIGNALS.map((name) => `signal output ${name};`), "");
  source.add("// What the prover knows: signature, blind, and the record in its slots.");
  source.add(
    ...["signer", "application", "issuedAt", "R8x", "R8y", "S", "blind"].map((name) => `signal input ${name};`),
    `signal input code[${features}];`,
    "",
  );
  source.add("// What the prover knows of the model, and the commitment that it opens.");
  if ("pieces" in shape) writeLinearParameters(source, schema, shape);
  else writeScorecardParameters(source, schema, shape);

  source.add("// Every code in its slot.", ...slots.map((slot, i) => `RangeCheck(${slot.width})(code[${i}]);`));
  const used = slots.map((_, feature) => feature);
  writeRecord(source, { elements: packed, slots, used, unused: [], whole: [] });

  if ("pieces" in shape) writeUniversalLinear(source, schema, shape);
  else writeUniversalScorecard(source, schema, shape);
  const passed = ["R8x", "R8y", "S", "issuedAt", "blind", "decision", "score", "disclosedScore", "packedReasons"];
  source.add(
    "// The shell of every decision.",
    `component shell = DecisionShell(${packed}, ${schemaHash(schema)});`,
    "issuerKey <== signer;",
    "applicationId <== application;",
    "shell.modelCommitment <== modelCommitment;",
    "shell.issuerKey <== signer;",
    "shell.applicationId <== application;",
    ...passed.map((name) => `shell.${name} <== ${name};`),
    ...Array.from({ length: packed }, (_, element) => `shell.element[${element}] <== element${element};`),
    "decisionCommitment <== shell.decisionCommitment;",
    "outcome <== shell.outcome;",
  );
  const includes = "pieces" in shape ? UNIVERSAL_LINEAR_INCLUDES : UNIVERSAL_SCORECARD_INCLUDES;
  return source.finish("Generated for a schema and a shape in universal mode: holds no model.", includes, "Decision");
}
