import { keccak256, type PublicClient } from "viem";
import { CredenceError } from "../errors/credence-error.ts";
import { unreachable } from "./clients.ts";
import type { Deployment } from "./deployment.ts";

/** The contracts that clients speak with. */
const SPOKEN_WITH = ["ModelRegistry", "IssuerRegistry", "DecisionRegistry", "VerifierFactory"] as const;

/**
 * Makes sure that the record's contracts stand on this chain with the code that it names: a chain of this machine that was started again has the same id and
 * nothing on it. `checkDeployment` proves a record in full.
 * @throws CredenceError CRD-6006 (another code, or none), CRD-6004.
 */
export async function requireDeployed(client: PublicClient, { contracts }: Deployment): Promise<void> {
  const codes = await Promise.all(SPOKEN_WITH.map((name) => client.getCode({ address: contracts[name].address }))).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  for (const [i, name] of SPOKEN_WITH.entries()) {
    const { address, codeHash } = contracts[name];
    const code = codes[i];
    if (code === undefined) throw new CredenceError("CRD-6006", `This chain has no contract at ${address}, where the record has the ${name}.`, { place: name });
    if (keccak256(code) !== codeHash)
      throw new CredenceError("CRD-6006", `The contract at ${address} is not the ${name} that the record names.`, { place: name });
  }
}
