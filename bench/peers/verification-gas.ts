import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createEVM } from "@ethereumjs/evm";
import { encodeFunctionData, type Hex, hexToBytes, toHex } from "viem";
import type { BuiltModel } from "../../src/build/build-model.ts";
import { compileSolidity } from "../../src/build/compile-solidity.ts";
import { STANDALONE_CONTRACT } from "../../src/build/standalone-verifier.ts";
import type { Proven } from "../../src/prove/prover.ts";

const GAS_LIMIT = 100_000_000n;

/** What sending these bytes to a contract costs before its code runs (EIP-2028), and the least that a transaction with them costs (EIP-7623). */
function priceOf(data: Uint8Array): { carried: number; least: number } {
  const tokens = data.reduce((sum, byte) => sum + (byte === 0 ? 1 : 4), 0);
  return { carried: 21_000 + 4 * tokens, least: 21_000 + 10 * tokens };
}

/** Gas of a whole transaction that asks a verifier. @throws Error where the answer is not true. */
async function gasOf(code: Hex, data: Uint8Array): Promise<number> {
  const evm = await createEVM();
  const { exceptionError, returnValue, executionGasUsed } = await evm.runCode({ code: hexToBytes(code), data, gasLimit: GAS_LIMIT });
  if (exceptionError || BigInt(toHex(returnValue)) !== 1n) throw new Error(`a verifier refused the benchmark's proof: ${exceptionError?.error ?? "false"}`);
  const { carried, least } = priceOf(data);
  return Math.max(carried + Number(executionGasUsed), least);
}

const runtimeOf = (path: string, contract: string) => compileSolidity({ "verifier.sol": readFileSync(path, "utf8") }, ["verifier.sol", contract]).runtimeCode;

/** By the verifier that a build exports. */
export function ownGas({ paths }: BuiltModel, { proof, signals }: Proven): Promise<number> {
  const words = (count: number) => ({ type: `uint256[${count}]` }) as const;
  const abi = [{ type: "function", name: "verifyProof", stateMutability: "view", inputs: [words(8), words(5)], outputs: [{ type: "bool" }] }] as const;
  return gasOf(runtimeOf(paths.verifier, STANDALONE_CONTRACT), hexToBytes(encodeFunctionData({ abi, args: [proof, signals] as never })));
}

/** By the verifier that EZKL renders, under the same compiler, and how many bytes it has. */
export async function peerGas(folder: string): Promise<{ gas: number; codeBytes: number }> {
  const code = runtimeOf(join(folder, "verifier.sol"), "Halo2Verifier");
  return { gas: await gasOf(code, readFileSync(join(folder, "calldata"))), codeBytes: (code.length - 2) / 2 };
}
