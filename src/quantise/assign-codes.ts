import { CredenceError } from "../errors/credence-error.ts";
import { placeIn } from "../files/csv-table.ts";
import type { CodeRange } from "../model/quantised.ts";
import type { Attribute, IntervalEdge, ModelSource, ScorecardCharacteristic } from "../model/scorecard-ir.ts";
import { cardinality, decodeCell, type Feature, missingCode } from "../record/schema.ts";
import { lostDigits } from "./lost-digits.ts";
import { firstCode, type ValueOrder, valueOrder } from "./value-order.ts";

/** One attribute with the codes that meet it, before single values are taken out of intervals. */
interface Claim {
  bin: number;
  attribute: Attribute;
  range: CodeRange;
  /** A single value, which goes before an interval. */
  single: boolean;
}

const isEmpty = ([from, to]: CodeRange) => from >= to;
const byStart = (a: { range: CodeRange }, b: { range: CodeRange }) => (a.range[0] < b.range[0] ? -1 : a.range[0] > b.range[0] ? 1 : 0);

/** What is left of a range when the given ranges, sorted and disjoint, are taken out. */
function without([from, to]: CodeRange, taken: readonly CodeRange[]): CodeRange[] {
  const left: CodeRange[] = [];
  let start = from;
  for (const [first, end] of taken) {
    if (end <= start || first >= to) continue;
    if (first > start) left.push([start, first]);
    start = end;
  }
  return start < to ? [...left, [start, to]] : left;
}

/** Sorted, with neighbours joined. */
function joined(ranges: readonly CodeRange[]): CodeRange[] {
  const result: [bigint, bigint][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const last = result.at(-1);
    if (last !== undefined && last[1] === from) last[1] = to;
    else result.push([from, to]);
  }
  return result;
}

/**
 * The codes of each bin of a characteristic: exact integer ranges that partition [0, cardinality), the missing marker included.
 * A characteristic of a feature that may be missing needs a missing bin, and one of a feature that may not be must have none.
 * @returns one list of ranges a bin, in document order; an empty one for a bin of optional attributes that no record can carry.
 * @throws CredenceError CRD-1005 (not understood), CRD-1008 (gap), CRD-1009 (overlap), CRD-1010 (unreachable), CRD-1011 (duplicate), CRD-1012 (value not in
 * the schema), CRD-1019 (an edge without its last digits), with file, line, column and what was expected.
 */
export function assignCodes(characteristic: ScorecardCharacteristic, feature: Feature, source: ModelSource): CodeRange[][] {
  const marker = missingCode(feature);
  const count = cardinality(feature) - (marker === undefined ? 0n : 1n);
  const refuse = (code: "CRD-1005" | "CRD-1009" | "CRD-1010" | "CRD-1011" | "CRD-1012" | "CRD-1019", message: string, { place }: Attribute) =>
    new CredenceError(code, message, { place: placeIn(source.file, place) });
  const range = feature.type === "category" ? `the ${count} values of ${feature.name}` : `${feature.name} from ${feature.min} to ${feature.max}`;

  const category = (attribute: Attribute, values: readonly string[]): CodeRange => {
    const position = values.indexOf(attribute.text);
    if (position >= 0) return [BigInt(position), BigInt(position) + 1n];
    if (attribute.optional) return [0n, 0n];
    const expected = values.map((value) => JSON.stringify(value)).join(", ");
    throw refuse("CRD-1012", `Found ${JSON.stringify(attribute.text)} as a value of ${feature.name}, expected one of ${expected}.`, attribute);
  };

  const ordered = (attribute: Attribute, { reads, compare, expects }: ValueOrder): CodeRange => {
    const edges = attribute.kind === "interval" ? [attribute.from.at, attribute.to.at] : [attribute.text];
    for (const edge of edges) {
      if (!reads(edge))
        throw refuse("CRD-1005", `Found ${JSON.stringify(attribute.text)}, expected ${source.intervals} or ${expects}, for ${range}.`, attribute);
    }
    const single: IntervalEdge = { at: attribute.text, closed: true };
    const { from, to } = attribute.kind === "interval" ? attribute : { from: single, to: single };
    const lost = [from, to].find(({ at, rounded }) => rounded && lostDigits(feature, at));
    if (lost !== undefined) {
      const message = `The tool cut ${lost.at} of ${feature.name} to the digits that stand there, and a value of the schema may lie on either side of it; expected the edge in full.`;
      throw refuse("CRD-1019", message, attribute);
    }
    const turned = compare(from.at, to.at);
    if (turned > 0 || (turned === 0 && !(from.closed && to.closed))) {
      throw refuse("CRD-1005", `Found ${JSON.stringify(attribute.text)}, which holds no value; expected its start below its end.`, attribute);
    }
    return [
      firstCode(feature, count, (cell) => (from.closed ? compare(cell, from.at) >= 0 : compare(cell, from.at) > 0)),
      firstCode(feature, count, (cell) => (to.closed ? compare(cell, to.at) > 0 : compare(cell, to.at) >= 0)),
    ];
  };

  const missing = (attribute: Attribute): CodeRange => {
    if (marker !== undefined) return [marker, marker + 1n];
    if (attribute.optional) return [0n, 0n];
    throw refuse("CRD-1010", `The schema says that ${feature.name} is never missing; expected no missing bin.`, attribute);
  };

  const codesOf = (attribute: Attribute): CodeRange => {
    if (attribute.kind === "missing") return missing(attribute);
    return feature.type === "category" ? category(attribute, feature.values) : ordered(attribute, valueOrder(feature, source.comparison));
  };
  const claim = (bin: number, attribute: Attribute): Claim[] => {
    const claimed = codesOf(attribute);
    if (!isEmpty(claimed)) return [{ bin, attribute, range: claimed, single: attribute.kind !== "interval" || feature.type === "category" }];
    if (attribute.optional) return [];
    throw refuse("CRD-1010", `No record can carry ${attribute.text}; the schema has ${range}.`, attribute);
  };

  const attributes = characteristic.bins.flatMap(({ attributes }, bin) => attributes.map((attribute) => ({ bin, attribute })));
  const named = attributes.filter(({ attribute }) => attribute.kind !== "other").flatMap(({ bin, attribute }) => claim(bin, attribute));
  const others = attributes.filter(({ attribute }) => attribute.kind === "other");
  const [rest, another] = others.map(({ attribute }) => attribute);
  if (another !== undefined) throw refuse("CRD-1011", `${another.text} of ${feature.name} stands twice; expected it once.`, another);
  if (rest !== undefined && feature.type !== "category") {
    throw refuse("CRD-1005", `Found ${rest.text} for ${range}, expected it of a category only.`, rest);
  }
  const unnamed = without(
    [0n, count],
    [...named.map((claim) => claim.range)].sort((a, b) => (a[0] < b[0] ? -1 : 1)),
  );
  if (rest !== undefined && unnamed.length === 0 && !rest.optional) {
    throw refuse("CRD-1010", `Every value of ${feature.name} has a bin of its own; expected none for ${rest.text}.`, rest);
  }
  const claims = [...named, ...others.flatMap(({ bin, attribute }) => unnamed.map((range) => ({ bin, attribute, range, single: true })))];
  const singles = claims.filter(({ single }) => single).sort(byStart);
  const intervals = claims.filter(({ single }) => !single).sort(byStart);
  for (const sorted of [singles, intervals]) {
    sorted.forEach((claim, i) => {
      const before = sorted[i - 1];
      if (before === undefined || before.range[1] <= claim.range[0]) return;
      // Told at whichever of the two comes later in the file.
      const [first, second] = [before, claim].sort(
        (a, b) => a.attribute.place.line - b.attribute.place.line || a.attribute.place.column - b.attribute.place.column,
      ) as [Claim, Claim];
      const at = `line ${first.attribute.place.line}`;
      if (first.attribute.text === second.attribute.text || before.single) {
        throw refuse("CRD-1011", `${second.attribute.text} of ${feature.name} has a bin in ${at} already; expected it once.`, second.attribute);
      }
      throw refuse(
        "CRD-1009",
        `${second.attribute.text} of ${feature.name} overlaps ${first.attribute.text} in ${at}; expected bins that share no value.`,
        second.attribute,
      );
    });
  }

  const taken = singles.map((claim) => claim.range);
  const parts = claims.map((claim) => {
    const ranges = claim.single ? [claim.range] : without(claim.range, taken);
    if (ranges.length === 0)
      throw refuse("CRD-1010", `Every value of ${claim.attribute.text} has a bin of its own; expected an interval that holds others.`, claim.attribute);
    return { ...claim, ranges };
  });

  refuseGap(characteristic, feature, source, parts);
  return characteristic.bins.map((_, bin) => joined(parts.filter((part) => part.bin === bin).flatMap((part) => part.ranges)));
}

/** The gap is told at the interval that follows it, or where the characteristic starts. */
function refuseGap(
  characteristic: ScorecardCharacteristic,
  feature: Feature,
  source: ModelSource,
  parts: readonly { attribute: Attribute; ranges: readonly CodeRange[] }[],
): void {
  const [gap] = without([0n, cardinality(feature)], joined(parts.flatMap(({ ranges }) => ranges)));
  if (gap === undefined) return;
  const [from, to] = gap;
  const marker = missingCode(feature);
  const toMarker = to - 1n === marker;
  const lastValue = toMarker ? to - 2n : to - 1n;
  const spell = (code: bigint) => JSON.stringify(decodeCell(feature, code));
  const values = from > lastValue ? [] : [from === lastValue ? spell(from) : `${spell(from)} to ${spell(lastValue)}`];
  const next = parts.find(({ attribute, ranges }) => attribute.kind === "interval" && ranges.some(([start]) => start === to));
  const what = [...values, ...(toMarker ? ["a missing cell"] : [])].join(" and ");
  throw new CredenceError("CRD-1008", `${characteristic.name} has no bin for ${what}; expected a bin for every value of the schema.`, {
    place: placeIn(source.file, next?.attribute.place ?? characteristic.place),
  });
}
