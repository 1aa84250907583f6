import type { Client, Hex } from "viem";
import { getChainId, readContract } from "viem/actions";
import { decisionRegistryAbi } from "../../../src/chain/abi/decision-registry.ts";
import type { Receipt } from "../../../src/receipt/receipt.ts";
import { readRegisteredModel } from "../chain/read-registered-model.ts";
import { readRegistries } from "../chain/read-registries.ts";
import { readSettlement } from "../chain/read-settlement.ts";
import type { ReceiptEvidence, SettledOpening } from "./check-opening.ts";
import type { DecisionSource } from "./read-decision-evidence.ts";

export interface ReceiptSource extends DecisionSource {
  /** The transaction in which the index saw an application settle: where to look, and nothing more. */
  transactionOf(application: bigint): Promise<Hex | undefined>;
  /** The decision's page on which the receipt was dropped. */
  page: bigint | undefined;
}

/** What the chain holds for an application. The registry says whether it is decided; the signals stand in the event, whose transaction must be known. */
async function readOpening(client: Client, receipt: Receipt, { decisionRegistry, transactionOf }: ReceiptSource): Promise<SettledOpening> {
  const application = receipt.application.id;
  const { settledAt } = await readContract(client, { address: decisionRegistry, abi: decisionRegistryAbi, functionName: "decisionOf", args: [application] });
  if (settledAt === 0) return { state: "none" };
  for (const place of [async () => receipt.settlement?.transaction, () => transactionOf(application)]) {
    const transaction = await place();
    const settled = transaction === undefined ? undefined : await readSettlement(client, decisionRegistry, application, transaction);
    if (settled !== undefined) return { state: "settled", signals: settled.signals };
  }
  return { state: "unknown", reason: "the registry holds a decision on this application, but neither receipt nor index names its transaction" };
}

/**
 * Reads from the chain what the checks of a receipt compare it with. The node learns which model and application are asked for: public ids, and nothing else of the receipt.
 * @throws whatever keeps the node from answering.
 */
export async function readReceiptEvidence(client: Client, receipt: Receipt, source: ReceiptSource): Promise<ReceiptEvidence> {
  const { chainId, decisionRegistry } = source;
  const found = await getChainId(client);
  if (found !== chainId) throw new Error(`The node serves chain ${found}, and this register is of chain ${chainId}.`);
  const [{ models }, settled, manifest] = await Promise.all([
    readRegistries(client, decisionRegistry),
    readOpening(client, receipt, source),
    source.manifest(receipt.model.id),
  ]);
  const model = await readRegisteredModel(client, models, receipt.model.id);
  return { receipt, model, manifest, register: { chainId: BigInt(chainId), decisionRegistry }, settled, page: source.page };
}
