import { CircuitSource } from "../../../src/circuit/circuit-source.ts";
import { claimInputs } from "../../../src/circuit/claims/claim-inputs.ts";
import { claimSignals } from "../../../src/circuit/claims/claim-statement.ts";
import { writeLineClaim } from "../../../src/circuit/claims/write-line-claim.ts";
import type { Claim } from "../../../src/evidence/claims/claim.ts";
import { committedLines } from "../../../src/model/parameters/committed-lines.ts";
import type { QuantisedLinear } from "../../../src/model/quantised-linear.ts";
import type { RecordSchema } from "../../../src/record/schema.ts";
import { ClaimCircuit } from "./claim-circuit.ts";

const INCLUDES = ["ordered-lines", "monotone-lines", "never-worse-lines"].map((name) => `include "claims/${name}.circom";`);

/** What a claim's circuit says of a linear model's tables, without the commitment that they are opened of: it compiles in a fraction of the time. */
function mainOf(claim: Claim, schema: RecordSchema, rows: readonly number[]): string {
  const source = new CircuitSource();
  const total = rows.reduce((sum, count) => sum + count, 0);
  source.add("signal input feature;", "signal input values;", "signal input term;", `signal input input_[${rows.length}];`, `signal input row[${total}];`);
  if (claim.claim === "never-worse") source.add(`signal input limit[${rows.length}];`);
  writeLineClaim(source, claim.claim, schema, rows);
  const includes = [...INCLUDES, 'include "universal/chosen-code.circom";', 'include "comparators.circom";'];
  return ["pragma circom 2.2.0;", ...includes, "template LineClaim() {", ...source.lines, "}", "component main = LineClaim();"].join("\n");
}

/** The tables' part of a claim's circuit, and whether it takes a model; told by a prover who leaves out all checks. */
export class LineClaim extends ClaimCircuit<QuantisedLinear> {
  protected mainOf(of: QuantisedLinear): string {
    return mainOf(
      this.claim,
      of.schema,
      committedLines(of).map(({ rows }) => rows.length),
    );
  }

  inputs(of: QuantisedLinear, claim = this.claim): Record<string, bigint | bigint[]> {
    const opening = { sha256: "0".repeat(64), salt: 0n };
    const { input_, row, limit, feature_, values_, term_ } = claimInputs(claim, of, opening, claimSignals(claim, of.schema, 0n)) as Record<string, bigint[]>;
    return { input_, row, feature: feature_, values: values_, term: term_, ...(limit === undefined ? {} : { limit }) } as Record<string, bigint | bigint[]>;
  }
}
