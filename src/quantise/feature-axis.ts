import type { CellRange } from "../model/quantised-trees.ts";
import type { SplitRule } from "../model/trees-ir.ts";
import { cardinality, type Feature, missingCode } from "../record/schema.ts";
import type { ColumnAxis } from "./column-axis.ts";
import type { ColumnValue } from "./column-value.ts";
import { boundariesOf, goesToYes } from "./split-rule.ts";

/** The smallest of `count` codes at which a condition that is false below and true above holds; `count` where there is none. */
function firstCode(count: bigint, holds: (code: bigint) => boolean): bigint {
  let low = 0n;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1n;
    if (holds(middle)) high = middle;
    else low = middle + 1n;
  }
  return low;
}

const ascending = (values: Iterable<bigint>): bigint[] => [...new Set(values)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/** A stretch of codes and the branch that its codes take. */
type Piece = { from: bigint; yes: boolean };

function piecesOf(feature: Feature, value: ColumnValue, rule: SplitRule): Piece[] {
  const marker = missingCode(feature);
  const count = cardinality(feature) - (marker === undefined ? 0n : 1n);
  const starts =
    value.monotone && rule.kind === "number"
      ? ascending([0n, ...boundariesOf(rule).map((holds) => firstCode(count, (code) => holds(value.of(code))))]).filter((start) => start < count)
      : value.monotone
        ? monotoneStarts(count, value)
        : Array.from({ length: Number(count) }, (_, code) => BigInt(code));
  if (marker !== undefined) starts.push(marker);
  return starts.map((from) => ({ from, yes: goesToYes(rule, value.of(from)) }));
}

/** Where a column of few values changes: what a rule of categories on a number has to be asked at. */
function monotoneStarts(count: bigint, value: ColumnValue): bigint[] {
  const starts: bigint[] = [];
  for (let start = 0n; start < count; ) {
    starts.push(start);
    const here = Math.trunc(value.of(start));
    start = firstCode(count, (code) => Math.trunc(value.of(code)) > here);
  }
  return starts;
}

/**
 * One raw feature and every test that the model makes of it, whatever the columns that it makes it through.
 * A test is the list of codes at which its branch changes, which become cuts; cells are the stretches between them.
 */
export function openFeatureAxis(feature: Feature): ColumnAxis<bigint, ColumnValue> {
  const edges = new Set<bigint>();
  return {
    test(rule, value) {
      const pieces = piecesOf(feature, value, rule);
      const changes: bigint[] = [];
      pieces.forEach(({ from, yes }, i) => {
        if (i === 0 || pieces[i - 1]?.yes === yes) return;
        changes.push(from);
        edges.add(from);
      });
      const first = pieces[0]?.yes === true;
      const total = changes.length + (first ? 1 : 0);
      return {
        constant: changes.length === 0,
        cells(cuts) {
          const ends: number[] = first ? [0] : [];
          for (const change of changes) ends.push(cuts.indexOf(change) + 1);
          if (ends.length % 2 === 1) ends.push(cuts.length + 1);
          const ranges: CellRange[] = [];
          for (let i = 0; i < ends.length; i += 2) ranges.push([ends[i] as number, ends[i + 1] as number]);
          return total === 0 ? [] : ranges;
        },
      };
    },
    cuts: () => ascending(edges),
  };
}
