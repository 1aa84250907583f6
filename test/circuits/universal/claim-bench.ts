import { claimInputs } from "../../../src/circuit/claims/claim-inputs.ts";
import { claimSizes } from "../../../src/circuit/claims/claim-sizes.ts";
import { CLAIM_SIGNALS, claimSignals } from "../../../src/circuit/claims/claim-statement.ts";
import { generateClaimCircuit } from "../../../src/circuit/claims/generate-claim-circuit.ts";
import { checkClaims } from "../../../src/evidence/claims/check-claims.ts";
import type { Claim } from "../../../src/evidence/claims/claim.ts";
import type { ModelFiles } from "../../../src/model/model-files.ts";
import type { QuantisedModel } from "../../../src/model/quantised.ts";
import type { CircuitInputs } from "../harness/witness.ts";
import { ClaimCircuit } from "./claim-circuit.ts";
import { committed } from "./universal-models.ts";

/** What the exact check says. */
export const holds = (of: QuantisedModel, claim: Claim) =>
  checkClaims({ model: of, modelCommitment: 0n, schemaHash: 0n } as ModelFiles, [claim]).claims[0]?.result === "holds";

/** A claim's circuit for models of one size, and whether it takes a claim of one of them; told by a prover who leaves out all checks. */
export class ClaimBench extends ClaimCircuit<QuantisedModel> {
  protected mainOf(of: QuantisedModel): string {
    return generateClaimCircuit(this.claim, of.schema, claimSizes(of, this.claim));
  }

  signals(of: QuantisedModel, claim = this.claim): bigint[] {
    return claimSignals(claim, of.schema, committed(of).modelCommitment);
  }

  inputs(of: QuantisedModel, claim = this.claim): CircuitInputs {
    return claimInputs(claim, of, committed(of).universal, this.signals(of, claim)) as CircuitInputs;
  }

  /** Whether the circuit refuses a cheater's witness, whatever it says. */
  refuses(of: QuantisedModel, bent: CircuitInputs): boolean {
    return !super.takes(of, this.claim, bent);
  }

  /** Whether a cheater's witness passes, and says what the claim says. */
  override takes(of: QuantisedModel, claim = this.claim, bent: CircuitInputs = {}): boolean {
    const witness = this.witness(of, claim, bent);
    const said = CLAIM_SIGNALS.every((_, i) => witness[i + 1] === this.signals(of, claim)[i]);
    return said && this.circuit.violations(witness).length === 0;
  }
}
