import type { CellRange } from "../model/quantised-trees.ts";
import type { SplitRule } from "../model/trees-ir.ts";
import { type Feature, missingCode } from "../record/schema.ts";
import type { ColumnAxis } from "./column-axis.ts";
import { ascending, type ColumnValue, changes, valueCount } from "./column-value.ts";
import { boundariesOf, goesToYes } from "./split-rule.ts";

/** A stretch of codes and the branch that its codes take. */
type Piece = { from: bigint; yes: boolean };

function piecesOf(feature: Feature, value: ColumnValue, rule: SplitRule): Piece[] {
  const marker = missingCode(feature);
  const count = valueCount(feature);
  const starts = value.stretches.flatMap((from, i) => {
    const to = value.stretches[i + 1] ?? count;
    if (to - from === 1n) return [from];
    return ascending([
      from,
      ...changes(
        from,
        to,
        boundariesOf(rule).map((holds) => (code: bigint) => holds(value.of(code))),
      ),
    ]);
  });
  if (marker !== undefined) starts.push(marker);
  return starts.map((from) => ({ from, yes: goesToYes(rule, value.of(from)) }));
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
      const turns: bigint[] = [];
      pieces.forEach(({ from, yes }, i) => {
        if (i === 0 || pieces[i - 1]?.yes === yes) return;
        turns.push(from);
        edges.add(from);
      });
      const first = pieces[0]?.yes === true;
      return {
        always: turns.length === 0 ? first : undefined,
        cells(cuts) {
          const ends: number[] = first ? [0] : [];
          for (const turn of turns) ends.push(cuts.indexOf(turn) + 1);
          if (ends.length % 2 === 1) ends.push(cuts.length + 1);
          const ranges: CellRange[] = [];
          for (let i = 0; i < ends.length; i += 2) ranges.push([ends[i] as number, ends[i + 1] as number]);
          return ranges;
        },
      };
    },
    cuts: () => ascending(edges),
  };
}
