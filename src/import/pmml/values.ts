import type { DataType } from "./data-fields.ts";
import { type Element, quote, refuse } from "./element.ts";
import { finite, numberOf } from "./numbers.ts";

/** A value that a document writes for a field of a type. @throws CredenceError CRD-1105 for what is no such value. */
export function typedValue(element: Element, what: string, text: string, type: DataType | "float32" | "float64"): number | string | boolean {
  if (type === "string") return text;
  if (type === "boolean") {
    if (text === "true" || text === "1") return true;
    if (text === "false" || text === "0") return false;
    throw refuse(element, "CRD-1105", `Found ${quote(text)} as the ${what} of ${element.name}, expected true or false.`);
  }
  const value = finite(element, what, text, type === "float" || type === "float32" ? "float32" : "float64");
  if (type === "integer" && !Number.isInteger(value))
    throw refuse(element, "CRD-1105", `Found ${quote(text)} as the ${what} of ${element.name}, expected a whole number.`);
  return value;
}

/** A number where text is one, the text itself otherwise: what a value without a type is. */
export const guessed = (text: string): number | string => numberOf(text, "float64") ?? text;
