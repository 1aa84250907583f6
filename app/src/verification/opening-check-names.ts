import { MANIFEST_CHECK } from "./check-manifest.ts";

const MEANING = "This receipt was altered, or it was not made by what it names: do not rely on its score and reasons.";

/** Checks of what a receipt carries itself, by the names that the library gives them. */
const CARRIED = [
  "The key is the one that the receipt names",
  "The proof holds under the key",
  "The model is the one that was proven",
  "The issuer's key is the one that was proven",
  "The application belongs to this lender, subject, chain and registry",
  "The application id is the one that the receipt names",
  "The outcome is the one that was proven",
  "Score and reasons open the decision commitment",
  "The reasons are the committed ones, in the lender's published words",
].map((name) => ({ id: name, name, meaning: MEANING }));

/** The last of them compares with the manifest's words, so it needs the manifest. */
export const REASONS_CHECK = CARRIED.at(-1)?.id;

/** The check that a receipt is of the decision's page on which it was dropped; only there. */
export const PAGE_CHECK = {
  id: "page",
  name: "The receipt is of the decision on this page",
  meaning: "It opens another decision than this one. Look for its own page.",
};

/** The checks of a receipt, in the order in which they are shown. */
export const OPENING_CHECKS = [
  {
    id: "register",
    name: "The receipt is of this chain and registry",
    meaning: "It was made for another register: what this one says does not concern it.",
  },
  {
    id: "registered",
    name: "The registry's record of the model has this commitment and key",
    meaning: "The receipt names a model that this register does not know, or was proven with something else.",
  },
  MANIFEST_CHECK,
  ...CARRIED,
  {
    id: "settled",
    name: "The decision was settled on this chain with these signals",
    meaning: "The chain holds no such decision, or another one for this application.",
  },
] as const;

/** One result of a check by its id. */
export function openingCheck(id: string, state: "holds" | "fails" | "unknown", expected: string, found: string) {
  const named = [PAGE_CHECK, ...OPENING_CHECKS].find((check) => check.id === id);
  if (named === undefined) throw new RangeError(`no check is called ${id}`);
  return { ...named, state, expected, found };
}
