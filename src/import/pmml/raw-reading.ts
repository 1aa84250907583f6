import { type Decimal, parseDecimal } from "../../model/decimal.ts";
import type { DataField } from "./data-fields.ts";
import { quote, refuse } from "./element.ts";
import type { Inputs } from "./inputs.ts";
import { finite } from "./numbers.ts";
import type { Constant, Reading } from "./reading.ts";

/** What a category outside every list is: no text that a document can have. */
export const ANOTHER = "\u0000another";

const decimal = (text: string): Decimal & { text: string } => ({ ...(parseDecimal(text) as Decimal), text });

/** A number as the pipeline writes it. Its shortest digits are read back as the same float64. */
export const decimalText = (value: number) => decimal(`${value}`);

function category({ element, name, type, values, missing, invalid }: DataField, named: readonly string[]): Reading {
  const listed = type === "boolean" ? ["false", "true"] : values;
  const open = listed.length === 0;
  if (open && invalid.length > 0) throw refuse(element, "CRD-1103", "It lists values that are invalid and none that are valid; expected those that are valid.");
  const all = [...new Set([...(open ? named : listed), ...missing])];
  const read = (text: string): Constant => (missing.includes(text) ? undefined : type === "boolean" ? text === "true" : text);
  return {
    kind: "finite",
    base: { kind: "category", feature: name, values: all, open },
    at: all.map(read),
    others: open ? ANOTHER : undefined,
    missing: undefined,
  };
}

/** Numbers that are listed as valid: a range, where they are all the whole numbers of one. */
function rangeOf({ element, type, values }: DataField): { from: number; to: number } {
  const numbers = values.map((text) => finite(element, "value", text)).sort((a, b) => a - b);
  const gap = numbers.some((value, i) => i > 0 && value !== (numbers[i - 1] as number) + 1);
  if (!gap && type === "integer") return { from: numbers[0] as number, to: numbers.at(-1) as number };
  throw refuse(element, "CRD-1103", "It lists single numbers that are valid and do not follow one another; expected whole numbers in a row, or a range.");
}

/** A field of the data dictionary before any model treats it. @throws CredenceError CRD-1103 for what a record schema cannot ask of it. */
export function rawReading(field: DataField, named: readonly string[], inputs: Inputs): Reading {
  const { element, name, type, values, missing, invalid, range } = field;
  if (type === "string" || type === "boolean") return category(field, named);
  if (invalid.length > 0) throw refuse(element, "CRD-1103", `It calls the number ${quote(invalid[0] as string)} invalid; expected a range.`);
  if (type === "integer") inputs.demand(name, { whole: true }, element);
  const allowed = values.length === 0 ? range : rangeOf(field);
  const markers = missing.filter((text) => text !== "NaN");
  const replace = markers.map((text) => {
    finite(element, "missing value", text);
    return { from: decimal(text), to: "missing" as const };
  });
  return {
    kind: "number",
    steps: { kind: "number", feature: name, ...(replace.length === 0 ? {} : { replace }) },
    type: type === "integer" ? "integer" : type === "float" ? "float32" : "float64",
    rounded: type === "float",
    missing: undefined,
    imputed: undefined,
    ...(allowed === undefined ? {} : { range: allowed }),
  };
}
