import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { recordLayout } from "../../src/circuit/record-layout.ts";
import type { QuantisedLinear } from "../../src/model/quantised-linear.ts";
import type { QuantisedNetwork } from "../../src/model/quantised-network.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import type { CheckedRecord } from "../../src/record/record.ts";
import { cardinality } from "../../src/record/schema.ts";
import { buildCircuitInputs } from "../../src/witness/circuit-inputs.ts";
import { BLIND, MODEL_COMMITMENT } from "./decision-records.ts";
import { type Attempt, openAttempts } from "./harness/attempt.ts";
import { type Circuit, openCircuit, openConstraints } from "./harness/circuit.ts";
import { openMaliciousGenerator, type Patch } from "./harness/malicious-generator.ts";
import { modulo } from "./harness/r1cs.ts";
import type { CircuitInputs } from "./harness/witness.ts";

/** What a cheater adds: to hints of templates by the signal that they give (`age_below[2]`, `score`, `pick[0][3]`, `slotKey[1]`; of a Relu `act_0_1.sign`, `.low`, `.in` and `.out`), to assignments of the main by their target. */
export type Lie = Record<string, bigint>;

/** Somebody who knows the model, an honest record and the circuit, and wants another decision out of them. */
export interface MarginCheater {
  circuit: Circuit;
  inputs: (record: CheckedRecord) => CircuitInputs;
  /** The honest value of a signal of the main, such as "age_below[2]". */
  value: (record: CheckedRecord, signal: string) => bigint;
  /**
   * The circuit's own program without any check, its hints and assignments moved by the lie, run to the end: whatever follows is computed from what was told, the later hints included.
   * @param loose whether the lowest bit of every range check takes whatever is left, so that the bits always add up.
   */
  forge: (record: CheckedRecord, lie: Lie, options?: { inputs?: CircuitInputs; loose?: boolean }) => Attempt;
  /** The assignments of the main that can be bent. */
  bends: readonly string[];
}

const LIBRARY: readonly Patch[] = [
  ["bins/thermometer.circom", "signal input in;", "signal input in;\n    signal input lie[n - 1];"],
  ["bins/thermometer.circom", "below[k] <-- in < hi[k] ? 1 : 0;", "below[k] <-- (in < hi[k] ? 1 : 0) + lie[k];"],
  ["trees/ratio-cells.circom", "signal input missing;", "signal input missing;\n    signal input lie[cuts + partial];"],
  ["trees/ratio-cells.circom", "q[k] * numerator < p[k] * denominator) ? 1 : 0;", "q[k] * numerator < p[k] * denominator ? 1 : 0) + lie[k];"],
  [
    "trees/ratio-cells.circom",
    "below[cuts] <-- (missing == 0 && denominator > 0) ? 1 : 0;",
    "below[cuts] <-- ((missing == 0 && denominator > 0) ? 1 : 0) + lie[cuts];",
  ],
  ["network/relu.circom", "signal input in;", "signal input in;\n    signal input lie[4];"],
  [
    "network/relu.circom",
    "bit[i] <-- ((in + (1 << width)) >> i) & 1;",
    "bit[i] <-- (((in + lie[2] + (1 << width)) >> i) & 1) + (i == width ? lie[0] : 0) + (i == 0 ? lie[1] : 0);",
  ],
  ["network/relu.circom", "out <== bit[width] * floored;", "out <== bit[width] * floored + lie[3];"],
  ["decision/quotient.circom", "signal input in;", "signal input in;\n    signal input lie;"],
  ["decision/quotient.circom", "\\ divisor + least;", "\\ divisor + least + lie;"],
  ["decision/band.circom", "signal input score;", "signal input score;\n    signal input lie;"],
  ["decision/band.circom", "\\ bandWidth - (1 << 40);", "\\ bandWidth - (1 << 40) + lie;"],
  ["reasons/top-four.circom", "signal input shortfall[n];", "signal input shortfall[n];\n    signal input pickLie[4][n];\n    signal input slotLie[4];"],
  ["reasons/top-four.circom", "(shortfall[g] > 0 && larger == i) ? 1 : 0;", "(shortfall[g] > 0 && larger == i ? 1 : 0) + pickLie[i][g];"],
  ["reasons/top-four.circom", "n + 3 - i : best;", "n + 3 - i : best) + slotLie[i];"],
  ["reasons/top-four.circom", "slot[i] <-- best", "slot[i] <-- (best"],
].map(([path, find, replace]) => ({ path: `circuits/lib/${path}`, find: find as string, replace: replace as string }));

const TEMPLATES: Record<string, string> = {
  "bins/thermometer.circom": "Thermometer",
  "trees/ratio-cells.circom": "RatioCells",
  "network/relu.circom": "Relu",
  "decision/quotient.circom": "Quotient",
  "decision/band.circom": "Band",
  "reasons/top-four.circom": "TopFour",
};

const LOOSE: Patch = {
  path: "circuits/lib/range/range-check.circom",
  find: "bit[i] <-- (in >> i) & 1;",
  replace: "bit[i] <-- i == 0 ? in - ((in >> 1) & ((1 << (width - 1)) - 1)) * 2 : (in >> i) & 1;",
};

interface Lies {
  patches: Patch[];
  /** Names of all that can be told, in the order of the input that takes them. */
  names: string[];
  bends: string[];
}

/** Gives every hint that the main's templates take, and every assignment of the main, an amount of the cheater's choice. */
function openLies(source: string): Lies {
  const path = "main.circom";
  const names: string[] = [];
  const bends: string[] = [];
  const tell = (name: string) => `lie[${names.push(name) - 1}]`;
  const bend = (name: string) => {
    bends.push(name);
    return tell(name);
  };
  const patches: Patch[] = [];
  for (const line of source.split("\n")) {
    const call = /^ {4}signal (\w+)(?:\[(\d+)\])? <== (Thermometer|RatioCells|Relu|Quotient|Band|TopFour)(\(.*\))\((.*)\);/.exec(line);
    if (call !== null) {
      const [find, name, size, template, parameters, given] = call as unknown as [string, string, string | undefined, string, string, string];
      const numbered = (count: number, of: (i: number) => string) => `[${Array.from({ length: count }, (_, i) => of(i)).join(", ")}]`;
      const reasons = Number(/^\((\d+),/.exec(parameters)?.[1] ?? 0);
      const told =
        template === "TopFour"
          ? `${numbered(4, (i) => numbered(reasons, (g) => tell(`pick[${i}][${g}]`)))}, ${numbered(4, (i) => tell(`slotKey[${i}]`))}`
          : template === "Relu"
            ? numbered(4, (i) => tell(`${name}.${["sign", "low", "in", "out"][i]}`))
            : size === undefined
              ? tell(name)
              : numbered(Number(size), (i) => tell(`${name}[${i}]`));
      patches.push({ path, find, replace: `    signal ${name}${size === undefined ? "" : `[${size}]`} <== ${template}${parameters}(${given}, ${told});` });
      continue;
    }
    const [find, declares, name, value] = /^ {4}(signal )?([\w.]+(?:\[\d+\])?) <== (.*);/.exec(line) ?? [];
    if (find === undefined || name === undefined || value === undefined || /^\w+\(.*\)\(.*\)$/.test(value)) continue;
    if (declares !== undefined && name.includes("[")) continue;
    const straight = `straight_${name.replaceAll(/\W/g, "_")}`;
    patches.push({ path, find: `${find}`, replace: `    signal ${straight} <== ${value};\n    ${declares ?? ""}${name} <== ${straight} + ${bend(name)};` });
  }
  patches.push({ path, find: "signal input blind;", replace: `signal input blind;\n    signal input lie[${names.length}];` });
  return { patches, names, bends };
}

export async function openMarginCheater(model: QuantisedLinear | QuantisedTrees | QuantisedNetwork): Promise<MarginCheater> {
  const source = generateDecisionCircuit(model, MODEL_COMMITMENT);
  const circuit = await openCircuit(source);
  const plain = await openConstraints(source, { optimisation: "O0" });
  const { patches, names, bends } = openLies(source);
  const used = [...LIBRARY.filter(({ path }) => source.includes(`${TEMPLATES[path.slice("circuits/lib/".length)]}(`)), ...patches];
  const strict = await openMaliciousGenerator(plain, source, used);
  const loosely = await openMaliciousGenerator(plain, source, [...used, LOOSE]);
  const position = new Map(names.map((name, i) => [name, i]));

  const given = new WeakMap<CheckedRecord, CircuitInputs>();
  /** As an honest prover would give them, for records too that no evaluator takes: codes outside of their feature's range. */
  const inputs = (record: CheckedRecord): CircuitInputs => {
    const known = given.get(record);
    if (known !== undefined) return known;
    const codes = record.codes.map((code, i) =>
      code < 0n || code >= cardinality(model.schema.features[i] as (typeof model.schema.features)[number]) ? 0n : code,
    );
    const built = buildCircuitInputs({ model, modelCommitment: MODEL_COMMITMENT, record: { ...record, codes }, blind: BLIND }).inputs;
    const all = { ...built, code: recordLayout(model).used.map((feature) => modulo(record.codes[feature] as bigint)) } as CircuitInputs;
    given.set(record, all);
    return all;
  };
  const tell = (lie: Lie): bigint[] => {
    const amounts = names.map(() => 0n);
    for (const [name, amount] of Object.entries(lie)) {
      const at = position.get(name);
      if (at === undefined) throw new Error(`${name} is nothing that can be told`);
      amounts[at] = amount;
    }
    return amounts;
  };
  const attempt = openAttempts(circuit, plain);
  const honestOf = new WeakMap<CheckedRecord, bigint[]>();
  const honestly = (record: CheckedRecord): bigint[] => {
    const values = honestOf.get(record) ?? strict({ ...inputs(record), lie: tell({}) });
    honestOf.set(record, values);
    return values;
  };
  return {
    circuit,
    bends,
    inputs,
    value: (record, signal) => honestly(record)[plain.wire(`main.${signal}`)] as bigint,
    forge(record, lie, { inputs: changes = {}, loose = false } = {}) {
      const honest = honestly(record);
      const forged = (loose ? loosely : strict)({ ...inputs(record), ...changes, lie: tell(lie) });
      return attempt(honest, forged);
    },
  };
}
