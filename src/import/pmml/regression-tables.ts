import { allow, attribute, childrenNamed, type Element, quote, refuse, unexpected } from "./element.ts";
import { type FloatType, finite } from "./numbers.ts";
import { MODEL_ATTRIBUTES, MODEL_ELEMENTS } from "./tree-model.ts";

/** A term of a table: a coefficient for the field's number, or for each record whose category is the value. */
export type Term = { element: Element; field: string; coefficient: number } & ({ kind: "number" } | { kind: "category"; value: string });

/** One table of a regression: the margin of a class, or the model's own. */
export interface RegressionTable {
  element: Element;
  category: string | undefined;
  intercept: number;
  terms: readonly Term[];
}

function readTerm(element: Element, floats: FloatType): Term {
  const coefficient = finite(element, "coefficient", attribute(element, "coefficient"), floats);
  if (element.name === "CategoricalPredictor") {
    allow(element, ["name", "value", "coefficient"], []);
    return { kind: "category", element, field: attribute(element, "name"), value: attribute(element, "value"), coefficient };
  }
  if (element.name === "PredictorTerm") {
    allow(element, ["name", "coefficient"], ["FieldRef"]);
    const [field, ...others] = childrenNamed(element, "FieldRef");
    if (field === undefined || others.length > 0)
      throw refuse(element, "CRD-1103", "It multiplies fields with each other, and a margin is a sum; expected one field a term.");
    return { kind: "number", element, field: attribute(field, "field"), coefficient };
  }
  allow(element, ["name", "exponent", "coefficient"], []);
  const exponent = element.attributes.get("exponent");
  if (exponent !== undefined && Number(exponent) !== 1) throw unexpected(element, "exponent", "1: a power of a number is no linear term");
  return { kind: "number", element, field: attribute(element, "name"), coefficient };
}

/** The tables of a regression model, in document order. @throws CredenceError CRD-1101, CRD-1103, CRD-1105 */
export function readTables(model: Element, floats: FloatType): RegressionTable[] {
  allow(model, [...MODEL_ATTRIBUTES, "modelType", "targetFieldName", "normalizationMethod"], [...MODEL_ELEMENTS, "RegressionTable"]);
  const tables = childrenNamed(model, "RegressionTable").map((element): RegressionTable => {
    allow(element, ["intercept", "targetCategory"], ["NumericPredictor", "CategoricalPredictor", "PredictorTerm"]);
    return {
      element,
      category: element.attributes.get("targetCategory"),
      intercept: finite(element, "intercept", attribute(element, "intercept"), floats),
      terms: childrenNamed(element, "NumericPredictor", "CategoricalPredictor", "PredictorTerm").map((term) => readTerm(term, floats)),
    };
  });
  if (tables.length === 0) throw refuse(model, "CRD-1101", "It has no RegressionTable; is the file whole?");
  if (model.attributes.get("functionName") === "regression") {
    if (tables.length > 1) throw refuse(tables[1]?.element as Element, "CRD-1101", "Found a second table of a regression, expected one.");
    return tables;
  }
  const seen = new Set<string>();
  for (const { element, category } of tables) {
    if (category === undefined) throw refuse(element, "CRD-1101", "RegressionTable has no targetCategory; is the file whole?");
    if (seen.has(category)) throw refuse(element, "CRD-1101", `The category ${quote(category)} stands twice; expected a table for each.`);
    seen.add(category);
  }
  return tables;
}

/** True for a table that adds nothing: the one of two classes that is what the other leaves. */
export const isEmpty = ({ intercept, terms }: RegressionTable): boolean => intercept === 0 && terms.every(({ coefficient }) => coefficient === 0);
