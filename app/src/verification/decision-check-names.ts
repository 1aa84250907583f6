import { MANIFEST_CHECK } from "./check-manifest.ts";

/** The checks of a settled decision, in the order in which they are shown. */
export const DECISION_CHECKS = [
  {
    id: "settled",
    name: "The chain holds this settlement, with the signals and the proof shown here",
    meaning: "What this page shows is not what was settled. The index may be wrong, or the node may serve another chain.",
  },
  { id: "proof", name: "The proof holds under the key", meaning: "This proof does not show that the model gave this decision." },
  {
    id: "key",
    name: "The key is the approved model's, and was made as this page says",
    meaning: "The proof was checked under a key that is not the one that was approved with this model, or the page hides how the key was made.",
  },
  MANIFEST_CHECK,
  {
    id: "commitment",
    name: "The proof was made with this model, and no other",
    meaning: "The proof commits to another model than the one that the decision names.",
  },
  {
    id: "approved",
    name: "The model was approved when the decision was settled",
    meaning: "The registry does not say that this model could decide at that time.",
  },
  {
    id: "issuer",
    name: "The issuer's key was valid when it signed the record",
    meaning: "The record was signed with a key that the registry did not admit then, or with another key than the page names.",
  },
  { id: "fresh", name: "The record was fresh", meaning: "The record was older than the model's policy allows, or signed after the settlement." },
  {
    id: "application",
    name: "The application belongs to this lender, subject, chain and registry",
    meaning: "The proof was made for another application: it does not belong to this decision.",
  },
  {
    id: "outcome",
    name: "The outcome that was proven is the one that this page shows",
    meaning: "The page shows another decision, score or date than the proof carries.",
  },
  {
    id: "standing",
    name: "The page says what became of the decision: superseded, overridden, or neither",
    meaning: "The registry says something else about this decision than the page. The index may be wrong or late.",
  },
] as const;

export type DecisionCheckId = (typeof DECISION_CHECKS)[number]["id"];
