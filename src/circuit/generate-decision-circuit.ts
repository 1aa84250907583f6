import type { QuantisedModel } from "../model/quantised.ts";
import { schemaHash } from "../record/schema.ts";
import { PUBLIC_SIGNALS } from "../statement/signals.ts";
import { CircuitSource, quoted } from "./circuit-source.ts";
import { LINEAR_INCLUDES, writeLinear } from "./linear/linear-circuit.ts";
import { NETWORK_INCLUDES, writeNetwork } from "./network/network-circuit.ts";
import { type RecordLayout, recordLayout } from "./record-layout.ts";
import { SCORECARD_INCLUDES, writeScorecard } from "./scorecard-circuit.ts";
import { TREES_INCLUDES, writeTrees } from "./trees/trees-circuit.ts";

/** What a circuit may leave out. */
export interface CircuitOptions {
  /** "none" proves a decision without its reasons: the commitment holds four empty slots. */
  reasons?: "principal" | "none";
}

function writeInputs(source: CircuitSource, layout: RecordLayout, model: QuantisedModel): void {
  source.add("// The statement.", ...PUBLIC_SIGNALS.map((name) => `signal output ${name};`), "");
  source.add("// What the prover knows: signature, blind, and the record in its slots.");
  source.add("signal input signer;", "signal input application;", "signal input issuedAt;");
  source.add("signal input R8x;", "signal input R8y;", "signal input S;", "signal input blind;");
  source.add(`signal input code[${layout.used.length}];`);
  if (layout.unused.length > 0) source.add(`signal input unused[${layout.unused.length}];`);
  if (layout.whole.length > 0) source.add(`signal input whole[${layout.whole.length}];`);
  source.add("", `// ${quoted(model.name)} ${quoted(model.version)}`, "");
}

/** Writes what is the model's own, and answers with the templates that it is made of. */
function writeModel(source: CircuitSource, model: QuantisedModel, layout: RecordLayout, reasons: "principal" | "none"): readonly string[] {
  switch (model.kind) {
    case "scorecard":
      writeScorecard(source, model, layout, reasons);
      return SCORECARD_INCLUDES;
    case "linear":
      writeLinear(source, model, layout, reasons);
      return LINEAR_INCLUDES;
    case "trees":
      writeTrees(source, model, layout, reasons);
      return TREES_INCLUDES;
    case "network":
      writeNetwork(source, model, layout, reasons);
      return NETWORK_INCLUDES;
  }
}

/**
 * The circuit of a model in fixed mode: circom text with a main, in which every parameter of the model is a constant. The same model and commitment
 * give the same text, byte for byte. It holds the whole model: it is the lender's secret, as all that is compiled from it.
 * Includes are relative to circuits/lib and circomlib. Every public signal is an output, in the order of PUBLIC_SIGNALS.
 * @throws CredenceError CRD-3001 for a model that no circuit can be made for.
 */
export function generateDecisionCircuit(model: QuantisedModel, modelCommitment: bigint, { reasons = "principal" }: CircuitOptions = {}): string {
  const layout = recordLayout(model);
  const source = new CircuitSource();
  writeInputs(source, layout, model);
  const includes = writeModel(source, model, layout, reasons);

  source.add(
    "// The shell of every decision.",
    `component shell = DecisionShell(${layout.elements}, ${schemaHash(model.schema)});`,
    `modelCommitment <== ${modelCommitment};`,
    "issuerKey <== signer;",
    "applicationId <== application;",
    "shell.modelCommitment <== modelCommitment;",
    "shell.issuerKey <== signer;",
    "shell.applicationId <== application;",
    ...["R8x", "R8y", "S", "issuedAt", "blind", "decision", "score", "disclosedScore", "packedReasons"].map((name) => `shell.${name} <== ${name};`),
    ...Array.from({ length: layout.elements }, (_, element) => `shell.element[${element}] <== element${element};`),
    "decisionCommitment <== shell.decisionCommitment;",
    "outcome <== shell.outcome;",
  );
  return source.finish("Generated from a model in fixed mode: holds the model, never publish it.", [...includes, "shell/decision-shell.circom"], "Decision");
}
