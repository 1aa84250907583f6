import { planDecision } from "../../src/circuit/decision-plan.ts";
import { planFeatures } from "../../src/circuit/feature-plan.ts";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { planReasons } from "../../src/circuit/reason-plan.ts";
import { recordLayout } from "../../src/circuit/record-layout.ts";
import type { QuantisedScorecard } from "../../src/model/quantised.ts";
import type { CheckedRecord } from "../../src/record/record.ts";
import { cardinality } from "../../src/record/schema.ts";
import { buildCircuitInputs } from "../../src/witness/circuit-inputs.ts";
import { decisionHints, reasonHints } from "./decision-hints.ts";
import { BLIND, MODEL_COMMITMENT } from "./decision-records.ts";
import { type Attempt, openAttempts } from "./harness/attempt.ts";
import { type Circuit, openCircuit, openConstraints } from "./harness/circuit.ts";
import { openForger } from "./harness/forge.ts";
import { openMaliciousGenerator, type Patch } from "./harness/malicious-generator.ts";
import { modulo } from "./harness/r1cs.ts";
import type { CircuitInputs } from "./harness/witness.ts";

/** Signals by name, such as "main.band": what a cheater sets. */
export type Lie = Record<string, bigint>;

/** What a prover is free to choose: its inputs and the hints. All else follows from them. */
const FREE = new RegExp(
  [
    /main\.(signer|application|issuedAt|R8x|R8y|S|blind|(code|unused|whole)\[\d+\])/,
    /main\.(\w+_atom|cell)\[\d+\]|main\.band/,
    /main\.TopFour_\w+\.(pick\[\d+\]\[\d+\]|slot\[\d+\])/,
    /main\.shell\.IssuerSignature_\w+\.(keyX|multiple\.(digit|quotient)\[\d+\]|commitment\.window\[\d+\]\.[uv])/,
  ]
    .map(({ source }) => `^(${source})$`)
    .join("|"),
);

/** As an honest prover would give them, for records too that no evaluator takes: codes outside of their feature's range. */
function inputsOf(model: QuantisedScorecard, record: CheckedRecord): CircuitInputs {
  const largest = model.schema.features.map((feature) => cardinality(feature) - 1n);
  const codes = record.codes.map((code, i) => (code < 0n || code > (largest[i] as bigint) ? 0n : code));
  const { inputs } = buildCircuitInputs({ model, modelCommitment: MODEL_COMMITMENT, record: { ...record, codes }, blind: BLIND });
  return { ...inputs, code: recordLayout(model).used.map((feature) => modulo(record.codes[feature] as bigint)) } as CircuitInputs;
}

/** Somebody who knows the model, an honest record and the circuit, and wants another decision out of them. */
export interface Cheater {
  circuit: Circuit;
  /** Name of the component of a template within the main, as the compiler made it up: main.Band gives main.Band_73_4798. */
  component(template: string): string;
  /**
   * Honest witness of a record, changed by the lie and told to the end: what is computed is computed anew; band, cells, picks and the bits of range checks
   * are what an honest prover would choose after the lie.
   * @param loose bits that are whatever number their sum needs.
   */
  forge(record: CheckedRecord, lie: Lie, loose?: RegExp): Attempt;
  /** The circuit's own program without any check, run to the end on inputs as they come, with any of its assignments bent by an amount. */
  generate: (inputs: CircuitInputs, bent?: ReadonlyMap<number, bigint>) => bigint[];
  /** The assignments of the main that can be bent. */
  bends: readonly string[];
  inputs: (record: CheckedRecord) => CircuitInputs;
}

/**
 * Adds an amount of the cheater's choice to every assignment of the main. What follows is computed from the bent value, hints included: a lie about the
 * score moves the band, its remainder, the decision and the outcome with it.
 */
function bendAssignments(source: string): { bends: string[]; patches: Patch[] } {
  const path = "main.circom";
  const bends: string[] = [];
  const bend = (target: string, value: string) => `${target} <== ${value} + bend[${bends.push(target.replace("signal ", "")) - 1}];`;
  const patches = source.split("\n").flatMap((line): Patch[] => {
    const [find, declares, name, size, value] = /^ {4}(signal )?([\w.]+(?:\[\d+\](?! <== [A-Z]))?)(?:\[(\d+)\])? <== (.*);/.exec(line) ?? [];
    if (find === undefined || name === undefined || value === undefined) return [];
    const straight = `straight_${name.replaceAll(/\W/g, "_")}`;
    const elements = Array.from({ length: Number(size ?? 0) }, (_, i) => bend(`${name}[${i}]`, `${straight}[${i}]`));
    const lines =
      size === undefined
        ? [`signal ${straight} <== ${value};`, bend(`${declares ?? ""}${name}`, straight)]
        : [`signal ${straight}[${size}] <== ${value};`, `signal ${name}[${size}];`, ...elements];
    return [{ path, find, replace: `    ${lines.join("\n    ")}` }];
  });
  patches.push({ path, find: "signal input blind;", replace: `signal input blind;\n    signal input bend[${bends.length}];` });
  return { bends, patches };
}

export async function openCheater(model: QuantisedScorecard): Promise<Cheater> {
  const source = generateDecisionCircuit(model, MODEL_COMMITMENT);
  const circuit = await openCircuit(source);
  const plain = await openConstraints(source, { optimisation: "O0" });
  const { bends, patches } = bendAssignments(source);
  const straight = bends.map(() => 0n);
  const [onWires, asWritten] = [await openMaliciousGenerator(circuit, source, patches), await openMaliciousGenerator(plain, source, patches)];
  const attempt = openAttempts(circuit, plain);
  const started = new WeakMap<CircuitInputs, bigint[]>();
  const start = (inputs: CircuitInputs): bigint[] => {
    const witness = started.get(inputs) ?? asWritten({ ...inputs, bend: straight });
    started.set(inputs, witness);
    return witness;
  };
  const forger = await openForger(plain, source, start);
  const features = planFeatures(model);
  const [decision, reasons] = [planDecision(model, features), planReasons(features)];
  const bits = [...plain.symbols.keys()].flatMap((name) => {
    const [, component, position] = /^(.*)\.bit\[(\d+)\]$/.exec(name) ?? [];
    const from = component === undefined ? undefined : plain.symbols.get(`${component}.in`);
    return from === undefined ? [] : [{ name, input: `${component}.in`, from, position: BigInt(position as string) }];
  });
  const component = (template: string) => {
    const found = [...plain.symbols.keys()].map((name) => new RegExp(`^${template}_\\w+`).exec(name)?.[0]).find((name) => name !== undefined);
    if (found === undefined) throw new Error(`the circuit has no ${template}`);
    return found;
  };
  const known = new WeakMap<CheckedRecord, CircuitInputs>();
  const inputs = (record: CheckedRecord): CircuitInputs => {
    const given = known.get(record) ?? inputsOf(model, record);
    known.set(record, given);
    return given;
  };
  const hint = (signal: string) => FREE.test(signal);

  /** What an honest prover would hint, given what came before; the shortfalls that picks are made from stay what they are. */
  function followingHints(values: readonly bigint[], lie: Lie): Lie {
    const value = (name: string) => values[plain.wire(name)] as bigint;
    const follows = decisionHints(decision, model.policy.bandWidth, value("main.score"), lie["main.band"]);
    if (reasons.kind !== "compared") return follows;
    const shortfall = reasons.codes.map((_, position) => value(`main.shortfall[${position}]`));
    const kept = Object.fromEntries(shortfall.map((amount, position) => [`main.shortfall[${position}]`, amount]));
    return { ...follows, ...kept, ...reasonHints(reasons, component("main.TopFour"), shortfall) };
  }

  return {
    circuit,
    component,
    bends,
    inputs,
    generate: (given, bent) => onWires({ ...given, bend: straight.map((_, i) => bent?.get(i) ?? 0n) }),
    forge(record, lie, loose) {
      const given = inputs(record);
      const honest = start(given);
      // What the reasons are picked from is settled without them.
      const picked = (signal: string) => signal.startsWith("main.TopFour_");
      const ahead = Object.fromEntries(Object.entries(lie).filter(([signal]) => !picked(signal)));
      const first = Object.keys(ahead).length > 0 ? forger(given, { set: ahead, hint: (signal) => hint(signal) && !picked(signal) }) : honest;
      const hints = followingHints(first, lie);
      const second = forger(given, { set: { ...hints, ...lie }, hint });
      // The inputs of range checks too: else they would be computed from their bits, backwards.
      const told = Object.fromEntries(
        bits.flatMap(({ name, input, from, position }) => [
          ...(loose?.test(name) ? [] : [[name, ((second[from] as bigint) >> position) & 1n]]),
          [input, second[from] as bigint],
        ]),
      );
      const forged = forger(given, { set: { ...told, ...hints, ...lie }, hint });
      return attempt(honest, forged);
    },
  };
}
