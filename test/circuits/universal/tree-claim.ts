import { CircuitSource } from "../../../src/circuit/circuit-source.ts";
import { claimInputs } from "../../../src/circuit/claims/claim-inputs.ts";
import { claimSizes } from "../../../src/circuit/claims/claim-sizes.ts";
import { claimSignals } from "../../../src/circuit/claims/claim-statement.ts";
import { readTreeShapes, type TreeShape } from "../../../src/circuit/claims/tree-shapes.ts";
import { writeTreeClaim } from "../../../src/circuit/claims/write-tree-claim.ts";
import type { Claim } from "../../../src/evidence/claims/claim.ts";
import { readTreesHead } from "../../../src/model/parameters/trees-sections.ts";
import type { QuantisedTrees } from "../../../src/model/quantised-trees.ts";
import { ClaimCircuit } from "./claim-circuit.ts";

const INCLUDES = ["claims/ordered-split", "claims/monotone-tree", "claims/none-is", "universal/absorb"];

function mainOf(claim: Claim, of: QuantisedTrees): string {
  const { head, inputs, shapes } = claimSizes(of, claim);
  const source = new CircuitSource();
  source.add("signal input feature;", "signal input term;", `signal input input_[${inputs}];`, "signal output tables;");
  writeTreeClaim(source, claim.claim, of.schema, readTreesHead(head), readTreeShapes(shapes as string) as TreeShape[]);
  source.add("tables <== tablesSection.out;");
  const includes = INCLUDES.map((path) => `include "${path}.circom";`);
  return ["pragma circom 2.2.0;", ...includes, "template TreeClaim() {", ...source.lines, "}", "component main = TreeClaim();"].join("\n");
}

/** The trees' part of a claim's circuit, without the commitment that they are opened of, and whether it takes a model of its shapes; told by a prover who leaves out all checks. */
export class TreeClaim extends ClaimCircuit<QuantisedTrees> {
  protected mainOf(of: QuantisedTrees): string {
    return mainOf(this.claim, of);
  }

  inputs(of: QuantisedTrees, claim = this.claim): Record<string, bigint | bigint[]> {
    const opening = { sha256: "0".repeat(64), salt: 0n };
    const { input_, split, unordered, rank, bound, feature_, term_ } = claimInputs(claim, of, opening, claimSignals(claim, of.schema, 0n));
    return { input_, split, unordered, rank, bound, feature: feature_, term: term_ } as Record<string, bigint | bigint[]>;
  }
}
