import { allow, attribute, childrenNamed, type Element, quote, refuse, word } from "./element.ts";

/** One entry of a model's mining schema. */
export interface MiningField {
  element: Element;
  name: string;
  active: boolean;
  target: boolean;
}

/** The mining schema of a model. @throws CredenceError CRD-1101 */
export function readMiningSchema(schema: Element): ReadonlyMap<string, MiningField> {
  allow(schema, [], ["MiningField"]);
  const found = new Map<string, MiningField>();
  for (const element of childrenNamed(schema, "MiningField")) {
    const name = attribute(element, "name");
    if (found.has(name)) throw refuse(element, "CRD-1101", `The field ${quote(name)} stands twice; expected it once.`);
    const usage = word(
      element,
      "usageType",
      ["active", "target", "predicted", "supplementary", "group", "order", "frequencyWeight", "analysisWeight"],
      "active",
    );
    found.set(name, { element, name, active: usage === "active", target: usage === "target" || usage === "predicted" });
  }
  return found;
}
