import {
  type Abi,
  type Address,
  BaseError,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  type Hex,
  HttpRequestError,
  TimeoutError,
  type TransactionReceipt,
  WaitForTransactionReceiptTimeoutError,
} from "viem";
import { CredenceError } from "../errors/credence-error.ts";
import { type Clients, unreachable } from "./clients.ts";
import { explainRevert, revertData } from "./explain-revert.ts";
import { nodeFault } from "./node-fault.ts";

/** A transaction of an action, in its block. */
export interface Sent<Result> {
  /** What the function returned when it was simulated, just before it was sent. */
  result: Result;
  transaction: Hex;
  block: number;
  gasUsed: bigint;
}

export interface Call<abi extends Abi, name extends ContractFunctionName<abi, "nonpayable">> {
  address: Address;
  abi: abi;
  functionName: name;
  args: ContractFunctionArgs<abi, "nonpayable", name>;
}

const isConnection = (error: unknown) =>
  error instanceof BaseError && error.walk((at) => at instanceof HttpRequestError || at instanceof TimeoutError) !== null;

/** What a failed simulation, estimate or broadcast means. */
export function refusal(cause: unknown, place: string): CredenceError {
  if (cause instanceof CredenceError) return cause;
  if (isConnection(cause)) return unreachable(cause);
  if (revertData(cause) !== undefined) return new CredenceError("CRD-6001", explainRevert(cause), { place });
  return new CredenceError("CRD-6003", `The node did not take the transaction: ${nodeFault(cause).message}`, { place });
}

/**
 * Carries out one function of a contract: simulates, sends, and waits for its block.
 * @throws CredenceError CRD-6001 (the contract refuses, in words), CRD-6003 (the transaction is in no block), CRD-6004 (the node does not answer), CRD-6006 (no such contract).
 */
export async function sendCall<const abi extends Abi, name extends ContractFunctionName<abi, "nonpayable">>(
  { publicClient, walletClient }: Clients,
  call: Call<abi, name>,
): Promise<Sent<ContractFunctionReturnType<abi, "nonpayable", name>>> {
  const place = `${call.functionName} of ${call.address}`;
  let mined: TransactionReceipt;
  let result: unknown;
  try {
    // A call to an address without code succeeds and does nothing.
    if ((await publicClient.getCode({ address: call.address })) === undefined)
      throw new CredenceError("CRD-6006", `There is no contract at ${call.address}.`, { place });
    const simulated = await publicClient.simulateContract({ ...(call as unknown as Call<Abi, string>), account: walletClient.account });
    result = simulated.result;
    const transaction = await walletClient.writeContract(simulated.request as never);
    mined = await publicClient.waitForTransactionReceipt({ hash: transaction });
  } catch (cause) {
    if (cause instanceof WaitForTransactionReceiptTimeoutError) {
      throw new CredenceError("CRD-6003", "The transaction was sent, and no block has taken it yet.", { place });
    }
    throw refusal(cause, place);
  }
  if (mined.status !== "success") {
    // It held when simulated: another transaction came between. The same call at that block says why.
    const why = await publicClient
      .simulateContract({ ...(call as unknown as Call<Abi, string>), account: walletClient.account })
      .then(() => "another transaction came between; it can be sent again.", explainRevert);
    throw new CredenceError("CRD-6001", `Transaction ${mined.transactionHash} was mined and reverted: ${why}`, { place });
  }
  return {
    result: result as ContractFunctionReturnType<abi, "nonpayable", name>,
    transaction: mined.transactionHash,
    block: Number(mined.blockNumber),
    gasUsed: mined.gasUsed,
  };
}
