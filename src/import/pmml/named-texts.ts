import { readArray } from "./arrays.ts";
import type { Element } from "./element.ts";

/** As many categories as a record schema can have, and more. */
const MOST = 4096;

/** Where a document compares a field with a text. */
function textsOf(element: Element): readonly string[] {
  switch (element.name) {
    case "SimplePredicate":
    case "CategoricalPredictor":
    case "NormDiscrete":
      return element.attributes.has("value") ? [element.attributes.get("value") as string] : [];
    case "Array":
      return readArray(element);
    case "Constant":
      return [element.text];
    case "row":
      return element.children.map(({ text }) => text);
  }
  return [];
}

/** All texts that a document compares fields with: what a field that does not list its values can be told by. Texts that are no values of it do no harm. */
export function namedTexts(root: Element): readonly string[] {
  const found = new Set<string>();
  const visit = (element: Element) => {
    if (element.name === "Extension" || found.size > MOST) return;
    for (const text of textsOf(element)) found.add(text);
    element.children.forEach(visit);
  };
  visit(root);
  return [...found];
}
