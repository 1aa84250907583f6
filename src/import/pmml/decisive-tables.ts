import type { Link } from "../../model/model-column.ts";
import { type Element, refuse } from "./element.ts";
import { readLink } from "./link.ts";
import { isEmpty, type RegressionTable } from "./regression-tables.ts";

/** The tables whose margins decide, one a class, and what the model makes of them. */
export interface Decisive {
  tables: readonly RegressionTable[];
  link: Link;
  note: string | undefined;
}

/**
 * Of two classes one margin decides. Unless it is a softmax, which has two, the second table is what the first one leaves.
 * @throws CredenceError CRD-1103
 */
export function decisiveTables(model: Element, tables: readonly RegressionTable[]): Decisive {
  const classification = model.attributes.get("functionName") !== "regression";
  const link = readLink(model, tables.length, classification);
  const [first, second] = tables as [RegressionTable, ...RegressionTable[]];
  if (!classification) return { tables: [first], link, note: undefined };
  if (second === undefined) throw refuse(first.element, "CRD-1103", "Found one class, expected two or more.");
  if (tables.length > 2) return { tables, link, note: classesNote(tables.map(({ category }) => `${category}`)) };
  if (link.kind === "softmax") {
    // Of two classes the difference of the margins decides; where one margin is 0 that is the other.
    if (isEmpty(second)) return { tables: [first], link: { kind: "logistic", slope: 1 }, note: classNote(`${first.category}`) };
    if (isEmpty(first)) return { tables: [second], link: { kind: "logistic", slope: 1 }, note: classNote(`${second.category}`) };
    return { tables, link, note: classesNote(tables.map(({ category }) => `${category}`)) };
  }
  if (!isEmpty(second))
    throw refuse(
      second.element,
      "CRD-1103",
      "Of two classes the second is what the first leaves, and yet it has a table of its own; expected an empty one, or a softmax.",
    );
  return { tables: [first], link, note: classNote(`${first.category}`) };
}

export const classNote = (category: string) => `The margin speaks for ${category}: it rises with the probability of that class.`;
export const classesNote = (categories: readonly string[]) => `It has a margin for each class, in this order: ${categories.join(", ")}.`;
