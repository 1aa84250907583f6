import type { SourceFile } from "../../files/source-file.ts";
import { type Decimal, parseDecimal } from "../../model/decimal.ts";
import type { ScorecardBin, ScorecardCharacteristic, ScorecardIR } from "../../model/scorecard-ir.ts";
import { allow, childrenNamed, type Element, onlyChild, optionalChild, quote, refuse, word } from "./element.ts";
import { readExpression } from "./expression.ts";
import { PREDICATES, type Predicate, predicateOf } from "./predicate.ts";
import { modelScopeOf, type Reader } from "./reader.ts";
import type { Reading } from "./reading.ts";
import { EXPRESSIONS, type Scope } from "./scope.ts";
import { cellsOf, type FeatureCells, holdsAt, rawFeature, valueAt } from "./scorecard-cells.ts";
import { MODEL_ATTRIBUTES, MODEL_ELEMENTS } from "./tree-model.ts";

/** Points as a document writes them. @throws CredenceError CRD-1105 */
function points(element: Element, name: string, text: string): Decimal {
  const read = parseDecimal(text);
  if (read === undefined) throw refuse(element, "CRD-1105", `Found ${quote(text)} as the ${name} of ${element.name}, expected a finite decimal.`);
  return read;
}

/** An attribute: whom it takes, and what points they get, as a number or as an expression. */
interface PmmlAttribute {
  element: Element;
  predicate: Predicate;
  reason: string | undefined;
  points: Decimal | Reading;
}

function readAttribute(element: Element, scope: Scope, reader: Reader): PmmlAttribute {
  allow(element, ["reasonCode", "partialScore"], [...PREDICATES, "ComplexPartialScore"]);
  const complex = optionalChild(element, "ComplexPartialScore");
  const given = element.attributes.get("partialScore");
  const base = { element, predicate: predicateOf(element, scope), reason: element.attributes.get("reasonCode") };
  if (complex === undefined) {
    if (given === undefined) throw refuse(element, "CRD-1101", "It has no partialScore and no ComplexPartialScore; expected one of them.");
    return { ...base, points: points(element, "partialScore", given) };
  }
  if (given !== undefined) throw refuse(complex, "CRD-1101", "Found a ComplexPartialScore beside a partialScore, expected one of them.");
  allow(complex, [], EXPRESSIONS);
  const reading = readExpression(onlyChild(complex, ...EXPRESSIONS), scope, reader.inputs, "double");
  if (reading.kind === "number") {
    throw refuse(
      complex,
      "CRD-1103",
      "Its points rise or fall with a number, and a bin has the same points all over; expected points for bins, or a RegressionModel.",
    );
  }
  return { ...base, points: reading };
}

const isDecimal = (value: Decimal | Reading): value is Decimal => "units" in value;

/** The points of an attribute in a cell. */
function pointsIn({ points: given, element }: PmmlAttribute, cell: FeatureCells["cells"][number]): Decimal {
  if (isDecimal(given)) return given;
  const value = valueAt(given, cell);
  if (typeof value === "number" && Number.isFinite(value)) return parseDecimal(`${value}`) as Decimal;
  throw refuse(element, "CRD-1105", "Its ComplexPartialScore gives no finite number for some record; expected one for every record that it takes.");
}

/** The bins of a characteristic: the first attribute that is true takes a record. */
function binsOf(attributes: readonly PmmlAttribute[], { cells, join }: FeatureCells): ScorecardBin[] {
  const bins = new Map<string, { attribute: PmmlAttribute; points: Decimal; cells: number[] }>();
  cells.forEach((cell, i) => {
    const attribute = attributes.find(({ predicate }) => holdsAt(predicate, cell) === true);
    if (attribute === undefined) return;
    const found = pointsIn(attribute, cell);
    const key = `${attributes.indexOf(attribute)} ${found.units} ${found.scale}`;
    const bin = bins.get(key) ?? { attribute, points: found, cells: [] };
    bins.set(key, bin);
    bin.cells.push(i);
  });
  // In document order, whatever the order of the cells.
  const ordered = [...bins.values()].sort((a, b) => attributes.indexOf(a.attribute) - attributes.indexOf(b.attribute));
  return ordered.map(({ attribute, points: found, cells: taken }) => {
    const parts = join(taken, attribute.element);
    return { label: parts.map(({ text }) => text).join(" or "), attributes: parts, points: found };
  });
}

/** One code for the whole characteristic, where its attributes have the same: a policy names the reason of any other. */
function reasonOf(element: Element, attributes: readonly PmmlAttribute[]): string | undefined {
  const own = element.attributes.get("reasonCode");
  const codes = new Set(attributes.map(({ reason }) => reason ?? own));
  return codes.size === 1 ? [...codes][0] : undefined;
}

function readCharacteristic(element: Element, scope: Scope, reader: Reader): ScorecardCharacteristic {
  allow(element, ["name", "reasonCode", "baselineScore"], ["Attribute"]);
  const baseline = element.attributes.get("baselineScore");
  if (baseline !== undefined) points(element, "baselineScore", baseline);
  const attributes = childrenNamed(element, "Attribute").map((child) => readAttribute(child, scope, reader));
  if (attributes.length === 0) throw refuse(element, "CRD-1101", "It has no Attribute; is the file whole?");
  const feature = rawFeature(
    attributes.flatMap(({ predicate, points: given }) => [predicate, ...(isDecimal(given) ? [] : [given])]),
    element,
  );
  const bins = binsOf(
    attributes,
    cellsOf(
      attributes.map(({ predicate, points: given }) => ({ predicate, reading: isDecimal(given) ? undefined : given })),
      element,
    ),
  );
  if (bins.length === 0) throw refuse(element, "CRD-1103", "None of its attributes takes any record; expected one that does.");
  const reason = reasonOf(element, attributes);
  return { name: feature, ...(reason === undefined ? {} : { reason }), place: { line: element.line, column: element.column }, bins };
}

/**
 * A scorecard: initialScore and the partial score of one attribute of each characteristic. Its baselines and the order of its reasons are the policy's to say.
 * @throws CredenceError CRD-1101, CRD-1103, CRD-1105 with the element's place.
 */
export function readScorecard(model: Element, reader: Reader, file: SourceFile): ScorecardIR {
  allow(
    model,
    [...MODEL_ATTRIBUTES, "initialScore", "useReasonCodes", "reasonCodeAlgorithm", "baselineScore", "baselineMethod"],
    [...MODEL_ELEMENTS, "Characteristics"],
  );
  word(model, "functionName", ["regression"], "regression");
  const useReasons = word(model, "useReasonCodes", ["true", "false"], "true") === "true";
  const algorithm = word(model, "reasonCodeAlgorithm", ["pointsAbove", "pointsBelow"], "pointsBelow");
  if (useReasons && algorithm === "pointsAbove") {
    throw refuse(
      model,
      "CRD-1103",
      "Its reasons are points above the baseline, so that a higher score is worse, and a policy approves from a score up; expected pointsBelow.",
    );
  }
  const baseline = model.attributes.get("baselineScore");
  if (baseline !== undefined) points(model, "baselineScore", baseline);
  if (optionalChild(model, "Targets") !== undefined)
    throw refuse(model, "CRD-1103", "Its score is changed by Targets afterwards; expected points that are the score.");
  const scope = modelScopeOf(model, reader.outside, reader);
  const characteristics = onlyChild(model, "Characteristics");
  allow(characteristics, [], ["Characteristic"]);
  const elements = childrenNamed(characteristics, "Characteristic");
  if (elements.length === 0) throw refuse(characteristics, "CRD-1101", "It has no Characteristic; is the file whole?");
  const names = new Map<string, Element>();
  const read = elements.map((element) => {
    const characteristic = readCharacteristic(element, scope, reader);
    const before = names.get(characteristic.name);
    if (before !== undefined) {
      throw refuse(
        element,
        "CRD-1103",
        `It bins ${quote(characteristic.name)}, as the characteristic of line ${before.line} does; expected one characteristic a field.`,
      );
    }
    names.set(characteristic.name, element);
    return characteristic;
  });
  const inputs = reader.inputs.all();
  return {
    kind: "scorecard",
    source: { file: file.name, format: "pmml", sha256: file.sha256, comparison: "float64", intervals: "predicates of one field" },
    ...(inputs.length === 0 ? {} : { inputs }),
    initialPoints: points(model, "initialScore", model.attributes.get("initialScore") ?? "0"),
    characteristics: read,
  };
}
