import { generateUniversalCircuit } from "../../../src/circuit/universal/generate-universal-circuit.ts";
import { universalShape } from "../../../src/circuit/universal/universal-shape.ts";
import { floorDivide } from "../../../src/model/floor-divide.ts";
import type { QuantisedScorecard } from "../../../src/model/quantised.ts";
import type { CheckedRecord } from "../../../src/record/record.ts";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { buildCircuitInputs } from "../../../src/witness/circuit-inputs.ts";
import type { Lie } from "../decision-cheater.ts";
import { pickReasons, reasonKey } from "../decision-hints.ts";
import { BLIND } from "../decision-records.ts";
import type { Attempt } from "../harness/attempt.ts";
import { type Circuit, openCircuit } from "../harness/circuit.ts";
import { openForger } from "../harness/forge.ts";
import { modulo } from "../harness/r1cs.ts";
import { committed } from "./universal-models.ts";

const FREE = new RegExp(
  [
    /main\.(signer|application|issuedAt|R8x|R8y|S|blind|approveFrom|referFrom|start|bandWidth|upper|lower|salt)/,
    /main\.(code|input_|step)\[\d+\]|main\.table\[\d+\]\[\d+\]/,
    /main\.LossAt_\w+\[\d+\]\.(edge|row)\[\d+\]|main\.\w+(\[\d+\])?\.AtLeast_\w+\.out|main\.HiddenBand_\w+\.band/,
    /main\.ChosenCode_\w+\[\d+\]\.bit\[\d+\]/,
    /main\.TopFourCodes_\w+\.(pick\[\d+\]\[\d+\]|slot\[\d+\])/,
    /main\.shell\.IssuerSignature_\w+\.(keyX|multiple\.(digit|quotient)\[\d+\]|commitment\.window\[\d+\]\.[uv])/,
  ]
    .map(({ source }) => `^(${source})$`)
    .join("|"),
);

const signed = (value: bigint): bigint => (value > FIELD_ORDER / 2n ? value - FIELD_ORDER : value);

/** Somebody who knows a hidden model, an honest record of it and the universal circuit, and wants another decision out of them under the same commitment. */
export class UniversalCheater {
  readonly circuit: Circuit;
  readonly plain: Circuit;
  readonly model: QuantisedScorecard;
  readonly record: CheckedRecord;
  private readonly forger: Awaited<ReturnType<typeof openForger>>;
  private readonly inputs: Parameters<Circuit["calculate"]>[0];
  private readonly start: bigint[];
  private readonly bits: { name: string; input: string; from: number; position: bigint }[];

  static async open(model: QuantisedScorecard, record: CheckedRecord): Promise<UniversalCheater> {
    const main = generateUniversalCircuit(model.schema, universalShape(model));
    const [circuit, plain] = [await openCircuit(main), await openCircuit(main, { optimisation: "O0" })];
    return new UniversalCheater(model, record, circuit, plain, await openForger(plain, main));
  }

  private constructor(model: QuantisedScorecard, record: CheckedRecord, circuit: Circuit, plain: Circuit, forger: UniversalCheater["forger"]) {
    this.model = model;
    this.record = record;
    this.circuit = circuit;
    this.plain = plain;
    this.forger = forger;
    this.inputs = buildCircuitInputs({ model, ...committed(model), record, blind: BLIND }).inputs as UniversalCheater["inputs"];
    this.start = plain.calculate(this.inputs);
    this.bits = [...plain.symbols.keys()].flatMap((name) => {
      const [, component, position] = /^(.*)\.bit\[(\d+)\]$/.exec(name) ?? [];
      const input = [`${component}.in`, `${component}.digit`].find((signal) => component !== undefined && plain.symbols.has(signal));
      return input === undefined ? [] : [{ name, input, from: plain.wire(input), position: BigInt(position as string) }];
    });
  }

  /** What the circuit says of the honest witness: nothing. */
  refusals(): string[] {
    return this.plain.violations(this.start);
  }

  /** The honest value of a signal of the circuit as written. */
  value(signal: string): bigint {
    return this.start[this.plain.wire(signal)] as bigint;
  }

  /** Signals whose names match, in the order of the circuit. Components of templates have names that the compiler made up. */
  find(pattern: RegExp): string[] {
    return [...this.plain.symbols.keys()].filter((name) => pattern.test(name)).sort((a, b) => this.plain.wire(a) - this.plain.wire(b));
  }

  /** The only signal whose name matches. */
  one(pattern: RegExp): string {
    const [found, ...more] = this.find(pattern);
    if (found === undefined || more.length > 0) throw new Error(`${pattern} names ${more.length + (found === undefined ? 0 : 1)} signals`);
    return found;
  }

  /** What an honest prover would hint after the lie: comparisons of the score, its band, the reasons. */
  private following(values: readonly bigint[]): Lie {
    const value = (name: string) => signed(values[this.plain.wire(name)] as bigint);
    const score = value("main.score");
    const [approve, refer] = this.find(/^main\.CutOffs_\w+\.AtLeast_\w+\.out$/) as [string, string];
    const count = this.find(/^main\.shortfall\[/).length;
    const order = Array.from({ length: count }, (_, position) => ({ position, loss: value(`main.shortfall[${position}]`) }))
      .filter(({ loss }) => loss > 0n)
      .map(({ position, loss }) => ({ position, key: reasonKey(loss, position, count) }))
      .sort((a, b) => (a.key < b.key ? 1 : -1));
    const top = this.one(/^main\.TopFourCodes_\w+\.slot\[0\]$/).replace(".slot[0]", "");
    const picks = pickReasons(
      top,
      count,
      [0, 1, 2, 3].map((slot) => order[slot]),
    );
    const width = value("main.bandWidth");
    return {
      ...picks,
      ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`main.shortfall[${i}]`, values[this.plain.wire(`main.shortfall[${i}]`)] as bigint])),
      [approve]: score >= value("main.approveFrom") ? 1n : 0n,
      [refer]: score >= value("main.referFrom") ? 1n : 0n,
      ...(width > 0n ? { [this.one(/^main\.HiddenBand_\w+\.band$/)]: modulo(floorDivide(score, width)) } : {}),
    };
  }

  /** Tells a lie to the end: what is computed is computed anew, hints are what an honest prover would choose after it, and the model commitment stays the honest one. */
  forge(told: Lie): Attempt {
    const lie = { ...told, "main.modelCommitment": this.value("main.modelCommitment") };
    const hint = (signal: string) => FREE.test(signal);
    // What comparisons, band and picks are made from is settled without them.
    const late = (signal: string) => /^main\.(TopFourCodes|CutOffs|HiddenBand)_/.test(signal);
    const ahead = Object.fromEntries(Object.entries(lie).filter(([signal]) => !late(signal)));
    const early = Object.keys(ahead).length > 1;
    const first = early ? this.forger(this.inputs, { set: ahead, hint: (signal) => hint(signal) && !late(signal) }) : this.start;
    const hints = this.following(first);
    const second = this.forger(this.inputs, { set: { ...hints, ...lie }, hint });
    const bits = Object.fromEntries(
      this.bits.flatMap(({ name, input, from, position }) => [
        [name, ((second[from] as bigint) >> position) & 1n],
        [input, second[from] as bigint],
      ]),
    );
    const forged = this.forger(this.inputs, { set: { ...bits, ...hints, ...lie }, hint });
    const reduce = (values: readonly bigint[]) => {
      const witness = Array.from({ length: this.circuit.r1cs.wires }, () => 1n);
      for (const [name, wire] of this.circuit.symbols) witness[wire] = values[this.plain.wire(name)] as bigint;
      return witness;
    };
    const changed = new Set([...this.plain.symbols].filter(([, wire]) => forged[wire] !== this.start[wire]).map(([name]) => name));
    return {
      honest: reduce(this.start),
      forged: reduce(forged),
      changed,
      refusals: this.circuit.violations(reduce(forged)),
      account: this.plain.violations(forged),
    };
  }
}
