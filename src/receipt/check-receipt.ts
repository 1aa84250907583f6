import { unpackReasons } from "../model/evaluation.ts";
import type { VerifyingKey } from "../keys/verifying-key.ts";
import { verifyingKeyHash } from "../keys/verifying-key.ts";
import { verifyGroth16 } from "../proof/verify-groth16.ts";
import { applicationId } from "../statement/application.ts";
import { decisionCommitment } from "../statement/commitments.ts";
import { unpackOutcome } from "../statement/outcome.ts";
import { nameSignals } from "../statement/signals.ts";
import type { Receipt } from "./receipt.ts";

/** One named check: what was expected, what was found. */
export interface Check {
  name: string;
  holds: boolean;
  expected: string;
  found: string;
}

const check = (name: string, expected: unknown, found: unknown): Check => ({ name, holds: `${expected}` === `${found}`, expected: `${expected}`, found: `${found}` });

/** A receipt's outcome in one line. */
const describe = (outcome: Receipt["outcome"]) => `${outcome.decision}, score ${outcome.disclosedScore}, issued at ${outcome.issuedAt}`;

/**
 * The checks of a receipt that need no chain: the proof under the key, and that everything the receipt says is what the proof's signals commit to.
 * `reasonTable` is the manifest's table in document order, so that the receipt cannot name other reasons than the committed positions.
 */
export function checkReceipt(receipt: Receipt, key: VerifyingKey, reasonTable: readonly { code: string; sentence: string }[]): Check[] {
  const signals = nameSignals(receipt.signals);
  const { application, model, opening } = receipt;
  const outcome = outcomeOf(signals.outcome);
  const named = receipt.reasons.map((reason) => `${reason.position} ${reason.code} ${reason.sentence}`).join("; ");
  const committed = unpackReasons(opening.packedReasons)
    .map((position) => `${position} ${reasonTable[position - 1]?.code} ${reasonTable[position - 1]?.sentence}`)
    .join("; ");
  return [
    check("The key is the one that the receipt names", receipt.model.verifyingKeyHash, verifyingKeyHash(key)),
    check("The proof holds under the key", "holds", verifyGroth16(key, receipt.proof, receipt.signals) ? "holds" : "does not hold"),
    check("The model is the one that was proven", signals.modelCommitment, model.commitment),
    check("The issuer's key is the one that was proven", signals.issuerKey, receipt.issuerKey),
    check(
      "The application belongs to this lender, subject, chain and registry",
      signals.applicationId,
      applicationId({ chainId: BigInt(receipt.chainId), decisionRegistry: receipt.decisionRegistry, ...application }),
    ),
    check("The application id is the one that the receipt names", signals.applicationId, application.id),
    check("The outcome is the one that was proven", outcome === undefined ? "a packed outcome" : describe(outcome), describe(receipt.outcome)),
    check(
      "Score and reasons open the decision commitment",
      signals.decisionCommitment,
      decisionCommitment({ ...opening, modelCommitment: signals.modelCommitment, applicationId: signals.applicationId }),
    ),
    check("The reasons are the committed ones, in the lender's published words", committed, named),
  ];
}

function outcomeOf(word: bigint) {
  try {
    return unpackOutcome(word);
  } catch {
    return undefined;
  }
}
