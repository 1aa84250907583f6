import { type Claim, parseClaim } from "../../../src/evidence/claims/claim.ts";
import { type CircuitConstraints, openConstraints } from "../harness/circuit.ts";
import { type MaliciousGenerator, openMaliciousGenerator } from "../harness/malicious-generator.ts";
import type { CircuitInputs } from "../harness/witness.ts";

/** A claim's circuit or the part of it that speaks of a model, for models of one size, and a prover who leaves out all checks. */
export abstract class ClaimCircuit<M> {
  readonly claim: Claim;
  main!: string;
  circuit!: CircuitConstraints;
  cheat!: MaliciousGenerator;

  constructor(text: string) {
    this.claim = parseClaim(text);
  }

  /** circom text with a main. */
  protected abstract mainOf(of: M): string;
  /** As an honest prover would give them. */
  abstract inputs(of: M, claim?: Claim): CircuitInputs;

  async open(of: M): Promise<void> {
    this.main = this.mainOf(of);
    this.circuit = await openConstraints(this.main);
    this.cheat = await openMaliciousGenerator(this.circuit, this.main);
  }

  /** The witness of a cheater. */
  witness(of: M, claim = this.claim, bent: CircuitInputs = {}): bigint[] {
    return this.cheat({ ...this.inputs(of, claim), ...bent });
  }

  /** Whether a cheater's witness passes. */
  takes(of: M, claim = this.claim, bent: CircuitInputs = {}): boolean {
    return this.circuit.violations(this.witness(of, claim, bent)).length === 0;
  }
}
