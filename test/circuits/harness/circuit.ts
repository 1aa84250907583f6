import { type CompiledConstraints, type CompileOptions, compileCircuit, compileConstraints } from "./compile.ts";
import { type Constraint, checkWitness, describeConstraint, type R1cs, readR1cs, readSymbols, type Symbols } from "./r1cs.ts";
import { openWitnessProgram, type WitnessProgram } from "./witness.ts";

/** What a circuit demands of a witness. */
export interface CircuitConstraints {
  r1cs: R1cs;
  symbols: Symbols;
  /** The wire of a signal, such as "main.S". @throws Error if there is none, or the signal was simplified away. */
  wire(name: string): number;
  /** The violated constraints in words, at most twenty: empty for a witness that a verifier would accept. */
  violations(witness: readonly bigint[]): string[];
}

/** A compiled circuit with everything that a test asks of it. */
export interface Circuit extends CircuitConstraints {
  /** The honest witness of some inputs. @throws Error where the circuit's own program refuses them. */
  calculate: WitnessProgram;
}

function readConstraints(compiled: CompiledConstraints): CircuitConstraints {
  const r1cs = readR1cs(compiled.r1cs);
  const symbols = readSymbols(compiled.sym);
  const names = new Map([...symbols].map(([name, wire]) => [wire, name]));
  return {
    r1cs,
    symbols,
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

/** Compiles circom text with a `component main`, or takes it from the cache. */
export async function openCircuit(main: string, options: CompileOptions = {}): Promise<Circuit> {
  const compiled = await compileCircuit(main, options);
  return { ...readConstraints(compiled), calculate: await openWitnessProgram(compiled.wasm) };
}

/** The same for whoever has witnesses from elsewhere. */
export const openConstraints = async (main: string, options: CompileOptions = {}): Promise<CircuitConstraints> =>
  readConstraints(await compileConstraints(main, options));

/** Which wires a sweep or a rank test holds still. */
export type Held = "public" | ((signal: string) => boolean);

/** The wires that may move: all but the constant and those held. Names the signal of each. */
export function movingWires({ r1cs, symbols }: Pick<CircuitConstraints, "r1cs" | "symbols">, held: Held): Map<number, string> {
  const lastPublic = r1cs.publicOutputs + r1cs.publicInputs;
  const moving = new Map<number, string>();
  for (const [name, wire] of symbols) if (held === "public" ? wire > lastPublic : !held(name)) moving.set(wire, name);
  return moving;
}
