import { createEVM } from "@ethereumjs/evm";
import { type Abi, bytesToHex, decodeFunctionResult, encodeFunctionData, type Hex, hexToBytes, toHex } from "viem";

/** An EVM that shares nothing with the chains of the other tests. */
export type SecondEvm = Awaited<ReturnType<typeof createEVM>>;

/** @param lacking addresses of precompiles that are not there, as on a chain that lacks them. */
export const openSecondEvm = (lacking: readonly number[] = []): Promise<SecondEvm> =>
  createEVM({ customPrecompiles: lacking.map((address) => ({ address: { bytes: hexToBytes(toHex(address, { size: 20 })) } })) as never });

/** Runs a contract's creation: its runtime code, or what it reverted with. */
export async function create(evm: SecondEvm, data: Hex): Promise<{ code: Hex } | { reverted: Hex }> {
  const { execResult } = await evm.runCall({ data: hexToBytes(data), gasLimit: 16_000_000n });
  const answer = bytesToHex(execResult.returnValue);
  return execResult.exceptionError ? { reverted: answer } : { code: answer };
}

/** What a contract's function answers. @throws Error where it reverts. */
export async function ask(evm: SecondEvm, code: Hex, abi: Abi, functionName: string, args: readonly unknown[]): Promise<unknown> {
  const data = hexToBytes(encodeFunctionData({ abi, functionName, args }));
  const { exceptionError, returnValue } = await evm.runCode({ code: hexToBytes(code), data, gasLimit: 16_000_000n });
  if (exceptionError !== undefined) throw new Error(`${functionName} ended with ${exceptionError.error}`);
  return decodeFunctionResult({ abi, functionName, data: bytesToHex(returnValue) });
}
