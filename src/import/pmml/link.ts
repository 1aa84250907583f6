import type { Link } from "../../model/model-column.ts";
import { type Element, refuse, word } from "./element.ts";

const NORMALIZATIONS = ["none", "simplemax", "softmax", "logit", "probit", "cloglog", "exp", "loglog", "cauchit"] as const;
type Normalization = (typeof NORMALIZATIONS)[number];

/** Functions that rise with the margin, and that are not the logistic one. */
const RISING: readonly Normalization[] = ["probit", "cloglog", "exp", "loglog", "cauchit"];

/**
 * What a regression makes of its margins, one a table. Of two classes a margin is that of the first table; the second is what is left.
 * @throws CredenceError CRD-1103 where the result does not rise with one margin.
 */
export function readLink(model: Element, tables: number, classification: boolean): Link {
  const normalization = word(model, "normalizationMethod", NORMALIZATIONS, "none");
  if (normalization === "simplemax")
    throw refuse(model, "CRD-1103", "Its simplemax divides a margin by the sum of all of them, and no margin of its own decides; expected logit or softmax.");
  if (RISING.includes(normalization)) return { kind: "named", name: normalization };
  if (normalization === "none") return { kind: "identity" };
  if (tables > 2) return normalization === "softmax" ? { kind: "softmax" } : { kind: "named", name: "logit of each class" };
  return normalization === "softmax" && classification ? { kind: "softmax" } : { kind: "logistic", slope: 1 };
}
