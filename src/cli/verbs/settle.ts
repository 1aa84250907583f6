import type { Command } from "commander";
import { CredenceError } from "../../errors/credence-error.ts";
import { readReceipt } from "../../receipt/receipt-file.ts";
import { settle } from "../../settle/settle.ts";
import { type AccountFlags, openForSending, withAccount } from "../chain-flags.ts";
import { emit, progress } from "../output.ts";

interface Options extends AccountFlags {
  confirmations: number;
}

function confirmations(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new CredenceError("CRD-9001", `--confirmations takes a number from 1 to 9999, not ${text}.`);
  return Number(text);
}

export function register(program: Command): void {
  withAccount(program.command("settle").description("settle receipts on chain, each at most once"), "the lender or its delegate")
    .argument("<receipts...>", "receipts that `credence prove` wrote; where each was settled is written into it")
    .option("--confirmations <blocks>", "blocks that must have been built, the settlement's own among them", confirmations, 1)
    .addHelpText("after", "\nThe command may be killed at any time: run again, it goes on with the transaction that it sent.")
    .action(async (files: string[], o: Options) => {
      const receipts = files.map((receiptPath) => ({ receiptPath, receipt: readReceipt(receiptPath) }));
      const { deployment, clients } = await openForSending(o);
      for (const { receiptPath, receipt } of receipts) {
        const expected = deployment.contracts.DecisionRegistry.address;
        if (receipt.chainId !== deployment.chainId || receipt.decisionRegistry.toLowerCase() !== expected) {
          const message = `The receipt is for registry ${receipt.decisionRegistry} of chain ${receipt.chainId}, the deployment's is ${expected} of chain ${deployment.chainId}.`;
          throw new CredenceError("CRD-6006", message, { place: receiptPath });
        }
      }
      for (const [i, { receipt, receiptPath }] of receipts.entries()) {
        const label = receipts.length === 1 ? "" : `[${i + 1}/${receipts.length}] `;
        const { transaction, block, gasUsed } = await settle({
          ...clients,
          receipt,
          receiptPath,
          startBlock: BigInt(deployment.startBlock),
          confirmations: o.confirmations,
          onStage: (stage) => progress(`${label}${stage}`),
        });
        const { id } = receipt.application;
        emit(
          { receipt: receiptPath, application: id, decision: receipt.outcome.decision, transaction, block, gasUsed: Number(gasUsed) },
          `${receiptPath}: ${receipt.outcome.decision}, settled in block ${block}\n  transaction  ${transaction}\n  gas          ${gasUsed}`,
        );
      }
    });
}
