import { allow, attribute, type Element, quote, refuse, unexpected, word } from "./element.ts";
import type { Inputs } from "./inputs.ts";
import { finite } from "./numbers.ts";
import { ANOTHER, decimalText } from "./raw-reading.ts";
import { type Constant, type FiniteReading, featuresOfReading, mapFinite, type NumberReading, type Reading } from "./reading.ts";
import { typedValue } from "./values.ts";

/** Numbers beyond the extremes are read as the extremes. */
function clipped(reading: NumberReading, element: Element): NumberReading {
  const { steps } = reading;
  if (steps.kind !== "number" || steps.clip !== undefined || steps.scale !== undefined) {
    throw refuse(element, "CRD-1103", "It treats the outliers of a field that is derived already; expected outliers of a raw number.");
  }
  const bound = (name: "lowValue" | "highValue") => {
    const value = finite(element, name, attribute(element, name));
    if (reading.rounded && Math.fround(value) !== value) throw unexpected(element, name, "a number that a float has exactly, as the field is one");
    return value;
  };
  const [from, to] = [bound("lowValue"), bound("highValue")];
  if (from > to) throw unexpected(element, "highValue", `at least the lowValue ${from}`);
  return { ...reading, steps: { ...steps, clip: { from: decimalText(from), to: decimalText(to) } } };
}

function invalidTreated(reading: FiniteReading, element: Element): FiniteReading {
  const how = word(element, "invalidValueTreatment", ["returnInvalid", "asIs", "asMissing", "asValue"], "returnInvalid");
  const { base } = reading;
  if (base.kind !== "category" || base.open || how === "returnInvalid") return reading;
  const others: Constant = how === "asValue" ? attribute(element, "invalidValueReplacement") : how === "asMissing" ? undefined : ANOTHER;
  return { ...reading, base: { ...base, open: true }, others };
}

/** Of a number that has a range, only asking the schema to keep to it is exact. */
function checkInvalid(reading: NumberReading, element: Element, inputs: Inputs): void {
  const how = word(element, "invalidValueTreatment", ["returnInvalid", "asIs", "asMissing", "asValue"], "returnInvalid");
  if (how === "asMissing" || how === "asValue") {
    throw refuse(
      element,
      "CRD-1103",
      `Found invalidValueTreatment=${quote(how)} of a number, which a record schema keeps valid; expected returnInvalid or asIs.`,
    );
  }
  if (how === "returnInvalid" && reading.range !== undefined) for (const feature of featuresOfReading(reading)) inputs.demand(feature, reading.range, element);
}

function replaced(reading: Reading, element: Element, inputs: Inputs): Reading {
  const how = word(element, "missingValueTreatment", ["asIs", "asMean", "asMode", "asMedian", "asValue", "returnInvalid"], "asIs");
  if (how === "returnInvalid") {
    for (const feature of featuresOfReading(reading)) inputs.demand(feature, { present: true }, element);
    return reading;
  }
  const text = element.attributes.get("missingValueReplacement");
  if (text === undefined || reading.kind === "constant") return reading;
  if (reading.kind === "finite") {
    const boolean = reading.at.some((value) => typeof value === "boolean");
    const number = reading.at.some((value) => typeof value === "number");
    const value = typedValue(element, "missingValueReplacement", text, boolean ? "boolean" : number ? "double" : "string");
    return mapFinite(reading, (found) => found ?? value);
  }
  if (reading.missing !== undefined) return reading;
  // A mean in the place of an integer, as sklearn2pmml writes it: the JPMML evaluator has no answer there.
  if (reading.type === "integer" && !Number.isInteger(typedValue(element, "missingValueReplacement", text, "double"))) {
    for (const feature of featuresOfReading(reading)) inputs.demand(feature, { present: true }, element);
    return reading;
  }
  return withMissing(reading, typedValue(element, "missingValueReplacement", text, reading.type) as number);
}

/** A number whose missing cells are read as a value. The pipeline can impute it where no step comes after, or none that would change the value. */
export function withMissing(reading: NumberReading, value: number): NumberReading {
  const { steps } = reading;
  const plain = steps.kind !== "number" || (steps.scale === undefined && within(steps, value));
  return { ...reading, missing: value, imputed: plain ? `${value}` : undefined };
}

const within = ({ clip }: { clip?: { from?: { text: string } | undefined; to?: { text: string } | undefined } | undefined }, value: number) =>
  (clip?.from === undefined || Number(clip.from.text) <= value) && (clip?.to === undefined || value <= Number(clip.to.text));

/**
 * A field as a model's mining schema treats it: invalid values, then outliers, then missing ones.
 * @throws CredenceError CRD-1101, CRD-1103 for a treatment that a record of integers cannot have exactly, CRD-1105
 */
export function treat(reading: Reading, element: Element, inputs: Inputs): Reading {
  allow(
    element,
    [
      "name",
      "usageType",
      "optype",
      "importance",
      "outliers",
      "lowValue",
      "highValue",
      "missingValueReplacement",
      "missingValueTreatment",
      "invalidValueTreatment",
      "invalidValueReplacement",
    ],
    [],
  );
  const outliers = word(element, "outliers", ["asIs", "asExtremeValues"], "asIs", {
    asMissingValues: "an outlier that is missing has no place in the pipeline; expected asIs or asExtremeValues.",
  });
  if (reading.kind === "finite") {
    if (outliers !== "asIs") throw unexpected(element, "outliers", "asIs, as the field is no number");
    return replaced(invalidTreated(reading, element), element, inputs);
  }
  if (reading.kind === "constant") return reading;
  checkInvalid(reading, element, inputs);
  return replaced(outliers === "asIs" ? reading : clipped(reading, element), element, inputs);
}
