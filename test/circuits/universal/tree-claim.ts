import { CircuitSource } from "../../../src/circuit/circuit-source.ts";
import { claimInputs } from "../../../src/circuit/claims/claim-inputs.ts";
import { claimSizes } from "../../../src/circuit/claims/claim-sizes.ts";
import { claimSignals } from "../../../src/circuit/claims/claim-statement.ts";
import { readTreeShapes, type TreeShape } from "../../../src/circuit/claims/tree-shapes.ts";
import { writeTreeClaim } from "../../../src/circuit/claims/write-tree-claim.ts";
import { type Claim, parseClaim } from "../../../src/evidence/claims/claim.ts";
import { readTreesHead } from "../../../src/model/parameters/trees-sections.ts";
import type { QuantisedTrees } from "../../../src/model/quantised-trees.ts";
import { type CircuitConstraints, openConstraints } from "../harness/circuit.ts";
import { type MaliciousGenerator, openMaliciousGenerator } from "../harness/malicious-generator.ts";
import type { CircuitInputs } from "../harness/witness.ts";

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
export class TreeClaim {
  readonly claim: Claim;
  main!: string;
  circuit!: CircuitConstraints;
  cheat!: MaliciousGenerator;

  constructor(text: string) {
    this.claim = parseClaim(text);
  }

  async open(of: QuantisedTrees): Promise<void> {
    this.main = mainOf(this.claim, of);
    this.circuit = await openConstraints(this.main);
    this.cheat = await openMaliciousGenerator(this.circuit, this.main);
  }

  inputs(of: QuantisedTrees, claim = this.claim): Record<string, bigint | bigint[]> {
    const opening = { sha256: "0".repeat(64), salt: 0n };
    const { input_, split, unordered, rank, bound, feature_, term_ } = claimInputs(claim, of, opening, claimSignals(claim, of.schema, 0n));
    return { input_, split, unordered, rank, bound, feature: feature_, term: term_ } as Record<string, bigint | bigint[]>;
  }

  /** The witness of a cheater. */
  witness(of: QuantisedTrees, claim = this.claim, bent: CircuitInputs = {}): bigint[] {
    return this.cheat({ ...this.inputs(of, claim), ...bent } as CircuitInputs);
  }

  takes(of: QuantisedTrees, claim = this.claim, bent: CircuitInputs = {}): boolean {
    return this.circuit.violations(this.witness(of, claim, bent)).length === 0;
  }
}
