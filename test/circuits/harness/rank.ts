import { type Circuit, type Held, movingWires } from "./circuit.ts";
import { evaluateCombination, invert, type LinearCombination, modulo } from "./r1cs.ts";

type Row = Map<number, bigint>;

/** Gradients of the constraints at a witness, in the wires that may move. */
function jacobian({ r1cs }: Pick<Circuit, "r1cs">, witness: readonly bigint[], moving: ReadonlyMap<number, string>): Row[] {
  return r1cs.constraints.map(({ a, b, c }) => {
    const row: Row = new Map();
    const add = ({ wires, coefficients }: LinearCombination, factor: bigint) =>
      wires.forEach((wire, i) => {
        if (moving.has(wire)) row.set(wire, modulo((row.get(wire) ?? 0n) + factor * (coefficients[i] as bigint)));
      });
    add(a, evaluateCombination(b, witness));
    add(b, evaluateCombination(a, witness));
    add(c, -1n);
    for (const [wire, value] of row) if (value === 0n) row.delete(wire);
    return row;
  });
}

/**
 * Directions in which a witness can move without any constraint noticing to first order: one signal for each dimension. The public signals are held, or
 * what `held` says: for a template with outputs, its inputs, and then empty means that they determine all else nearby. What may be anything honestly, such
 * as a private input that is not held, counts as a direction.
 * Sparse elimination modulo the field order, the rarest wire of the shortest row first.
 */
export function findFreeDirections(circuit: Pick<Circuit, "r1cs" | "symbols">, witness: readonly bigint[], held: Held = "public"): string[] {
  const moving = movingWires(circuit, held);
  const rows = jacobian(circuit, witness, moving);
  const readers = new Map<number, Set<number>>();
  rows.forEach((row, position) => {
    for (const wire of row.keys()) readers.set(wire, (readers.get(wire) ?? new Set()).add(position));
  });
  // Rows by length, so that the shortest is at hand; an entry is stale when its row has changed since.
  const byLength: number[][] = [];
  const file = (position: number) => {
    const { size } = rows[position] as Row;
    const shelf = byLength[size];
    if (shelf) shelf.push(position);
    else byLength[size] = [position];
  };
  for (const position of rows.keys()) file(position);
  const done = new Set<number>();
  const pivots = new Set<number>();
  const takeShortest = (): number | undefined => {
    for (let length = 1; length < byLength.length; length++) {
      for (let position = byLength[length]?.pop(); position !== undefined; position = byLength[length]?.pop()) {
        if (!done.has(position) && (rows[position] as Row).size === length) return position;
      }
    }
    return undefined;
  };

  for (let position = takeShortest(); position !== undefined; position = takeShortest()) {
    const row = rows[position] as Row;
    let pivot = -1;
    for (const wire of row.keys()) if (pivot < 0 || (readers.get(wire) as Set<number>).size < (readers.get(pivot) as Set<number>).size) pivot = wire;
    const scale = invert(row.get(pivot) as bigint);
    done.add(position);
    pivots.add(pivot);
    for (const wire of row.keys()) readers.get(wire)?.delete(position);
    for (const other of [...(readers.get(pivot) as Set<number>)]) {
      const target = rows[other] as Row;
      const factor = modulo((target.get(pivot) as bigint) * scale);
      for (const [wire, value] of row) {
        const changed = modulo((target.get(wire) ?? 0n) - factor * value);
        if (changed === 0n) {
          target.delete(wire);
          readers.get(wire)?.delete(other);
        } else {
          target.set(wire, changed);
          readers.get(wire)?.add(other);
        }
      }
      file(other);
    }
  }
  return [...moving].flatMap(([wire, signal]) => (pivots.has(wire) ? [] : [signal]));
}
