import type { QuantisedTrees } from "../model/quantised-trees.ts";
import type { WalkTree } from "../model/tree-walk.ts";

/** How a column stands to the path so far: agrees for record and reference, for the record alone, for the reference alone. */
const BOTH = 0;
const RECORD = 1;
const REFERENCE = 2;

/**
 * gain[a][b] = (a-1)! b! / (a+b)! and loss[a][b] = a! (b-1)! / (a+b)!, times `scale`, which makes them whole. gain[0][b] and loss[a][0] are not used and 0.
 */
function weightTables(scale: bigint, most: number): { gain: bigint[][]; loss: bigint[][] } {
  const factorials = [1n];
  for (let n = 1n; n <= BigInt(most) + 1n; n++) factorials.push((factorials.at(-1) as bigint) * n);
  const f = (n: number) => factorials[n] as bigint;
  const table = (weight: (a: number, b: number) => bigint) =>
    Array.from({ length: most + 1 }, (_, a) => Array.from({ length: most + 1 - a }, (_, b) => (weight(a, b) * scale) / f(a + b)));
  return { gain: table((a, b) => (a === 0 ? 0n : f(a - 1) * f(b))), loss: table((a, b) => (b === 0 ? 0n : f(a) * f(b - 1))) };
}

/**
 * Shapley values of the margin against one reference record (baseline, or interventional, Shapley values with a single reference: Lundberg et al. 2020; Sundararajan and Najmi 2020),
 * the columns being the players, in units of 1 / reasonScale of the margin's unit. Only leaves are visited whose path agrees, at every split, for record or reference.
 * @returns a function from a record's cells to one value a column; they sum to reasonScale * (margin(record) - margin(reference)).
 */
export function openContributions(model: QuantisedTrees, trees: readonly WalkTree[], reference: readonly number[]): (cells: readonly number[]) => bigint[] {
  const { columns, reasonScale } = model;
  const { gain, loss } = weightTables(reasonScale, columns.length < 64 ? columns.length : 64);
  const state = new Uint8Array(columns.length);
  const alone: number[] = [];

  return (cells) => {
    const values = columns.map(() => 0n);

    const visit = ({ column, goes, yes, no, leaves }: WalkTree, node: number, a: number, b: number): void => {
      let at = node;
      for (;;) {
        const asked = column[at] as number;
        if (asked < 0) break;
        const table = goes[at] as Uint8Array;
        const forRecord = (table[cells[asked] as number] === 1 ? yes[at] : no[at]) as number;
        const forReference = (table[reference[asked] as number] === 1 ? yes[at] : no[at]) as number;
        const stands = state[asked];
        if (stands === RECORD || forRecord === forReference) at = stands === REFERENCE ? forReference : forRecord;
        else if (stands === REFERENCE) at = forReference;
        else {
          alone.push(asked);
          state[asked] = RECORD;
          visit({ column, goes, yes, no, leaves }, forRecord, a + 1, b);
          state[asked] = REFERENCE;
          visit({ column, goes, yes, no, leaves }, forReference, a, b + 1);
          state[asked] = BOTH;
          alone.pop();
          return;
        }
      }
      if (a + b === 0) return;
      const { value } = leaves[at] as { value: bigint };
      const gained = value * (gain[a]?.[b] as bigint);
      const lost = value * (loss[a]?.[b] as bigint);
      for (const player of alone) {
        values[player] = state[player] === RECORD ? (values[player] as bigint) + gained : (values[player] as bigint) - lost;
      }
    };

    for (const tree of trees) visit(tree, 0, 0, 0);
    return values;
  };
}
