import { type Address, encodeAbiParameters, type Hex, keccak256, stringToHex } from "viem";
import { toField } from "./field.ts";

/** keccak256("credence.application/1"): the domain of application ids. */
export const APPLICATION_DOMAIN = keccak256(stringToHex("credence.application/1"));

export interface Application {
  chainId: bigint;
  decisionRegistry: Address;
  lender: Address;
  /** An EVM address padded to 32 bytes on the left, or a hiding commitment for somebody without one. */
  subject: Hex;
  /** The lender's own reference, or a hash of it. */
  reference: Hex;
}

/** keccak256(abi.encode(domain, chain id, decision registry, lender, subject, reference)) reduced into the field, as the DecisionRegistry computes it. */
export function applicationId(application: Application): bigint {
  const encoded = encodeAbiParameters(
    [{ type: "bytes32" }, { type: "uint256" }, { type: "address" }, { type: "address" }, { type: "bytes32" }, { type: "bytes32" }],
    [APPLICATION_DOMAIN, application.chainId, application.decisionRegistry, application.lender, application.subject, application.reference],
  );
  return toField(BigInt(keccak256(encoded)));
}
