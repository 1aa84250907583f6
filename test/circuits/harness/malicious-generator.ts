import type { CircuitConstraints } from "./circuit.ts";
import { compileCircuit, compileConstraints } from "./compile.ts";
import { readSymbols, type Symbols } from "./r1cs.ts";
import { type CircuitInputs, openWitnessProgram } from "./witness.ts";

/** Exchanges text in one source of the circuit, which must contain it: a hint computed otherwise, or taken from an input that is added. */
export interface Patch {
  /** Relative to the project, such as "circuits/lib/eddsa/base8-window.circom"; "main.circom" for the main. */
  path: string;
  find: string;
  replace: string;
}

/** Runs to the end whatever it is given, and answers with a value for every wire of the honest circuit. */
export type MaliciousGenerator = (inputs: CircuitInputs) => bigint[];

const COMMENTS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
const CHECKS = /(?<=[;{}])[^;{}]*===[^;]*;|\bassert\s*\([^;]*;/g;

/** Anonymous components are named by their line and place in the source, which patches move. */
const PLACE = /_(\d+)_(\d+)(?=[.[])/g;

/** The signals whose names differ in places only, each group in the order of the source. */
function groupSignals(symbols: Symbols): Map<string, string[]> {
  const groups = new Map<string, { name: string; places: number[] }[]>();
  for (const name of symbols.keys()) {
    const places = [...name.matchAll(PLACE)].map(([, , place]) => Number(place));
    const key = name.replaceAll(PLACE, "");
    const group = groups.get(key);
    if (group) group.push({ name, places });
    else groups.set(key, [{ name, places }]);
  }
  const order = (a: readonly number[], b: readonly number[]) => a.map((place, i) => place - (b[i] as number)).find((difference) => difference !== 0) ?? 0;
  return new Map([...groups].map(([key, group]) => [key, group.sort((a, b) => order(a.places, b.places)).map(({ name }) => name)]));
}

/** Wires in `to` by the names of `from`, for two versions of a circuit whose components stand in the same order. */
function pairSignals(from: Symbols, to: Symbols): Map<string, number> {
  const theirs = groupSignals(to);
  return new Map(
    [...groupSignals(from)].flatMap(([key, names]) => names.map((name, i): [string, number] => [name, to.get(theirs.get(key)?.[i] as string) as number])),
  );
}

/**
 * The circuit's own witness program with every `===` and every assert taken out, and hints changed by the patches: what a cheater would run.
 * Its witnesses are for the honest circuit's constraints to judge.
 * @throws Error for a patch whose text is not there.
 */
export async function openMaliciousGenerator(circuit: CircuitConstraints, main: string, patches: readonly Patch[] = []): Promise<MaliciousGenerator> {
  const applied = new Set<Patch>();
  const compiled = await compileCircuit(main, {
    optimisation: "O0",
    rewrite: (path, source) => {
      let text = source;
      for (const patch of patches) {
        if (patch.path !== path || !text.includes(patch.find)) continue;
        text = text.replace(patch.find, () => patch.replace);
        applied.add(patch);
      }
      return text.replaceAll(COMMENTS, "").replaceAll(CHECKS, "");
    },
  });
  const missed = patches.find((patch) => !applied.has(patch));
  if (missed) throw new Error(`${missed.path} does not contain: ${missed.find}`);
  const calculate = await openWitnessProgram(compiled.wasm);
  const asWritten = await compileConstraints(main, { optimisation: "O0" });
  const signals = pairSignals(readSymbols(asWritten.sym), readSymbols(compiled.sym));
  const theirs: (number | undefined)[] = Array.from({ length: circuit.r1cs.wires });
  theirs[0] = 0;
  for (const [name, wire] of circuit.symbols) theirs[wire] = signals.get(name);
  const forgotten = theirs.indexOf(undefined);
  if (forgotten >= 0) throw new Error(`wire ${forgotten} has no name`);
  return (inputs) => {
    const values = calculate(inputs);
    return theirs.map((wire) => values[wire as number] as bigint);
  };
}
