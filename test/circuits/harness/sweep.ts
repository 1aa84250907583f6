import { type Circuit, type Held, movingWires } from "./circuit.ts";
import { type Constraint, holds, modulo } from "./r1cs.ts";

/** A change of one wire that no constraint noticed. */
export interface UnnoticedNudge {
  /** Name of a signal on the wire. */
  signal: string;
  from: bigint;
  to: bigint;
}

/** What a wire is changed into: its neighbours, the other bit, the other sign, twice and half as much. The last two also catch what is only scaled. */
const nudges = (value: bigint): bigint[] => {
  const targets = [value + 1n, value - 1n, 1n - value, -value, 2n * value, 0n, 1n].map(modulo);
  return [...new Set(targets)].filter((target) => target !== value);
};

const wiresOf = ({ a, b, c }: Constraint) => new Set([...a.wires, ...b.wires, ...c.wires]);

/**
 * Changes every wire of a witness, one at a time, and reports each change after which every constraint still holds. The public signals are held, or
 * what `held` says: for a template with outputs, its inputs.
 * Necessary, not sufficient: a cheater changes several wires at once.
 */
export function sweepWires(circuit: Pick<Circuit, "r1cs" | "symbols">, honest: readonly bigint[], held: Held = "public"): UnnoticedNudge[] {
  const { r1cs } = circuit;
  const readers: Constraint[][] = Array.from({ length: r1cs.wires }, () => []);
  for (const constraint of r1cs.constraints) for (const wire of wiresOf(constraint)) (readers[wire] as Constraint[]).push(constraint);
  const witness = [...honest];
  const unnoticed: UnnoticedNudge[] = [];
  for (const [wire, signal] of movingWires(circuit, held)) {
    const value = honest[wire] as bigint;
    for (const target of nudges(value)) {
      witness[wire] = target;
      if ((readers[wire] as Constraint[]).every((constraint) => holds(constraint, witness))) unnoticed.push({ signal, from: value, to: target });
    }
    witness[wire] = value;
  }
  return unnoticed;
}
