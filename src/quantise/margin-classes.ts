import { CredenceError } from "../errors/credence-error.ts";
import type { Link } from "../model/model-column.ts";
import type { MarginPolicy } from "../model/policy.ts";

/** What a class adds to the margin of a bad outcome, and whether that margin is one of log-odds. */
export interface MarginClasses {
  /** 1, -1 or 0 for each class. */
  signs: readonly bigint[];
  link: Link;
}

/**
 * Of two classes the difference of their margins decides, since softmax of two is logistic of the difference. Of more, the margin of the class that the policy names, which is
 * compared with cut-offs of the margin only: its probability depends on the others.
 * @throws CredenceError CRD-1013 with the entry of the policy.
 */
export function marginClasses(classes: number, link: Link, file: string, policy: MarginPolicy): MarginClasses {
  const refuse = (message: string) => new CredenceError("CRD-1013", message, { place: "class" });
  const chosen = policy.class ?? (classes === 2 ? 1 : 0);
  if (classes > 2 && policy.class === undefined) {
    throw refuse(`${file} has ${classes} classes; expected the one whose margin decides, from 0 to ${classes - 1}.`);
  }
  if (chosen >= classes) throw refuse(`Found ${chosen}, expected a class from 0 to ${classes - 1}.`);
  const direction = policy.predicts === "bad" ? 1n : -1n;
  return {
    signs: Array.from({ length: classes }, (_, group) => (group === chosen ? direction : classes === 2 ? -direction : 0n)),
    link: link.kind === "softmax" && classes === 2 ? { kind: "logistic", slope: 1 } : link,
  };
}
