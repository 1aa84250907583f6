import { type CompileOptions, compileCircuit } from "./compile.ts";
import { type Constraint, checkWitness, describeConstraint, type R1cs, readR1cs, readSymbols, type Symbols } from "./r1cs.ts";
import { openWitnessProgram, type WitnessProgram } from "./witness.ts";

/** A compiled circuit with everything that a test asks of it. */
export interface Circuit {
  r1cs: R1cs;
  symbols: Symbols;
  /** The honest witness of some inputs. @throws Error where the circuit's own program refuses them. */
  calculate: WitnessProgram;
  /** The wire of a signal, such as "main.S". @throws Error if there is none, or the signal was simplified away. */
  wire(name: string): number;
  /** The violated constraints in words, at most twenty: empty for a witness that a verifier would accept. */
  violations(witness: readonly bigint[]): string[];
}

/** Compiles circom text with a `component main`, or takes it from the cache. */
export async function openCircuit(main: string, options: CompileOptions = {}): Promise<Circuit> {
  const compiled = await compileCircuit(main, options);
  const r1cs = readR1cs(compiled.r1cs);
  const symbols = readSymbols(compiled.sym);
  const names = new Map([...symbols].map(([name, wire]) => [wire, name]));
  return {
    r1cs,
    symbols,
    calculate: await openWitnessProgram(compiled.wasm),
    wire: (name) => {
      const wire = symbols.get(name);
      if (wire === undefined) throw new Error(`${name} is no wire of this circuit`);
      return wire;
    },
    violations: (witness) =>
      checkWitness(r1cs, witness)
        .slice(0, 20)
        .map((position) => describeConstraint(r1cs.constraints[position] as Constraint, names)),
  };
}

/** Which wires a sweep or a rank test holds still. */
export type Held = "public" | ((signal: string) => boolean);

/** The wires that may move: all but the constant and those held. Names the signal of each. */
export function movingWires({ r1cs, symbols }: Pick<Circuit, "r1cs" | "symbols">, held: Held): Map<number, string> {
  const lastPublic = r1cs.publicOutputs + r1cs.publicInputs;
  const moving = new Map<number, string>();
  for (const [name, wire] of symbols) if (held === "public" ? wire > lastPublic : !held(name)) moving.set(wire, name);
  return moving;
}
