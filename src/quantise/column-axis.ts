import type { CellRange } from "../model/quantised-trees.ts";
import type { SplitRule } from "../model/trees-ir.ts";

/** One test on an axis, before all of the axis' cuts are known. */
export interface AxisTest {
  /** The branch that every record takes, true for `yes`; undefined where records take both. */
  always: boolean | undefined;
  /** The cells that go to `yes`, once the cuts are known. */
  cells(cuts: readonly unknown[]): readonly CellRange[];
}

/** What splits are asked on: it gathers the cuts that the tests need. */
export interface ColumnAxis<Cut, Reading> {
  /** @param reading how the column that the split names is read off this axis. */
  test(rule: SplitRule, reading: Reading): AxisTest;
  /** All cuts, ascending. */
  cuts(): readonly Cut[];
}
