import type { CircuitConstraints } from "./circuit.ts";

/** A cheater's witness beside the honest one that it started from. What is asked of it is computed when it is asked. */
export interface Attempt {
  /** On the wires of the circuit under attack. */
  readonly honest: bigint[];
  readonly forged: bigint[];
  /** Signals that the lie and all that follows from it changed, of the circuit as written. */
  readonly changed: Set<string>;
  /** What the circuit says of it: empty where a verifier would accept. */
  readonly refusals: string[];
  /** The same in the signals of the circuit as written (--O0). */
  readonly account: string[];
}

/**
 * Takes pairs of witnesses of the circuit as written, the honest one first.
 * @param plain the same circuit as written (--O0), where each signal has a wire.
 */
export function openAttempts(circuit: CircuitConstraints, plain: CircuitConstraints): (honest: readonly bigint[], forged: readonly bigint[]) => Attempt {
  const wires = new Int32Array(circuit.r1cs.wires);
  for (const [name, wire] of circuit.symbols) wires[wire] = plain.wire(name);
  const reduce = (values: readonly bigint[]) => Array.from(wires, (wire) => values[wire] as bigint);
  return (honest, forged) => ({
    get honest() {
      return reduce(honest);
    },
    get forged() {
      return reduce(forged);
    },
    get changed() {
      return new Set([...plain.symbols].filter(([, wire]) => forged[wire] !== honest[wire]).map(([name]) => name));
    },
    get refusals() {
      return circuit.violations(reduce(forged));
    },
    get account() {
      return plain.violations(forged);
    },
  });
}
