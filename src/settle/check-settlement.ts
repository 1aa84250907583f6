import { type Hex, type PublicClient, toHex } from "viem";
import { decisionRegistryAbi } from "../chain/abi/decision-registry.ts";
import { issuerRegistryAbi } from "../chain/abi/issuer-registry.ts";
import { modelRegistryAbi } from "../chain/abi/model-registry.ts";
import { MODEL_STATUSES } from "../chain/model-status.ts";
import { readCall } from "../chain/read-call.ts";
import { spellSpan, spellStatus, spellTime } from "../chain/spell.ts";
import { type Check, check } from "../receipt/check-receipt.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { nameSignals, PUBLIC_SIGNALS } from "../statement/signals.ts";
import { readSettlement } from "./find-settlement.ts";

export interface CheckSettlementOptions {
  publicClient: PublicClient;
  receipt: Receipt;
  chainId: number;
  contracts: { ModelRegistry: Hex; IssuerRegistry: Hex; DecisionRegistry: Hex };
  /** First block of the deployment. */
  startBlock: bigint;
}

const words = (signals: readonly bigint[]) => PUBLIC_SIGNALS.map((name, i) => `${name} ${toHex(signals[i] as bigint, { size: 32 })}`).join(", ");

export interface CheckedSettlement {
  checks: Check[];
  /** What became of the decision since: it is what it was, but others may not count on it. */
  notes: string[];
}

/**
 * The checks of a receipt that a chain answers: that this very decision was settled in this deployment, by an approved model, on a fresh record that a key
 * signed which was valid then.
 * @throws CredenceError CRD-6001, CRD-6004 and CRD-6006 where the chain cannot be read, or not this far back.
 */
export async function checkSettlement({ publicClient, receipt, chainId, contracts, startBlock }: CheckSettlementOptions): Promise<CheckedSettlement> {
  const { ModelRegistry, IssuerRegistry, DecisionRegistry } = contracts;
  const spellRegistry = (registry: Hex, chainId: number) => `${registry.toLowerCase()} on chain ${chainId}`;
  const registry = check(
    "The receipt is of this deployment's registry",
    spellRegistry(DecisionRegistry, chainId),
    spellRegistry(receipt.decisionRegistry, receipt.chainId),
  );
  // What another registry says of the application is of no matter here.
  const settled = registry.holds ? await readSettlement(publicClient, receipt, startBlock) : undefined;
  const found = check("The decision was settled", "settled", settled ? "settled" : "the application has no decision in this registry");
  if (!settled) return { checks: [registry, found], notes: [] };

  const { applicationId, issuerKey } = nameSignals(receipt.signals);
  const { settledAt, signals } = settled;
  const issuedAt = Number(receipt.outcome.issuedAt);
  const decision = await readCall(publicClient, { address: DecisionRegistry, abi: decisionRegistryAbi, functionName: "decisionOf", args: [applicationId] });
  const model = await readCall(publicClient, { address: ModelRegistry, abi: modelRegistryAbi, functionName: "modelOf", args: [decision.model] });
  const approved = await readCall(publicClient, {
    address: ModelRegistry,
    abi: modelRegistryAbi,
    functionName: "wasApprovedAt",
    args: [decision.model, settledAt],
  });
  const valid = await readCall(publicClient, {
    address: IssuerRegistry,
    abi: issuerRegistryAbi,
    functionName: "wasKeyValid",
    args: [issuerKey, model.schemaHash, issuedAt, settledAt],
  });
  const at = spellTime(settledAt);
  const age = settledAt - issuedAt;
  const place = ({ transaction, block }: { transaction: Hex; block: number }) => `${transaction} in block ${block}`;
  const checks = [
    registry,
    found,
    check("It was settled with the receipt's own signals", words(receipt.signals), words(signals)),
    ...(receipt.settlement ? [check("It was settled where the receipt says", place(receipt.settlement), place(settled))] : []),
    check("The model is the one that the receipt names", receipt.model.id, decision.model),
    check("The registered commitment is the proven one", receipt.model.commitment, model.commitment),
    check("The registered key is the one that the proof holds under", receipt.model.verifyingKeyHash, model.verifyingKeyHash),
    check("The lender is the model's", receipt.application.lender.toLowerCase(), model.lender.toLowerCase()),
    check(`The model was approved when it decided, at ${at}`, "approved", approved ? "approved" : "not approved"),
    check("The issuer's key was valid when it signed and when it was used", "valid", valid ? "valid" : "not valid"),
    {
      name: "The record was fresh",
      holds: age >= 0 && age <= model.maximumRecordAge,
      expected: `at most ${spellSpan(model.maximumRecordAge)} old`,
      found: age < 0 ? "signed after it was used" : `${spellSpan(age)} old`,
    },
  ];
  const notes = [
    ...(decision.superseded ? ["A reconsideration took the place of this decision."] : []),
    ...(decision.overridden ? ["A human decided otherwise: the lender recorded that this decision is overridden."] : []),
    ...(model.status === MODEL_STATUSES.indexOf("approved") ? [] : [`The model is ${spellStatus(model.status)} by now.`]),
  ];
  return { checks, notes };
}
