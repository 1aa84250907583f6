import { type CircuitConstraints, openCircuit, openConstraints } from "./circuit.ts";
import { type Constraint, invert, type LinearCombination, modulo } from "./r1cs.ts";
import type { CircuitInputs, WitnessProgram } from "./witness.ts";

export interface Forgery {
  /** What the cheater sets, by signal: the lie. */
  set: Readonly<Record<string, bigint>>;
  /**
   * What else a prover is free to choose, by signal: inputs and hints. They keep their honest values. Every other wire is computed anew, as far as the
   * constraints say what it must be, so that the lie is told consistently.
   */
  hint: (signal: string) => boolean;
}

/** The part of a combination that is known, and the coefficient of the one wire that is not. */
function split({ wires, coefficients }: LinearCombination, values: readonly (bigint | undefined)[], unknown: number): [known: bigint, slope: bigint] {
  let known = 0n;
  let slope = 0n;
  wires.forEach((wire, i) => {
    if (wire === unknown) slope += coefficients[i] as bigint;
    else known += (coefficients[i] as bigint) * (values[wire] as bigint);
  });
  return [modulo(known), modulo(slope)];
}

/** The only value of the unknown wire that satisfies the constraint; undefined where there is none, any, or two. */
function solve({ a, b, c }: Constraint, values: readonly (bigint | undefined)[], unknown: number): bigint | undefined {
  const [a0, a1] = split(a, values, unknown);
  const [b0, b1] = split(b, values, unknown);
  const [c0, c1] = split(c, values, unknown);
  if (modulo(a1 * b1) !== 0n) return undefined;
  const slope = modulo(a0 * b1 + a1 * b0 - c1);
  return slope === 0n ? undefined : modulo((c0 - a0 * b0) * inverseOf(slope));
}

/** Slopes are mostly the same few constants. */
const inverses = new Map<bigint, bigint>();
function inverseOf(slope: bigint): bigint {
  const known = inverses.get(slope);
  if (known !== undefined) return known;
  const inverse = invert(slope);
  if (inverses.size < 10_000) inverses.set(slope, inverse);
  return inverse;
}

/** Which wires each constraint reads, and which constraints read each wire. */
interface Reading {
  constraints: readonly Constraint[];
  wires: number[][];
  readers: number[][];
}

function readingOf(constraints: readonly Constraint[], count: number): Reading {
  const readers: number[][] = Array.from({ length: count }, () => []);
  const wires = constraints.map(({ a, b, c }, position) => {
    const distinct = [...new Set([...a.wires, ...b.wires, ...c.wires])];
    for (const wire of distinct) (readers[wire] as number[]).push(position);
    return distinct;
  });
  return { constraints, wires, readers };
}

/** Where forgeries start. */
interface Start {
  honest: readonly bigint[];
  /** What a constraint makes of one of its wires while all others have their honest values, by both: most of a circuit is never touched by a lie. */
  solved: Map<number, bigint | undefined>;
}

/** Values for every wire, from those that are set already: first what follows from them, then what is left open at its honest value. */
function complete({ constraints, wires, readers }: Reading, values: (bigint | undefined)[], { honest, solved }: Start): bigint[] {
  // Of each constraint how many of its wires are open, and their sum: the one that is left, once it is one.
  const open = wires.map((read) => read.reduce((count, wire) => (values[wire] === undefined ? count + 1 : count), 0));
  const sum = wires.map((read) => read.reduce((total, wire) => (values[wire] === undefined ? total + wire : total), 0));
  // Of each constraint how many of its wires are known to be other than honest.
  const apart = new Uint32Array(constraints.length);
  values.forEach((value, wire) => {
    if (value !== undefined && value !== honest[wire]) for (const position of readers[wire] as number[]) (apart[position] as number)++;
  });
  // First come, first served: forwards from what is set, as an honest program would, and not backwards from what is checked at the end.
  const ready = open.flatMap((count, position) => (count === 1 ? [position] : []));
  const settle = (wire: number, value: bigint) => {
    values[wire] = value;
    const other = value === honest[wire] ? 0 : 1;
    for (const position of readers[wire] as number[]) {
      (apart[position] as number) += other;
      sum[position] = (sum[position] as number) - wire;
      open[position] = (open[position] as number) - 1;
      if (open[position] === 1) ready.push(position);
    }
  };
  const solveFor = (position: number, wire: number): bigint | undefined => {
    const solveAnew = () => solve(constraints[position] as Constraint, values, wire);
    if (apart[position] !== 0) return solveAnew();
    const key = position * values.length + wire;
    if (!solved.has(key)) solved.set(key, solveAnew());
    return solved.get(key);
  };
  for (let stuck = 1, next = 0; ; ) {
    for (; next < ready.length; next++) {
      const position = ready[next] as number;
      if (open[position] !== 1) continue;
      const wire = sum[position] as number;
      const value = solveFor(position, wire);
      if (value !== undefined) settle(wire, value);
    }
    while (stuck < values.length && values[stuck] !== undefined) stuck++;
    if (stuck === values.length) return values as bigint[];
    settle(stuck, honest[stuck] as bigint);
  }
}

/** Answers with a cheater's witness for the wires of the circuit that is under attack. @throws Error if a lie is no lie, being the honest value. */
export type Forger = (inputs: CircuitInputs, forgery: Forgery) => bigint[];

/**
 * Opens a circuit for forgery. The cheater's witness starts from the honest one of some inputs: the lies are set, the other free choices kept, and all
 * that follows is recomputed. That happens on the circuit as written (--O0), where each signal has a wire and most have one constraint that says what
 * they are; the constraints under attack are the circuit's own.
 * @param calculate where the forgery starts, on the circuit as written: its own program, unless a malicious generator's is given for inputs that it refuses.
 */
export async function openForger(circuit: CircuitConstraints, main: string, calculate?: WitnessProgram): Promise<Forger> {
  const asWritten = { optimisation: "O0" } as const;
  const plain = calculate === undefined ? await openCircuit(main, asWritten) : { ...(await openConstraints(main, asWritten)), calculate };
  const wires = new Int32Array(circuit.r1cs.wires);
  for (const [name, wire] of circuit.symbols) wires[wire] = plain.wire(name);
  const reading = readingOf(plain.r1cs.constraints, plain.r1cs.wires);
  const starts = new WeakMap<CircuitInputs, Start>();
  const startOf = (inputs: CircuitInputs): Start => {
    const start = starts.get(inputs) ?? { honest: plain.calculate(inputs), solved: new Map() };
    starts.set(inputs, start);
    return start;
  };
  const hinted = new WeakMap<Forgery["hint"], number[]>();
  const hintedBy = (hint: Forgery["hint"]): number[] => {
    const found = hinted.get(hint) ?? [...plain.symbols].flatMap(([name, wire]) => (hint(name) ? [wire] : []));
    hinted.set(hint, found);
    return found;
  };
  return (inputs, { set, hint }) => {
    const start = startOf(inputs);
    const { honest } = start;
    const values: (bigint | undefined)[] = honest.map(() => undefined);
    values[0] = 1n;
    for (const wire of hintedBy(hint)) values[wire] = honest[wire];
    let changed = false;
    for (const [name, value] of Object.entries(set)) {
      const wire = plain.wire(name);
      values[wire] = modulo(value);
      changed ||= honest[wire] !== values[wire];
    }
    if (!changed) throw new Error("nothing is forged: every value is the honest one");
    const forged = complete(reading, values, start);
    return Array.from(wires, (wire) => forged[wire] as bigint);
  };
}
