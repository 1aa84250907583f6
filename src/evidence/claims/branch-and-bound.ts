import { featuresOf } from "../../model/column-cell.ts";
import type { QuantisedColumn, QuantisedTrees } from "../../model/quantised-trees.ts";
import { openMargin } from "../../model/tree-walk.ts";
import { missingCode, type RecordSchema } from "../../record/schema.ts";
import { cellsOfBox, type RecordBox, wholeBox } from "./record-box.ts";
import { type CellSet, openRiseBound } from "./tree-differences.ts";

type Range = RecordBox[number];
export type Codes = readonly [before: bigint, after: bigint];

const isSingle = (cells: CellSet) => (cells & (cells - 1n)) === 0n;

/** Cuts the widest range that a column is made of, or takes its missing marker off. */
function branch(column: QuantisedColumn, schema: RecordSchema, box: RecordBox): RecordBox[] {
  const width = (feature: number) => (box[feature] as Range)[1] - (box[feature] as Range)[0];
  const feature = featuresOf(column).reduce((widest, each) => (width(each) > width(widest) ? each : widest));
  const [first, last] = box[feature] as Range;
  let middle = (first + last) / 2n;
  if (last === missingCode(schema.features[feature] as RecordSchema["features"][number])) middle = last - 1n;
  else if (column.kind === "feature") {
    const within = column.cuts.filter((cut) => cut > first && cut <= last);
    middle = (within[within.length >> 1] as bigint) - 1n;
  }
  return [box.with(feature, [first, middle]), box.with(feature, [middle + 1n, last])];
}

/**
 * Makes the function that says whether the margin of some record rises where a feature that one column alone reads goes from one code to another. It branches over boxes of records and bounds the rise
 * in each, until none is left in which there may be one; it gives the record, `undefined` where there is none, and `"unknown"` where more than `budget` boxes would have to be looked at.
 */
export function openRiseSearch(model: QuantisedTrees, watched: number, position: number) {
  const { columns, schema, trees } = model;
  const bound = openRiseBound(model, watched);
  const marginOf = openMargin(model);
  const asked = columns.map((_, column) => trees.flatMap(({ nodes }) => nodes.filter((node) => node.kind === "split" && node.column === column)).length);
  /** The column asked most of those that the box does not decide. */
  const undecided = (cells: readonly CellSet[]) =>
    columns.reduce((best, _, column) => {
      if (column === watched || isSingle(cells[column] as CellSet)) return best;
      return best < 0 || (asked[column] as number) > (asked[best] as number) ? column : best;
    }, -1);

  return ([before, after]: Codes, [low, high]: readonly [number, number], budget: { boxes: number }): readonly bigint[] | "unknown" | undefined => {
    const measure = (box: RecordBox) => {
      const cells = cellsOfBox(model, box);
      return { box, cells, most: bound(low, high, cells) };
    };
    const open = [measure(wholeBox(schema))];
    for (;;) {
      const [next] = open.splice(
        open.reduce((best, { most }, i) => (most > (open[best] as { most: bigint }).most ? i : best), 0),
        1,
      );
      if (next === undefined || next.most <= 0n) return undefined;
      const corner = next.box.map(([least]) => least);
      if (marginOf(corner.with(position, after)) > marginOf(corner.with(position, before))) return corner;
      if (budget.boxes <= 0) return "unknown";
      for (const box of branch(columns[undecided(next.cells)] as QuantisedColumn, schema, next.box)) {
        open.push(measure(box));
        budget.boxes -= 1;
      }
    }
  };
}
