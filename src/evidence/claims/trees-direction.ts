import type { QuantisedTrees } from "../../model/quantised-trees.ts";
import { type DrivenColumn, drivenColumns } from "./column-drive.ts";
import { cellsOfBox, wholeBox } from "./record-box.ts";
import { openRiseBound } from "./tree-differences.ts";

/** In which directions a feature is monotone for certain: what a greater value is worth. Both where it is worth the same whatever it is. */
export interface ProvedDirections {
  increasing: boolean;
  decreasing: boolean;
}

/**
 * Proves directions of a feature by a condition that is sufficient and not necessary: for every column that the feature moves, and every step from one of its cells to the next, the greatest rises of the
 * trees, each for itself and the other columns standing still, add up to nothing above zero.
 */
export function provedDirections(
  model: QuantisedTrees,
  position: number,
  values: bigint,
  driven: readonly DrivenColumn[] = drivenColumns(model, position, values),
) {
  const cells = cellsOfBox(model, wholeBox(model.schema));
  const proved: ProvedDirections = { increasing: true, decreasing: true };
  for (const { column, drive, lastCell } of driven) {
    if (drive === 0) return { increasing: false, decreasing: false };
    const bound = openRiseBound(model, column);
    for (let cell = 0; cell < lastCell && (proved.increasing || proved.decreasing); cell++) {
      const step = drive > 0 ? ([cell, cell + 1] as const) : ([cell + 1, cell] as const);
      // A higher margin is a higher risk, and worth less.
      proved.increasing &&= bound(step[0], step[1], cells) <= 0n;
      proved.decreasing &&= bound(step[1], step[0], cells) <= 0n;
    }
  }
  return proved;
}
