import { type Abi, decodeErrorResult, type Hex, isHex } from "viem";
import { nodeFault } from "./node-fault.ts";
import { type ContractErrorName, contractErrors, revertSentences } from "./revert-sentences.ts";

/** What Solidity's own checks stop a call with, by their number. */
const PANICS: Record<number, string> = {
  1: "a condition that always holds did not",
  17: "a number left its bounds",
  18: "a division by zero",
  33: "a value outside its enumeration",
  34: "storage that is not encoded as it should be",
  49: "nothing left to remove from a list",
  50: "a position outside its list",
  65: "too much memory asked for",
  81: "a call of a function that was never set",
};

/** The data that a contract reverted with, wherever viem or the node put it; undefined where the call failed otherwise. */
export function revertData(error: unknown): Hex | undefined {
  for (let at: unknown = error; typeof at === "object" && at !== null; at = (at as { cause?: unknown }).cause) {
    const { raw, data } = at as { raw?: unknown; data?: unknown };
    // Nodes answer with the data itself, or with an object that has it among other things.
    for (const found of [raw, data, (data as { data?: unknown } | undefined)?.data]) {
      if (isHex(found) && (found === "0x" || found.length >= 10)) return found;
    }
  }
  return undefined;
}

function explainData(data: Hex): string {
  if (data === "0x") return "The contract refused without saying why: there may be another contract at this address, or the gas ran out.";
  let decoded: { errorName: string; args: readonly unknown[] | undefined };
  try {
    decoded = decodeErrorResult({ abi: contractErrors as Abi, data });
  } catch {
    return `The contract refused with an error that this version does not know: ${data.slice(0, 10)}.`;
  }
  const { errorName, args = [] } = decoded;
  if (errorName === "Error") return `The contract refused: ${String(args[0]).replace(/\.?$/, ".")}`;
  if (errorName === "Panic") return `The contract stopped on a fault of its own: ${PANICS[Number(args[0])] ?? `number ${args[0]}`}.`;
  return (revertSentences[errorName as ContractErrorName] as (args: readonly unknown[]) => string)(args);
}

/**
 * Why a call or transaction failed, as one sentence in the words of the contract's own error.
 * @param error what viem threw, for a simulation, an estimate, a call or a transaction.
 */
export function explainRevert(error: unknown): string {
  const data = revertData(error);
  if (data !== undefined) return explainData(data);
  return nodeFault(error).message.replace(/\.?$/, ".");
}
