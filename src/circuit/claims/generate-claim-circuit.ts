import { CredenceError } from "../../errors/credence-error.ts";
import type { Claim } from "../../evidence/claims/claim.ts";
import { readTreesHead } from "../../model/parameters/trees-sections.ts";
import { codeWidth, type RecordSchema, schemaHash } from "../../record/schema.ts";
import { CircuitSource } from "../circuit-source.ts";
import { writeLines } from "../universal/write-linear.ts";
import { writeInputs, writeOpening, writeTables } from "../universal/write-parameters.ts";
import { checkClaimLimits } from "./claim-limits.ts";
import type { ClaimSizes } from "./claim-sizes.ts";
import { CLAIM_SIGNALS } from "./claim-statement.ts";
import { readTreeShapes } from "./tree-shapes.ts";
import { writeLineClaim } from "./write-line-claim.ts";
import { writeTableClaim } from "./write-table-claim.ts";
import { writeTreeClaim } from "./write-tree-claim.ts";

const INCLUDES = [
  "claims/none-is.circom",
  "claims/ordered-rows.circom",
  "claims/monotone-rows.circom",
  "claims/never-worse-rows.circom",
  "claims/ordered-lines.circom",
  "claims/monotone-lines.circom",
  "claims/never-worse-lines.circom",
  "claims/ordered-split.circom",
  "claims/monotone-tree.circom",
  "universal/absorb.circom",
  "universal/chosen-code.circom",
  "universal/model-commitment.circom",
  "comparators.circom",
];

/** Opens the tables and says the claim of them. @returns the name of their section's hash. @throws CredenceError CRD-1203 where no circuit opens them. */
function writeTablesClaim(source: CircuitSource, claim: Claim["claim"], schema: RecordSchema, { head, inputs, elements, lines, shapes }: ClaimSizes): string {
  if (claim === "never-worse" && shapes === undefined) source.add(`signal input limit[${inputs}];`);
  // Of a claim's own terms only what makes its comparisons exact is checked here: that they are those of the claim is for whoever verifies it.
  if (claim === "monotone") source.add("term * (term - 1) === 0;");
  else {
    const width = Math.max(...schema.features.map(codeWidth));
    source.add(`component reached = AtLeast(${width + 1});`, "reached.a <== values;", "reached.b <== term;", "reached.out === 1;");
  }
  if (lines?.perRow === 1) {
    writeLines(source, lines.rows);
    writeLineClaim(source, claim, schema, lines.rows);
    return "tablesHash";
  }
  if (elements !== undefined) {
    writeTables(source, inputs, elements);
    writeTableClaim(source, claim, schema, inputs, elements);
    return "tablesSection.out";
  }
  const trees = shapes === undefined ? undefined : readTreeShapes(shapes);
  if (trees !== undefined) {
    writeTreeClaim(source, claim, schema, readTreesHead(head), trees);
    return "tablesSection.out";
  }
  throw new CredenceError(
    "CRD-1203",
    "Of this model's commitment a claim's circuit opens the inputs only: its other claims are checked with `credence claim check`.",
  );
}

/**
 * The circuit of a claim about a committed model: circom text with a main, in which nothing of a model stands but the sizes of its commitment. Public signals are CLAIM_SIGNALS, as outputs.
 * A claim about tables is proven of each characteristic, term or tree that reads the feature on its own: what holds of them only together is not proven.
 * @throws CredenceError CRD-1203 for a claim about tables of a model whose commitment does not open them, or that are larger than a circuit opens.
 */
export function generateClaimCircuit(claim: Claim, schema: RecordSchema, sizes: ClaimSizes): string {
  const { head, inputs } = sizes;
  const source = new CircuitSource();
  source.add("// The statement.", ...CLAIM_SIGNALS.map((name) => `signal output ${name};`));
  source.add(...["feature_", "values_", "term_"].map((name) => `signal input ${name};`), "feature <== feature_;", "values <== values_;", "term <== term_;");
  source.add(`schemaHash <== ${schemaHash(schema)};`, "");
  writeInputs(source, inputs);
  source.add("signal input reasonsHash;", "signal input policyHash;");
  let tables = "tablesHash";
  if (claim.claim === "does-not-use") {
    source.add("signal input tablesHash;", `NoneIs(${inputs})(input_, feature);`, "values === 0;", "term === 0;");
  } else {
    checkClaimLimits(schema, sizes);
    tables = writeTablesClaim(source, claim.claim, schema, sizes);
  }
  writeOpening(source, head, "schemaHash", { inputs: "inputsSection.out", tables, reasons: "reasonsHash", policy: "policyHash" });
  return source.finish("Generated for a claim: holds no model.", INCLUDES, "Claim");
}
