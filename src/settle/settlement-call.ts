import { type ContractFunctionArgs, encodeFunctionData, type Hex } from "viem";
import { decisionRegistryAbi } from "../chain/abi/decision-registry.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { nameSignals } from "../statement/signals.ts";

export type SettlementArguments = ContractFunctionArgs<typeof decisionRegistryAbi, "nonpayable", "settle">;

/** A receipt as the arguments of `settle`: what the registry does not know or compute by itself. The opening stays behind. */
export function settlementCall(receipt: Receipt): SettlementArguments {
  const { issuerKey, decisionCommitment, outcome } = nameSignals(receipt.signals);
  return [
    {
      model: receipt.model.id,
      subject: receipt.application.subject,
      lenderReference: receipt.application.reference,
      issuerKey,
      decisionCommitment,
      outcome,
      // The receipt's form has exactly eight words.
      proof: receipt.proof as unknown as SettlementArguments[0]["proof"],
    },
  ];
}

/** The same as the data of a transaction. */
export const settlementData = (receipt: Receipt): Hex =>
  encodeFunctionData({ abi: decisionRegistryAbi, functionName: "settle", args: settlementCall(receipt) });
