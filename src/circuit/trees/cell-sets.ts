import type { CellRange, QuantisedTrees } from "../../model/quantised-trees.ts";
import { Linear } from "./linear.ts";
import type { ColumnWires } from "./write-columns.ts";

/** A set of cells of one column: bit k is cell k. */
export type CellSet = bigint;

/** The sets of cells of a model's columns, and what says in the circuit that a record lies in one. */
export class CellSets {
  /** Every cell, by column. */
  readonly all: readonly CellSet[];
  readonly #wires: ColumnWires;

  constructor({ columns }: Pick<QuantisedTrees, "columns">, wires: ColumnWires) {
    this.all = columns.map(({ cells }) => (1n << BigInt(cells)) - 1n);
    this.#wires = wires;
  }

  of(cells: readonly CellRange[]): CellSet {
    return cells.reduce((set, [from, to]) => set | ((1n << BigInt(to)) - (1n << BigInt(from))), 0n);
  }

  /** [the record lies in one of these cells of the column] */
  indicator(column: number, set: CellSet): Linear {
    const wires = this.#wires[column] as readonly Linear[];
    const sum = new Linear();
    for (let cell = 0; cell <= wires.length; cell++) {
      const here = (set >> BigInt(cell)) & 1n;
      const next = (set >> BigInt(cell + 1)) & 1n;
      // below[cell] enters with the cell and leaves with the one after it; after the last stands 1.
      if (cell === wires.length) sum.addConstant(here);
      else sum.add(wires[cell] as Linear, here - next);
    }
    return sum;
  }
}
