import { type Address, encodeAbiParameters, type Hex, keccak256 } from "viem";

/** keccak256(abi.encode(name, controller)): an issuer's id, as the IssuerRegistry computes it. */
export const issuerId = (name: string, controller: Address): Hex =>
  keccak256(encodeAbiParameters([{ type: "string" }, { type: "address" }], [name, controller]));
