import { type DataType, dataTypeOf } from "./data-fields.ts";
import { allow, attribute, childrenNamed, type Element, onlyChild, quote, refuse } from "./element.ts";
import { same } from "./functions.ts";
import { numberOf } from "./numbers.ts";
import { type Constant, mapFinite, type Reading } from "./reading.ts";
import type { Scope } from "./scope.ts";
import { edgesAround, stretched } from "./stretches.ts";
import { typedValue } from "./values.ts";

const MOST_ROWS = 100_000;

/** The rows of a table, each with its cells by name. */
function rowsOf(element: Element): { row: Element; cells: ReadonlyMap<string, string> }[] {
  if (childrenNamed(element, "TableLocator").length > 0) throw refuse(element, "CRD-1103", "Its table lies outside the document; expected an InlineTable.");
  const table = onlyChild(element, "InlineTable");
  const rows = childrenNamed(table, "row");
  if (rows.length > MOST_ROWS) throw refuse(table, "CRD-1102", `Found ${rows.length} rows, expected at most ${MOST_ROWS}.`);
  return rows.map((row) => ({ row, cells: new Map(row.children.map((cell) => [cell.name, cell.text])) }));
}

/** A table from one field's values to others. @throws CredenceError CRD-1101, CRD-1103 for a table of several fields. */
export function mapValues(element: Element, scope: Scope, derived: DataType): Reading {
  allow(element, ["outputColumn", "mapMissingTo", "defaultValue", "dataType"], ["FieldColumnPair", "InlineTable", "TableLocator"]);
  const pairs = childrenNamed(element, "FieldColumnPair");
  const [pair] = pairs;
  if (pair === undefined) throw refuse(element, "CRD-1101", "It has no FieldColumnPair; expected one.");
  if (pairs.length > 1)
    throw refuse(element, "CRD-1103", "It maps the values of several fields at once, and the pipeline has no such column; expected one field.");
  allow(pair, ["field", "column"], []);
  const type = element.attributes.has("dataType") ? dataTypeOf(element) : derived;
  const [column, output] = [attribute(pair, "column"), attribute(element, "outputColumn")];
  const table = new Map<string, Constant>();
  for (const { row, cells } of rowsOf(element)) {
    const [from, to] = [cells.get(column), cells.get(output)];
    if (from === undefined || to === undefined)
      throw refuse(row, "CRD-1101", `It has no ${from === undefined ? column : output}; expected both columns in every row.`);
    if (table.has(from)) throw refuse(row, "CRD-1101", `The value ${quote(from)} stands twice; expected it once.`);
    table.set(from, typedValue(row, output, to, type));
  }
  const fallback = (name: string): Constant => {
    const text = element.attributes.get(name);
    return text === undefined ? undefined : typedValue(element, name, text, type);
  };
  const [outside, missing] = [fallback("defaultValue"), fallback("mapMissingTo")];
  const change = (value: Constant): Constant => {
    if (value === undefined) return missing;
    if (typeof value === "string") return table.has(value) ? table.get(value) : outside;
    const key = [...table.keys()].find((from) => (typeof value === "boolean" ? `${value}` === from : same(value, from) === true));
    return key === undefined ? outside : table.get(key);
  };
  const reading = scope.read(attribute(pair, "field"), pair);
  if (reading.kind === "constant") return { kind: "constant", value: change(reading.value) };
  if (reading.kind === "finite") return mapFinite(reading, change);
  const numbers = [...table.keys()].flatMap((from) => numberOf(from, reading.rounded ? "float32" : "float64") ?? []);
  return stretched(reading, edgesAround(reading, numbers), change);
}
