import { applyFunction } from "./apply.ts";
import { type DataType, dataTypeOf } from "./data-fields.ts";
import { allow, attribute, childrenNamed, type Element, onlyChild, quote, refuse, word } from "./element.ts";
import { same } from "./functions.ts";
import type { Inputs } from "./inputs.ts";
import { mapValues } from "./map-values.ts";
import { finite, nextUp } from "./numbers.ts";
import { type Constant, mapFinite, type NumberReading, type Reading } from "./reading.ts";
import { EXPRESSIONS, type Scope } from "./scope.ts";
import { step } from "./steps.ts";
import { edgesAround, stretched } from "./stretches.ts";
import { guessed, typedValue } from "./values.ts";

const fallback = (element: Element, name: string, type: DataType | undefined): Constant => {
  const text = element.attributes.get(name);
  if (text === undefined) return undefined;
  return type === undefined ? guessed(text) : typedValue(element, name, text, type);
};

const typeOf = (element: Element): DataType | undefined => (element.attributes.has("dataType") ? dataTypeOf(element) : undefined);

/** Fills in what a missing value becomes. */
function mappedMissing(reading: Reading, value: Constant, element: Element): Reading {
  if (value === undefined) return reading;
  if (reading.kind === "number") {
    if (reading.missing !== undefined) return reading;
    if (typeof value !== "number") throw refuse(element, "CRD-1103", "A missing number becomes what is none; expected a number.");
    return step.fallBack(reading, value);
  }
  if (reading.kind === "constant") return { kind: "constant", value: reading.value ?? value };
  return mapFinite(reading, (found) => found ?? value);
}

function constant(element: Element): Reading {
  allow(element, ["dataType", "missing"], []);
  if (element.attributes.get("missing") === "true") return { kind: "constant", value: undefined };
  const type = typeOf(element);
  return { kind: "constant", value: type === undefined ? guessed(element.text) : typedValue(element, "text", element.text, type) };
}

function fieldRef(element: Element, scope: Scope): Reading {
  allow(element, ["field", "mapMissingTo"], []);
  return mappedMissing(scope.read(attribute(element, "field"), element), fallback(element, "mapMissingTo", undefined), element);
}

/** (x - a) / (b - a): the straight line through two points whose norms are 0 and 1. */
function normContinuous(element: Element, scope: Scope): Reading {
  allow(element, ["field", "mapMissingTo", "outliers"], ["LinearNorm"]);
  const reading = scope.read(attribute(element, "field"), element);
  if (reading.kind !== "number") throw refuse(element, "CRD-1101", `The field ${quote(attribute(element, "field"))} is no number; expected a number.`);
  const points = childrenNamed(element, "LinearNorm").map((point) => {
    allow(point, ["orig", "norm"], []);
    return { orig: finite(point, "orig", attribute(point, "orig")), norm: finite(point, "norm", attribute(point, "norm")) };
  });
  const [first, second, third] = points;
  if (first === undefined || second === undefined) throw refuse(element, "CRD-1101", `Found ${points.length} LinearNorm, expected at least 2.`);
  if (second.orig <= first.orig) throw refuse(element, "CRD-1101", "The origs of its LinearNorm do not ascend.");
  if (third !== undefined || first.norm !== 0 || second.norm !== 1) {
    throw refuse(
      element,
      "CRD-1103",
      "Its line has more pieces, or other norms than 0 and 1: the pipeline has (x - a) / b; expected two points of the norms 0 and 1.",
    );
  }
  const outliers = word(element, "outliers", ["asIs", "asExtremeValues"], "asIs", {
    asMissingValues: "an outlier that is missing has no place in the pipeline.",
  });
  const clipped = outliers === "asIs" ? reading : step.clip("min", step.clip("max", reading, first.orig, element, "kept"), second.orig, element, "kept");
  const line = step.right("/", step.right("-", clipped, first.orig, element), second.orig - first.orig, element);
  return mappedMissing(line, fallback(element, "mapMissingTo", "double"), element);
}

/** 1 where the field has the value, 0 where it has another. */
function normDiscrete(element: Element, scope: Scope): Reading {
  allow(element, ["field", "value", "mapMissingTo", "method"], []);
  word(element, "method", ["indicator"], "indicator", { thermometer: "thermometer norms are not read; expected indicator." });
  const reading = scope.read(attribute(element, "field"), element);
  const text = attribute(element, "value");
  const indicator = (value: Constant): Constant => (value === undefined ? undefined : same(value, typeof value === "boolean" ? text === "true" : text) ? 1 : 0);
  const made =
    reading.kind === "number"
      ? stretched(reading, edgesAround(reading, [finite(element, "value", text)]), indicator)
      : reading.kind === "finite"
        ? mapFinite(reading, indicator)
        : undefined;
  if (made === undefined) throw refuse(element, "CRD-1103", "It asks for the value of a constant; expected a field of the record.");
  return mappedMissing(made, fallback(element, "mapMissingTo", "double"), element);
}

interface Bin {
  holds(value: number): boolean;
  edges: readonly number[];
  value: Constant;
}

function readBin(element: Element, reading: NumberReading, type: DataType | undefined): Bin {
  allow(element, ["binValue"], ["Interval"]);
  const interval = onlyChild(element, "Interval");
  allow(interval, ["closure", "leftMargin", "rightMargin"], []);
  const closure = word(interval, "closure", ["closedClosed", "openClosed", "closedOpen", "openOpen"], "closedClosed");
  const margin = (name: "leftMargin" | "rightMargin") => {
    const text = interval.attributes.get(name);
    return text === undefined ? undefined : finite(interval, name, text, reading.rounded ? "float32" : "float64");
  };
  const [from, to] = [margin("leftMargin"), margin("rightMargin")];
  if (from !== undefined && to !== undefined && from > to)
    throw refuse(interval, "CRD-1101", `It runs from ${from} to ${to}; expected its start below its end.`);
  const text = attribute(element, "binValue");
  return {
    holds: (value) =>
      (from === undefined || (closure.startsWith("closed") ? value >= from : value > from)) &&
      (to === undefined || (closure.endsWith("Closed") ? value <= to : value < to)),
    edges: [from, to].flatMap((value) => (value === undefined ? [] : [value, nextUp(value, reading.rounded ? "float32" : "float64")])),
    value: type === undefined ? guessed(text) : typedValue(element, "binValue", text, type),
  };
}

function discretize(element: Element, scope: Scope, derived: DataType): Reading {
  allow(element, ["field", "mapMissingTo", "defaultValue", "dataType"], ["DiscretizeBin"]);
  const reading = scope.read(attribute(element, "field"), element);
  if (reading.kind !== "number") throw refuse(element, "CRD-1101", `The field ${quote(attribute(element, "field"))} is no number; expected a number.`);
  const type = typeOf(element) ?? derived;
  const bins = childrenNamed(element, "DiscretizeBin").map((bin) => readBin(bin, reading, type));
  const [outside, missing] = [fallback(element, "defaultValue", type), fallback(element, "mapMissingTo", type)];
  const edges = [...new Set(bins.flatMap((bin) => bin.edges))].sort((a, b) => a - b);
  for (const edge of [...edges, ...(edges[0] === undefined ? [] : [edges[0] - Math.max(1, Math.abs(edges[0]))])]) {
    const holding = bins.filter((bin) => bin.holds(edge));
    if (holding.length > 1)
      throw refuse(element, "CRD-1103", `Two of its bins hold ${edge}, and tools differ in which one they take; expected bins that share no value.`);
  }
  return stretched(reading, edges, (value) => {
    if (value === undefined) return missing;
    const bin = bins.find(({ holds }) => holds(value));
    return bin === undefined ? outside : bin.value;
  });
}

function apply(element: Element, scope: Scope, inputs: Inputs): Reading {
  allow(element, ["function", "mapMissingTo", "defaultValue", "invalidValueTreatment"], EXPRESSIONS);
  word(element, "invalidValueTreatment", ["returnInvalid", "asIs", "asMissing"], "returnInvalid");
  const args = element.children.filter(({ name }) => name !== "Extension").map((child) => readExpression(child, scope, inputs, "double"));
  const fallbacks = { mapMissingTo: fallback(element, "mapMissingTo", undefined), defaultValue: fallback(element, "defaultValue", undefined) };
  const reading = applyFunction(attribute(element, "function"), args, fallbacks, element, inputs);
  if (reading.kind === "number" && reading.steps.kind === "ratio") {
    const [[feature, weight] = ["", 0], ...others] = Object.entries(reading.steps.denominator);
    if (others.length > 0 || weight < 0)
      throw refuse(element, "CRD-1103", "It divides by a sum, which may be 0; expected to divide by one number that a record schema keeps above 0.");
    inputs.demand(feature, { positive: true }, element);
  }
  return reading;
}

/** What an expression is. `derived` is the type of the field that it makes. @throws CredenceError CRD-1101, CRD-1103, CRD-1105 */
export function readExpression(element: Element, scope: Scope, inputs: Inputs, derived: DataType): Reading {
  switch (element.name) {
    case "Constant":
      return constant(element);
    case "FieldRef":
      return fieldRef(element, scope);
    case "NormContinuous":
      return normContinuous(element, scope);
    case "NormDiscrete":
      return normDiscrete(element, scope);
    case "Discretize":
      return discretize(element, scope, derived);
    case "MapValues":
      return mapValues(element, scope, derived);
    case "Apply":
      return apply(element, scope, inputs);
  }
  throw refuse(element, "CRD-1103", `Found ${element.name}, expected ${EXPRESSIONS.slice(0, 7).join(", ")}.`);
}

function castConstant(value: Constant, type: DataType, element: Element): Constant {
  if (value === undefined) return undefined;
  if (type === "string") {
    if (typeof value === "number")
      throw refuse(element, "CRD-1103", "It spells a number as text, which tools do in ways of their own; expected text or a number.");
    return `${value}`;
  }
  if (type === "boolean") return typeof value === "boolean" ? value : typedValue(element, "value", `${value}`, "boolean");
  const number = typeof value === "boolean" ? Number(value) : typedValue(element, "value", `${value}`, type);
  return type === "float" ? Math.fround(number as number) : number;
}

function cast(reading: Reading, type: DataType, element: Element): Reading {
  if (reading.kind === "constant") return { kind: "constant", value: castConstant(reading.value, type, element) };
  if (reading.kind === "finite") return mapFinite(reading, (value) => castConstant(value, type, element));
  if (type === "double") return { ...reading, type: "float64" };
  if (type === "float")
    return { ...reading, type: "float32", rounded: true, missing: reading.missing === undefined ? undefined : Math.fround(reading.missing) };
  if (type === "integer" && reading.type === "integer") return reading;
  throw refuse(element, "CRD-1103", `It makes a ${type} of a number, which tools do in ways of their own; expected double, or float.`);
}

/** A derived field. @throws CredenceError as {@link readExpression}. */
export function readDerivedField(element: Element, scope: Scope, inputs: Inputs): Reading {
  const type = dataTypeOf(element);
  const inside = element.children.filter(({ name }) => EXPRESSIONS.includes(name));
  if (inside.length !== 1) throw refuse(element, "CRD-1101", `Found ${inside.length} expressions, expected one.`);
  return cast(readExpression(inside[0] as Element, scope, inputs, type), type, element);
}
