import { scorecardHead } from "../../model/parameters/scorecard-sections.ts";
import { packing, type RecordSchema, schemaHash } from "../../record/schema.ts";
import { PUBLIC_SIGNALS } from "../../statement/signals.ts";
import { CircuitSource } from "../circuit-source.ts";
import { writeRecord } from "../write-record.ts";
import type { UniversalShape } from "./universal-shape.ts";
import { writeParameters } from "./write-parameters.ts";

const INCLUDES = [
  "range/range-check.circom",
  "universal/chosen-code.circom",
  "universal/loss-at.circom",
  "universal/reason-sums.circom",
  "universal/top-four-codes.circom",
  "universal/cut-offs.circom",
  "universal/hidden-band.circom",
  "universal/absorb.circom",
  "universal/model-commitment.circom",
  "reasons/pack-reasons.circom",
  "shell/decision-shell.circom",
];

/**
 * The circuit of a shape in universal mode: circom text with a main, in which nothing of a model stands. The model's parameters are private inputs, opened against the model commitment.
 * The same schema and shape give the same text, byte for byte. Includes and outputs are those of `generateDecisionCircuit`.
 */
export function generateUniversalCircuit(schema: RecordSchema, shape: UniversalShape): string {
  const slots = packing(schema);
  const features = slots.length;
  const { characteristics: n, lossBits, shortfallBits, scoreBits, bandBits } = shape;
  const elements = shape.rows / 3;
  const width = Math.max(...slots.map((slot) => slot.width));
  const source = new CircuitSource();
  source.add("// The statement.", ...PUBLIC_SIGNALS.map((name) => `signal output ${name};`), "");
  source.add("// What the prover knows: signature, blind, and the record in its slots.");
  source.add(
    ...["signer", "application", "issuedAt", "R8x", "R8y", "S", "blind"].map((name) => `signal input ${name};`),
    `signal input code[${features}];`,
    "",
  );
  writeParameters(source, { head: scorecardHead(n, elements), schemaHash: `${schemaHash(schema)}`, characteristics: n, elements });

  source.add("// Every code in its slot.", ...slots.map((slot, i) => `RangeCheck(${slot.width})(code[${i}]);`));
  const used = slots.map((_, feature) => feature);
  writeRecord(source, { elements: Math.max(...slots.map(({ element }) => element)) + 1, slots, used, unused: [], whole: [] });

  source.add("// What each characteristic reads, and what it takes off the points at the baseline.");
  source.add(`signal read[${n}];`, `signal loss[${n}];`, "var lost = 0;", `for (var i = 0; i < ${n}; i++) {`);
  source.add(`    read[i] <== ChosenCode(${features})(input_[i], code);`);
  source.add(`    loss[i] <== LossAt(${elements}, ${width}, ${lossBits})(read[i], table[i]);`, "    lost += loss[i];", "}");
  source.add("signal score <== start - lost;", `RangeCheck(${scoreBits})(score + ${1n << BigInt(scoreBits - 1)});`);
  // Two numbers of scoreBits are at most that far apart.
  source.add(`signal decision <== CutOffs(${scoreBits})(score, approveFrom, referFrom);`);
  source.add(`signal disclosedScore <== HiddenBand(${scoreBits}, ${bandBits})(score, bandWidth);`, "");
  source.add("// The four principal reasons.");
  source.add(`signal shortfall[${n}];`, `signal reason[${n}];`, `(shortfall, reason) <== ReasonSums(${n})(loss, step);`);
  source.add(`signal slot[4] <== TopFourCodes(${n}, ${shortfallBits})(shortfall, reason);`, "signal packedReasons <== PackReasons()(slot);", "");
  const passed = ["R8x", "R8y", "S", "issuedAt", "blind", "decision", "score", "disclosedScore", "packedReasons"];
  const packed = Math.max(...slots.map(({ element }) => element)) + 1;
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
  return [
    "// Generated for a schema and a shape in universal mode: holds no model.",
    "pragma circom 2.2.0;",
    "",
    ...INCLUDES.map((path) => `include "${path}";`),
    "",
    "template Decision() {",
    ...source.lines,
    "}",
    "",
    "component main = Decision();",
    "",
  ].join("\n");
}
