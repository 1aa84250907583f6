import type { Hex } from "viem";
import { checkReceipt } from "../../../src/receipt/check-receipt.ts";
import type { Receipt } from "../../../src/receipt/receipt.ts";
import { nameSignals } from "../../../src/statement/signals.ts";
import type { NamedCheck } from "./check.ts";
import type { RegisteredModel } from "./check-decision.ts";
import { type ManifestFacts, manifestCheck, type NoManifest } from "./check-manifest.ts";
import { openingCheck, REASONS_CHECK } from "./opening-check-names.ts";

/** What the chain holds for a receipt's application; `unknown` where it holds a decision, but not where its proof is found. */
export type SettledOpening = { state: "settled"; signals: readonly bigint[] } | { state: "none" } | { state: "unknown"; reason: string };

/** What the register and the chain say about the model and the decision that a receipt names. */
export interface ReceiptEvidence {
  receipt: Receipt;
  /** The ModelRegistry's record of the model that the receipt names; undefined where it has none. */
  model: RegisteredModel | undefined;
  manifest: ManifestFacts | NoManifest;
  register: { chainId: bigint; decisionRegistry: Hex };
  settled: SettledOpening;
  /** The application of the decision's page on which the receipt was dropped. */
  page: bigint | undefined;
}

const hex = (value: bigint) => `0x${value.toString(16)}`;

function spellSignals(values: readonly bigint[]): string {
  const { modelCommitment, issuerKey, decisionCommitment, outcome } = nameSignals(values);
  return `model ${hex(modelCommitment)}, issuer ${hex(issuerKey)}, commitment ${hex(decisionCommitment)}, outcome ${hex(outcome)}`;
}

/** Words of the field as hex: what the library compares as decimals, a reader compares with the page. */
const inHex = (text: string) => text.replace(/\b\d{20,}\b/g, (digits) => hex(BigInt(digits)));

/** Every check of a receipt: those that it carries itself, and those against this register. Those that need an unregistered model are left out. */
export function* checkOpening({ receipt, model, manifest, register, settled, page }: ReceiptEvidence): Generator<NamedCheck> {
  const equal = (id: string, expected: string, found: string) => openingCheck(id, expected === found ? "holds" : "fails", expected, found);

  if (page !== undefined) yield equal("page", hex(page), hex(receipt.application.id));
  yield equal(
    "register",
    `chain ${register.chainId}, registry ${register.decisionRegistry.toLowerCase()}`,
    `chain ${receipt.chainId}, registry ${receipt.decisionRegistry.toLowerCase()}`,
  );

  const found = spellSignals(receipt.signals);
  if (settled.state === "unknown") yield openingCheck("settled", "unknown", "the settlement's proof", settled.reason);
  else yield equal("settled", settled.state === "none" ? "a settled decision" : spellSignals(settled.signals), settled.state === "none" ? "none" : found);

  const named = `${hex(receipt.model.commitment)}, key ${receipt.model.verifyingKeyHash}`;
  if (model === undefined) {
    yield openingCheck("registered", "fails", named, `no model ${receipt.model.id} is registered`);
    return;
  }
  yield equal("registered", `${hex(model.commitment)}, key ${model.verifyingKeyHash.toLowerCase()}`, named);
  yield manifestCheck(manifest, model);

  const table = "absent" in manifest ? [] : manifest.reasons;
  for (const { name, holds, expected, found } of checkReceipt(receipt, model.key, table)) {
    if (name === REASONS_CHECK && "absent" in manifest) yield openingCheck(name, "unknown", "the manifest's table of reasons", manifest.absent);
    else yield openingCheck(name, holds ? "holds" : "fails", inHex(expected), inHex(found));
  }
}
