import type { Decision } from "../../../src/statement/outcome.ts";

/** The words of an outcome, in the order in which they are listed. */
export const OUTCOME_WORDS: Record<Decision, { past: string; verb: string; noun: string; meaning: string }> = {
  approve: { past: "Approved", verb: "approved", noun: "approvals", meaning: "The score is at or above the policy's cut-off." },
  refer: { past: "Referred", verb: "referred", noun: "referrals", meaning: "The score lies between the cut-offs: a person decides." },
  decline: { past: "Declined", verb: "declined", noun: "declines", meaning: "The score is below the policy's lower cut-off." },
};

export const OUTCOMES = Object.keys(OUTCOME_WORDS) as Decision[];
