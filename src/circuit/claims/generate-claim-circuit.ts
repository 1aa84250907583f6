import { CredenceError } from "../../errors/credence-error.ts";
import type { Claim } from "../../evidence/claims/claim.ts";
import { cardinality, codeWidth, type RecordSchema, schemaHash } from "../../record/schema.ts";
import { CircuitSource, list } from "../circuit-source.ts";
import { writeInputs, writeOpening, writeTables } from "../universal/write-parameters.ts";
import type { ClaimSizes } from "./claim-sizes.ts";
import { CLAIM_SIGNALS } from "./claim-statement.ts";

/** Bits of a loss with its sign: all that a committed table may hold. */
const LOSS_BITS = 35;

const INCLUDES = [
  "claims/none-is.circom",
  "claims/ordered-rows.circom",
  "claims/monotone-rows.circom",
  "claims/never-worse-rows.circom",
  "universal/absorb.circom",
  "universal/chosen-code.circom",
  "universal/model-commitment.circom",
  "comparators.circom",
];

/** What each characteristic's table must be, whether it reads the claimed feature or not: whole and in order; and where it does, what the claim says of it. */
function writeTableClaim(source: CircuitSource, claim: Claim["claim"], schema: RecordSchema, inputs: number, elements: number): void {
  const width = Math.max(...schema.features.map(codeWidth));
  const rows = 3 * elements;
  const last = list(schema.features.map((feature) => cardinality(feature) - 1n));
  if (claim === "never-worse") source.add(`signal input limit[${inputs}];`);
  source.add(`var last[${schema.features.length}] = ${last};`, `signal final[${inputs}];`, `signal reads[${inputs}];`);
  source.add(`signal edge[${inputs}][${rows + 1}];`, `signal loss[${inputs}][${rows}];`, `for (var i = 0; i < ${inputs}; i++) {`);
  source.add(`    final[i] <== ChosenCode(${schema.features.length})(input_[i], last);`);
  source.add(`    (edge[i], loss[i]) <== OrderedRows(${elements}, ${width}, ${LOSS_BITS})(table[i], final[i] + 1);`);
  source.add("    reads[i] <== IsEqual()([input_[i], feature]);");
  source.add(
    claim === "monotone"
      ? `    MonotoneRows(${rows}, ${width}, ${LOSS_BITS})(edge[i], loss[i], values, term, reads[i]);`
      : `    NeverWorseRows(${rows}, ${width}, ${LOSS_BITS})(edge[i], loss[i], term, values, reads[i], limit[i]);`,
    "}",
  );
  // Of a claim's own terms only what makes its comparisons exact is checked here: that they are those of the claim is for whoever verifies it.
  if (claim === "monotone") source.add("term * (term - 1) === 0;");
  else source.add(`component reached = AtLeast(${width + 1});`, "reached.a <== values;", "reached.b <== term;", "reached.out === 1;");
}

/**
 * The circuit of a claim about a committed model: circom text with a main, in which nothing of a model stands but the sizes of its commitment. Public signals are CLAIM_SIGNALS, as outputs.
 * A claim about tables is proven of each characteristic that reads the feature on its own: what holds of them only together is not proven.
 * @throws CredenceError CRD-1203 for a claim about tables of a model whose commitment does not open them.
 */
export function generateClaimCircuit(claim: Claim, schema: RecordSchema, { head, inputs, elements }: ClaimSizes): string {
  const source = new CircuitSource();
  source.add("// The statement.", ...CLAIM_SIGNALS.map((name) => `signal output ${name};`));
  source.add(...["feature_", "values_", "term_"].map((name) => `signal input ${name};`), "feature <== feature_;", "values <== values_;", "term <== term_;");
  source.add(`schemaHash <== ${schemaHash(schema)};`, "");
  writeInputs(source, inputs);
  if (claim.claim === "does-not-use") {
    source.add("signal input tablesHash;", "signal input reasonsHash;", "signal input policyHash;");
    source.add(`NoneIs(${inputs})(input_, feature);`, "values === 0;", "term === 0;");
    writeOpening(source, head, "schemaHash", { inputs: "inputsSection.out", tables: "tablesHash", reasons: "reasonsHash", policy: "policyHash" });
  } else {
    if (elements === undefined) {
      throw new CredenceError(
        "CRD-1203",
        "Of this model's commitment a claim's circuit opens the inputs only: its other claims are checked with `credence claim check`.",
      );
    }
    writeTables(source, inputs, elements);
    source.add("signal input reasonsHash;", "signal input policyHash;");
    writeTableClaim(source, claim.claim, schema, inputs, elements);
    writeOpening(source, head, "schemaHash", { inputs: "inputsSection.out", tables: "tablesSection.out", reasons: "reasonsHash", policy: "policyHash" });
  }
  return [
    "// Generated for a claim: holds no model.",
    "pragma circom 2.2.0;",
    "",
    ...INCLUDES.map((path) => `include "${path}";`),
    "",
    "template Claim() {",
    ...source.lines,
    "}",
    "",
    "component main = Claim();",
    "",
  ].join("\n");
}
