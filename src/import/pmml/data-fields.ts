import { allow, attribute, childrenNamed, type Element, optionalChild, quote, refuse, unexpected, word } from "./element.ts";
import { finite } from "./numbers.ts";

const TYPES = ["integer", "float", "double", "string", "boolean"] as const;
export type DataType = (typeof TYPES)[number];

const UNREAD = Object.fromEntries(
  [
    "date",
    "time",
    "dateTime",
    "dateDaysSince[0]",
    "dateDaysSince[1960]",
    "dateDaysSince[1970]",
    "dateDaysSince[1980]",
    "timeSeconds",
    "dateTimeSecondsSince[0]",
  ]
    .concat(["dateTimeSecondsSince[1960]", "dateTimeSecondsSince[1970]", "dateTimeSecondsSince[1980]"])
    .map((type) => [type, "dates and times are not read; give the model numbers, for example of days."]),
);

/** The type of a field or value. @throws CredenceError CRD-1101, CRD-1103 for dates and times. */
export const dataTypeOf = (element: Element, otherwise?: DataType): DataType => {
  if (otherwise === undefined) attribute(element, "dataType");
  return word(element, "dataType", TYPES, otherwise ?? "double", UNREAD);
};

/** A field of the data dictionary. */
export interface DataField {
  element: Element;
  name: string;
  type: DataType;
  continuous: boolean;
  /** Values that are valid, in document order; empty where the file does not list them. */
  values: readonly string[];
  /** Values that stand for a missing one. */
  missing: readonly string[];
  invalid: readonly string[];
  /** The numbers that are valid, where the file says so. */
  range: { from?: number; to?: number } | undefined;
}

function readRange(element: Element): DataField["range"] {
  const interval = optionalChild(element, "Interval");
  if (interval === undefined) return undefined;
  allow(interval, ["closure", "leftMargin", "rightMargin"], []);
  const left = interval.attributes.get("leftMargin");
  const right = interval.attributes.get("rightMargin");
  const closure = word(interval, "closure", ["closedClosed", "openClosed", "closedOpen", "openOpen"], "closedClosed");
  const open = (side: "left" | "right") => (side === "left" ? closure.startsWith("open") : closure.endsWith("Open"));
  if ((left !== undefined && open("left")) || (right !== undefined && open("right"))) {
    throw refuse(interval, "CRD-1103", "Its margin is no valid value itself, and a record schema cannot say that; expected closedClosed.");
  }
  return {
    ...(left === undefined ? {} : { from: finite(interval, "leftMargin", left) }),
    ...(right === undefined ? {} : { to: finite(interval, "rightMargin", right) }),
  };
}

function readField(element: Element): DataField {
  allow(element, ["name", "displayName", "optype", "dataType", "taxonomy", "isCyclic"], ["Interval", "Value"]);
  if (element.attributes.has("taxonomy")) throw unexpected(element, "taxonomy", "none");
  const optype = word(element, "optype", ["continuous", "categorical", "ordinal"], "continuous");
  const lists = { valid: [] as string[], missing: [] as string[], invalid: [] as string[] };
  const seen = new Set<string>();
  for (const value of childrenNamed(element, "Value")) {
    allow(value, ["value", "displayValue", "property"], []);
    const text = attribute(value, "value");
    if (seen.has(text)) throw refuse(value, "CRD-1101", `The value ${quote(text)} stands twice; expected it once.`);
    seen.add(text);
    lists[word(value, "property", ["valid", "missing", "invalid"], "valid")].push(text);
  }
  return {
    element,
    name: attribute(element, "name"),
    type: dataTypeOf(element),
    continuous: optype === "continuous",
    values: lists.valid,
    missing: lists.missing,
    invalid: lists.invalid,
    range: readRange(element),
  };
}

/** The fields of the data dictionary by name. @throws CredenceError CRD-1101, CRD-1103, CRD-1105 */
export function readDataFields(dictionary: Element): ReadonlyMap<string, DataField> {
  allow(dictionary, ["numberOfFields"], ["DataField", "Taxonomy"]);
  const claimed = dictionary.attributes.get("numberOfFields");
  const elements = childrenNamed(dictionary, "DataField");
  if (claimed !== undefined && claimed !== `${elements.length}`)
    throw unexpected(dictionary, "numberOfFields", `${elements.length}, the fields that there are`);
  const fields = new Map<string, DataField>();
  for (const element of elements) {
    const field = readField(element);
    if (fields.has(field.name)) throw refuse(element, "CRD-1101", `The field ${quote(field.name)} stands twice; expected it once.`);
    fields.set(field.name, field);
  }
  return fields;
}
