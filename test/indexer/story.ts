import { concat, type Hex } from "viem";
import { decisionRegistryAbi } from "../../src/chain/abi/decision-registry.ts";
import { addEvidence } from "../../src/chain/actions/add-evidence.ts";
import { addIssuerKey } from "../../src/chain/actions/add-issuer-key.ts";
import { annotateDecision } from "../../src/chain/actions/annotate-decision.ts";
import { approveModel } from "../../src/chain/actions/approve-model.ts";
import { deployVerifier } from "../../src/chain/actions/deploy-verifier.ts";
import { extendReview } from "../../src/chain/actions/extend-review.ts";
import { recordContribution } from "../../src/chain/actions/record-contribution.ts";
import { registerModel } from "../../src/chain/actions/register-model.ts";
import { retireModel } from "../../src/chain/actions/retire-model.ts";
import { revokeIssuerKey } from "../../src/chain/actions/revoke-issuer-key.ts";
import { scheduleApproval } from "../../src/chain/actions/schedule-approval.ts";
import { suspendModel } from "../../src/chain/actions/suspend-model.ts";
import { KEY_PARTS, type KeyContribution } from "../../src/chain/key-contribution.ts";
import { sendCall } from "../../src/chain/send-call.ts";
import { signContribution } from "../../src/chain/signed-contribution.ts";
import { verifyingKeyHash } from "../../src/keys/verifying-key.ts";
import type { Receipt } from "../../src/receipt/receipt.ts";
import { derivePublicKey } from "../../src/record/eddsa.ts";
import { settlementCall } from "../../src/settle/settlement-call.ts";
import { FIXTURE_KEY } from "../app/fixture/proofs.ts";
import { APPROVAL_DELAY, approvedModel, hash, PEOPLE, receiptOf, registrationOf, SCHEMA, type TestRegister, validIssuer } from "../chain/fixture/register.ts";

const OLD_SECRET = new Uint8Array(32).fill(0x01);
export const OLD_KEY = derivePublicKey(OLD_SECRET).y;

/** Settles a receipt, by the contract's own function. */
export const settleNow = ({ people, addresses }: TestRegister, receipt: Receipt) =>
  sendCall(people.lender, { address: addresses.DecisionRegistry, abi: decisionRegistryAbi, functionName: "settle", args: settlementCall(receipt) });

export interface Story {
  issuer: Hex;
  /** Versions by what became of them. */
  models: { deciding: Hex; challenger: Hex; suspended: Hex; retired: Hex; registered: Hex };
  receipts: Receipt[];
  /** A decision that a reconsideration took the place of, and that one. */
  superseded: { earlier: Receipt; later: Receipt };
}

/** What each of the three signed for, of the fixture's key; the approver contributed before the validator. */
export const CONTRIBUTIONS: readonly KeyContribution[] = KEY_PARTS.map((part, i) => ({
  verifyingKeyHash: verifyingKeyHash(FIXTURE_KEY),
  part,
  position: [1, 3, 2][i] as number,
  digest: concat([hash(part), hash(`${part}, second half`)]),
}));

/** A register in which everything that can happen has happened but a revocation of a model. */
export async function tellStory(register: TestRegister): Promise<Story> {
  const { people, addresses, chain } = register;
  const { ModelRegistry: modelRegistry, IssuerRegistry: issuerRegistry, DecisionRegistry: decisionRegistry, VerifierFactory: verifierFactory } = addresses;
  const reportHash = hash("review");

  const deciding = await approvedModel(register, "1.0.0");
  await addEvidence(people.developer, { modelRegistry, model: deciding, kind: "parity-certificate", documentHash: hash("parity") });
  const registry = { chainId: register.deployment.chainId, modelRegistry };
  for (const contribution of CONTRIBUTIONS) {
    await recordContribution(people.stranger, modelRegistry, await signContribution(PEOPLE[contribution.part], { ...registry, ...contribution }));
  }
  const challenger = await approvedModel(register, "2.0.0");
  const suspended = await approvedModel(register, "0.9.0");
  const retired = await approvedModel(register, "0.8.0");
  const { result: verifier } = await deployVerifier(people.developer, { verifierFactory, key: FIXTURE_KEY, development: true });
  const { result: registered } = await registerModel(people.developer, registrationOf(register, "3.0.0-rc.1", verifier));
  const { issuer } = await validIssuer(register);
  await addIssuerKey(people.controller, { issuerRegistry, issuer, schemaHash: SCHEMA, secret: OLD_SECRET });
  await revokeIssuerKey(people.guardian, { issuerRegistry, key: OLD_KEY });

  const receipts: Receipt[] = [];
  for (const [i, decision] of (["approve", "decline", "refer", "approve"] as const).entries()) {
    const receipt = await receiptOf(register, deciding, `reference ${i}`, { decision, score: BigInt(400 + 100 * i) * (i === 2 ? -1n : 1n) });
    await settleNow(register, receipt);
    receipts.push(receipt);
  }
  // Two decisions in one transaction.
  const batch = [await receiptOf(register, deciding, "batch 1"), await receiptOf(register, deciding, "batch 2", { decision: "decline" })];
  await sendCall(people.lender, {
    address: decisionRegistry,
    abi: decisionRegistryAbi,
    functionName: "settleBatch",
    args: [batch.flatMap((receipt) => [...settlementCall(receipt)])],
  });
  receipts.push(...batch);

  const [earlier, challenged] = receipts as [Receipt, Receipt];
  const later = await receiptOf(register, deciding, "reconsideration", { subject: "reference 0", decision: "refer" });
  await sendCall(people.lender, {
    address: decisionRegistry,
    abi: decisionRegistryAbi,
    functionName: "settleReconsideration",
    args: [...settlementCall(later), earlier.application.reference],
  });
  const other = await receiptOf(register, challenger, "reference 1", { version: "2.0.0", score: 640n });
  await sendCall(people.lender, { address: decisionRegistry, abi: decisionRegistryAbi, functionName: "challenge", args: settlementCall(other) });
  await annotateDecision(people.lender, { decisionRegistry, application: challenged.application.id, kind: "appeal", documentHash: hash("appeal") });
  await annotateDecision(people.lender, { decisionRegistry, application: challenged.application.id, kind: "override", documentHash: hash("override") });

  await suspendModel(people.guardian, { modelRegistry, model: deciding, reason: hash("drift") });
  await scheduleApproval(people.approver, { modelRegistry, model: deciding });
  await chain.wait(APPROVAL_DELAY);
  await approveModel(people.approver, { modelRegistry, model: deciding });
  await extendReview(people.validator, { modelRegistry, model: deciding, reportHash });
  await suspendModel(people.guardian, { modelRegistry, model: suspended, reason: hash("drift") });
  await retireModel(people.approver, { modelRegistry, model: retired, reason: hash("replaced") });
  return { issuer, models: { deciding, challenger, suspended, retired, registered }, receipts: [...receipts, later], superseded: { earlier, later } };
}
