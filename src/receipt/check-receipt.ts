import type { Address } from "viem";
import { type VerifyingKey, verifyingKeyHash } from "../keys/verifying-key.ts";
import { unpackReasons } from "../model/evaluation.ts";
import { verifyGroth16 } from "../proof/verify-groth16.ts";
import { applicationId } from "../statement/application.ts";
import { decisionCommitment } from "../statement/commitments.ts";
import { SCORE_BIAS, unpackOutcome } from "../statement/outcome.ts";
import { nameSignals } from "../statement/signals.ts";
import type { Receipt } from "./receipt.ts";

/** One named check: what was expected, what was found. */
export interface Check {
  name: string;
  holds: boolean;
  expected: string;
  found: string;
}

/** A check that holds where the two are written alike. */
export const check = (name: string, expected: unknown, found: unknown): Check => ({
  name,
  holds: `${expected}` === `${found}`,
  expected: `${expected}`,
  found: `${found}`,
});

/** A receipt's outcome in one line. */
const describe = (outcome: Receipt["outcome"]) => `${outcome.decision}, score ${outcome.disclosedScore}, issued at ${outcome.issuedAt}`;

/**
 * The checks of a receipt that need no chain: the proof under the key, and that everything the receipt says is what the proof's signals commit to.
 * @param key the key that the reader relies on: the manifest's or the chain's. The receipt's own shows that it holds together, and not that the model's key was used.
 * @param reasonTable the manifest's table in document order, so that the receipt cannot name other reasons than the committed positions; without it the positions alone are compared.
 */
export function checkReceipt(receipt: Receipt, key: VerifyingKey, reasonTable?: readonly { code: string; sentence: string }[]): Check[] {
  const signals = nameSignals(receipt.signals);
  const { application, model, opening } = receipt;
  const outcome = outcomeOf(signals.outcome);
  const positions = unpackReasons(opening.packedReasons);
  return [
    check(
      "The key is the one that the receipt names",
      both(model.verifyingKeyHash, model.verifyingKeyHash),
      both(verifyingKeyHash(key), verifyingKeyHash(model.verifyingKey)),
    ),
    check("The proof holds under the key", "holds", verifyGroth16(key, receipt.proof, receipt.signals) ? "holds" : "does not hold"),
    check("The model is the one that was proven", signals.modelCommitment, model.commitment),
    check("The issuer's key is the one that was proven", signals.issuerKey, receipt.issuerKey),
    check(
      "The application belongs to this lender, subject, chain and registry",
      signals.applicationId,
      applicationId({ ...inLowerCase({ decisionRegistry: receipt.decisionRegistry, ...application }), chainId: BigInt(receipt.chainId) }),
    ),
    check("The application id is the one that the receipt names", signals.applicationId, application.id),
    check("The outcome is the one that was proven", outcome === undefined ? "a packed outcome" : describe(outcome), describe(receipt.outcome)),
    check(
      "Score and reasons open the decision commitment",
      signals.decisionCommitment,
      openingFits(opening) && decisionCommitment({ ...opening, modelCommitment: signals.modelCommitment, applicationId: signals.applicationId }),
    ),
    reasonTable === undefined
      ? check("The reasons stand at the committed positions", positions.join(", "), receipt.reasons.map(({ position }) => position).join(", "))
      : check(
          "The reasons are the committed ones, in the lender's published words",
          describeReasons(positions.map((position) => ({ position, ...reasonTable[position - 1] }))),
          describeReasons(receipt.reasons),
        ),
  ];
}

/** The key that is relied on, and the one that the receipt carries. */
const both = (relied: string, carried: string) => (relied === carried ? relied : `${relied}, and ${carried} in the receipt`);

/** In one line, and so that no text can pass for two reasons. */
const describeReasons = (reasons: readonly { position: number; code?: string; sentence?: string }[]): string =>
  reasons.map(({ position, code, sentence }) => `${position} ${JSON.stringify(code ?? null)} ${JSON.stringify(sentence ?? null)}`).join(", ");

/** Poseidon reduces what it is given, so that a number beyond the committed one's width could open the same commitment: 32 bits hold score and reasons. */
const openingFits = ({ score, packedReasons }: Receipt["opening"]): boolean =>
  score >= -SCORE_BIAS && score < SCORE_BIAS && packedReasons >= 0n && packedReasons < 1n << 32n;

/** Addresses may be written in either case; one whose case is no checksum is still an address. */
function inLowerCase<T extends { decisionRegistry: Address; lender: Address }>(application: T): T {
  const lower = (address: Address) => address.toLowerCase() as Address;
  return { ...application, decisionRegistry: lower(application.decisionRegistry), lender: lower(application.lender) };
}

function outcomeOf(word: bigint) {
  try {
    return unpackOutcome(word);
  } catch {
    return undefined;
  }
}
