import { type Address, encodeAbiParameters, type Hex, keccak256 } from "viem";

/** keccak256(abi.encode(lender, name, version)): the id of one version of one lender's model, as the ModelRegistry computes it. */
export const modelId = (lender: Address, name: string, version: string): Hex =>
  keccak256(encodeAbiParameters([{ type: "address" }, { type: "string" }, { type: "string" }], [lender, name, version]));
