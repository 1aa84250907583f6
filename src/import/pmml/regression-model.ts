import type { LinearIR, LinearMargin } from "../../model/linear-ir.ts";
import { type ColumnSteps, type Columns, numberColumn } from "./columns.ts";
import { decisiveTables } from "./decisive-tables.ts";
import { type Element, quote, refuse } from "./element.ts";
import { same } from "./functions.ts";
import { floatsOf } from "./mining-model.ts";
import { decimalText } from "./raw-reading.ts";
import { modelScopeOf, type Reader } from "./reader.ts";
import { type Constant, type FiniteReading, featuresOfReading, type NumberReading, type Reading } from "./reading.ts";
import { readTables, type Term } from "./regression-tables.ts";
import { readTargets } from "./targets.ts";

/** Below every number that a record can have: what a missing number is read as to fall into a stretch of its own. */
const BENEATH = -1e300;

/** The numbers of a finite value, as a column. */
function finiteColumn(reading: FiniteReading, number: (value: Constant) => number | undefined, element: Element): ColumnSteps {
  const { base, at, others, missing } = reading;
  const given = (value: Constant) => {
    const found = number(value);
    if (found === undefined)
      throw refuse(element, "CRD-1103", "It is missing for some record that is not, and a regression needs a number; expected one for every record.");
    return decimalText(found);
  };
  const whenMissing = number(missing);
  if (base.kind === "category") {
    const numbers = at.map((value) => number(value));
    const listed = base.values.filter((_, i) => numbers[i] === 1);
    const indicator = whenMissing === 0 && numbers.every((value) => value === 0 || value === 1);
    // Of a category that is missing, or not listed, a one-hot column is 0.
    if (indicator && !base.open && listed.length > 0) return { kind: "one-hot", feature: base.feature, values: listed };
    return {
      kind: "category",
      feature: base.feature,
      values: [...base.values],
      numbers: at.map(given),
      ...(base.open ? { others: given(others) } : {}),
      ...(whenMissing === undefined ? {} : { whenMissing: decimalText(whenMissing) }),
    };
  }
  const { steps, rounded, edges } = base;
  if (steps.kind !== "number" || (rounded && steps.scale !== undefined))
    throw refuse(element, "CRD-1103", "It cuts a sum, a ratio or a scaled float into bins, and the pipeline has bins of one raw number.");
  if (edges.length === 0 && steps.replace === undefined && number(at[0]) === 0 && whenMissing === 1) return { kind: "missing", feature: steps.feature };
  const arithmetic = rounded ? { arithmetic: "float32" as const } : {};
  if (whenMissing === undefined) {
    const bins = { edges: edges.map(decimalText), closed: "left" as const, values: at.map(given) };
    return { ...steps, ...arithmetic, bins };
  }
  if (steps.scale !== undefined || steps.clip !== undefined || rounded)
    throw refuse(
      element,
      "CRD-1103",
      "It cuts a number that is clipped, scaled or a float into bins, with one for missing values; expected bins of a raw double.",
    );
  const bins = { edges: [decimalText(BENEATH / 10), ...edges.map(decimalText)], closed: "left" as const, values: [decimalText(whenMissing), ...at.map(given)] };
  return { ...steps, whenMissing: decimalText(BENEATH), bins };
}

function numberSteps(reading: NumberReading, element: Element): ColumnSteps {
  if (reading.missing !== undefined && reading.imputed === undefined) {
    throw refuse(element, "CRD-1103", "A missing value is imputed after it was scaled, and the pipeline imputes before; expected a missingValueReplacement.");
  }
  const steps = numberColumn(reading);
  if (!reading.rounded || steps.kind !== "number") return steps;
  if (steps.scale !== undefined)
    throw refuse(
      element,
      "CRD-1103",
      "It is scaled as a double and then kept as a float, and the pipeline has one kind of float a column; expected one type throughout.",
    );
  return { ...steps, arithmetic: "float32" };
}

/** The column that a term weighs. */
function columnOf(term: Term, reading: Reading, columns: Columns, reader: Reader): number {
  const { element, field } = term;
  if (reading.kind === "constant")
    throw refuse(element, "CRD-1103", `The field ${quote(field)} is the same for every record; expected one that says something.`);
  if (term.kind === "category") {
    const { value } = term;
    if (reading.kind === "number") throw refuse(element, "CRD-1101", `The field ${quote(field)} is a number; expected a category, or a NumericPredictor.`);
    // A missing category has no coefficient.
    const is = (found: Constant) => (found !== undefined && same(typeof found === "boolean" ? `${found}` : found, value) === true ? 1 : 0);
    return columns.add(finiteColumn(reading, is, element), `${field}=${value}`);
  }
  const absent = reading.missing === undefined;
  if (absent) for (const feature of featuresOfReading(reading)) reader.inputs.demand(feature, { present: true }, element);
  if (reading.kind === "number") return columns.add(numberSteps(reading, element), field);
  const number = (found: Constant) => {
    if (typeof found === "string")
      throw refuse(element, "CRD-1101", `The field ${quote(field)} has the text ${quote(found)}; expected a number, or a CategoricalPredictor.`);
    return found === undefined ? undefined : Number(found);
  };
  return columns.add(finiteColumn(reading, number, element), field);
}

/** A regression model whose fields are those of a record. @throws CredenceError CRD-1101, CRD-1103, CRD-1105 */
export function readRegressionModel(model: Element, reader: Reader, columns: Columns): Pick<LinearIR, "margins" | "link" | "summation" | "notes"> {
  const floats = floatsOf(model);
  const scope = modelScopeOf(model, reader.outside, reader);
  const { tables, link, note } = decisiveTables(model, readTables(model, floats));
  const { factor, constant } = readTargets(model, floats);
  if (factor !== 1 || constant !== 0)
    throw refuse(model, "CRD-1103", "Its target is rescaled after its normalization; expected a regression that gives its margin as it is.");
  const sums = tables.map(({ intercept, terms }) => {
    const weights = new Map<number, number>();
    for (const term of terms) {
      const column = columnOf(term, scope.read(term.field, term.element), columns, reader);
      if (weights.has(column)) throw refuse(term.element, "CRD-1101", `The field ${quote(term.field)} has two coefficients; expected one.`);
      weights.set(column, term.coefficient);
    }
    return { intercept, weights };
  });
  const count = columns.columns().length;
  const margins = sums.map(
    ({ intercept, weights }): LinearMargin => ({ intercept, weights: Array.from({ length: count }, (_, column) => weights.get(column) ?? 0) }),
  );
  return { margins, link, summation: floats, notes: note === undefined ? [] : [note] };
}
