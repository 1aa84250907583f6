import { generateUniversalCircuit } from "../../../src/circuit/universal/generate-universal-circuit.ts";
import { universalShape } from "../../../src/circuit/universal/universal-shape.ts";
import { floorDivide } from "../../../src/model/floor-divide.ts";
import type { QuantisedScorecard } from "../../../src/model/quantised.ts";
import type { QuantisedLinear } from "../../../src/model/quantised-linear.ts";
import type { CheckedRecord } from "../../../src/record/record.ts";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { buildCircuitInputs } from "../../../src/witness/circuit-inputs.ts";
import type { Lie } from "../decision-cheater.ts";
import { pickReasons, reasonKey } from "../decision-hints.ts";
import { BLIND } from "../decision-records.ts";
import { type Attempt, openAttempts } from "../harness/attempt.ts";
import { type Circuit, type CircuitConstraints, openCircuit } from "../harness/circuit.ts";
import { openForger } from "../harness/forge.ts";
import { modulo } from "../harness/r1cs.ts";
import { committed } from "./universal-models.ts";

type HiddenModel = QuantisedScorecard | QuantisedLinear;

/** What of a universal circuit is its kind of model's own. */
interface HiddenKind {
  /** Inputs and hints beside those that all kinds have. */
  free: readonly RegExp[];
  /** What an honest prover's last hints are made from: the number that is compared with the cut-offs, and the score. */
  decides(value: (signal: string) => bigint): { compared: bigint; approveFrom: bigint; referFrom: bigint; score: bigint };
}

const KINDS: Record<HiddenModel["kind"], HiddenKind> = {
  scorecard: {
    free: [/main\.(approveFrom|referFrom)/, /main\.table\[\d+\]\[\d+\]/, /main\.LossAt_\w+\[\d+\]\.((edge|row)\[\d+\]|AtLeast_\w+\.out)/],
    decides: (value) => {
      const score = value("main.score");
      return { compared: score, approveFrom: value("main.approveFrom"), referFrom: value("main.referFrom"), score };
    },
  },
  linear: {
    free: [
      /main\.(approveBelow|declineFrom|score(Offset|Slope|Divisor))/,
      /main\.row\[\d+\]/,
      /main\.line\d+\.(from|to|slope|loss)/,
      /main\.HiddenQuotient_\w+\.quotient/,
    ],
    decides: (value) => {
      const [margin, divisor] = [value("main.margin"), value("main.scoreDivisor")];
      const score = divisor > 0n ? floorDivide(value("main.scoreOffset") - value("main.scoreSlope") * margin, divisor) : value("main.score");
      return { compared: -margin, approveFrom: 1n - value("main.approveBelow"), referFrom: 1n - value("main.declineFrom"), score };
    },
  },
};

const SHARED = [
  /main\.(signer|application|issuedAt|R8x|R8y|S|blind|start|bandWidth|upper|lower|salt)/,
  /main\.(code|input_|step)\[\d+\]/,
  /main\.CutOffs_\w+\.AtLeast_\w+\.out|main\.HiddenBand_\w+\.band/,
  /main\.ChosenCode_\w+(\[\d+\])?\.bit\[\d+\]/,
  /main\.TopFourCodes_\w+\.(pick\[\d+\]\[\d+\]|slot\[\d+\])/,
  /main\.shell\.IssuerSignature_\w+\.(keyX|multiple\.(digit|quotient)\[\d+\]|commitment\.window\[\d+\]\.[uv])/,
];
/** Hints that are settled once everything that they are made from is. */
const LATE = /^main\.(TopFourCodes|CutOffs|HiddenBand|HiddenQuotient)_/;

const signed = (value: bigint): bigint => (value > FIELD_ORDER / 2n ? value - FIELD_ORDER : value);

/** Somebody who knows a hidden model, an honest record of it and the universal circuit, and wants another decision out of them under the same commitment. */
export class UniversalCheater {
  readonly circuit: CircuitConstraints;
  readonly plain: Circuit;
  readonly model: HiddenModel;
  readonly record: CheckedRecord;
  private readonly hidden: HiddenKind;
  private readonly hint: (signal: string) => boolean;
  private readonly early: (signal: string) => boolean;
  private readonly forger: Awaited<ReturnType<typeof openForger>>;
  private readonly inputs: Parameters<Circuit["calculate"]>[0];
  private readonly start: bigint[];
  private readonly attempt: ReturnType<typeof openAttempts>;
  private readonly bits: { name: string; input: string; from: number; position: bigint }[];

  static async open(model: HiddenModel, record: CheckedRecord): Promise<UniversalCheater> {
    const main = generateUniversalCircuit(model.schema, universalShape(model));
    // The whole circuit, as the test of its decisions opens it: it is compiled once.
    const [circuit, plain] = [await openCircuit(main), await openCircuit(main, { optimisation: "O0" })];
    return new UniversalCheater(model, record, circuit, plain, await openForger(plain, main));
  }

  private constructor(model: HiddenModel, record: CheckedRecord, circuit: CircuitConstraints, plain: Circuit, forger: UniversalCheater["forger"]) {
    this.model = model;
    this.record = record;
    this.hidden = KINDS[model.kind];
    const free = new RegExp([...SHARED, ...this.hidden.free].map(({ source }) => `^(${source})$`).join("|"));
    this.hint = (signal) => free.test(signal);
    this.early = (signal) => free.test(signal) && !LATE.test(signal);
    this.circuit = circuit;
    this.plain = plain;
    this.forger = forger;
    this.inputs = buildCircuitInputs({ model, ...committed(model), record, blind: BLIND }).inputs as UniversalCheater["inputs"];
    this.start = plain.calculate(this.inputs);
    this.attempt = openAttempts(circuit, plain);
    this.bits = [...plain.symbols.keys()].flatMap((name) => {
      const [, component, position] = /^(.*)\.bit\[(\d+)\]$/.exec(name) ?? [];
      const input = [`${component}.in`, `${component}.digit`].find((signal) => component !== undefined && plain.symbols.has(signal));
      return input === undefined ? [] : [{ name, input, from: plain.wire(input), position: BigInt(position as string) }];
    });
  }

  /** The same with another record. */
  of(record: CheckedRecord): UniversalCheater {
    return new UniversalCheater(this.model, record, this.circuit, this.plain, this.forger);
  }

  /** What the circuit says of the honest witness, as it is built and as it is written: nothing. */
  refusals(): string[] {
    const { refusals, account } = this.attempt(this.start, this.start);
    return [...refusals, ...account];
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

  /** What an honest prover would hint after the lie: comparisons with the cut-offs, the score where it is a hint, its band, the reasons. */
  private following(values: readonly bigint[], lie: Lie): Lie {
    const value = (name: string) => signed(values[this.plain.wire(name)] as bigint);
    const { compared, approveFrom, referFrom, score: computed } = this.hidden.decides(value);
    const [quotient] = this.find(/^main\.HiddenQuotient_\w+\.quotient$/);
    const score = signed(modulo(lie["main.score"] ?? lie[quotient ?? ""] ?? computed));
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
      [approve]: compared >= approveFrom ? 1n : 0n,
      [refer]: compared >= referFrom ? 1n : 0n,
      ...(quotient === undefined ? {} : { [quotient]: modulo(computed) }),
      ...(width > 0n ? { [this.one(/^main\.HiddenBand_\w+\.band$/)]: modulo(floorDivide(score, width)) } : {}),
    };
  }

  /** Tells a lie to the end: what is computed is computed anew, hints are what an honest prover would choose after it, and the model commitment stays the honest one. */
  forge(told: Lie): Attempt {
    const lie = { ...told, "main.modelCommitment": this.value("main.modelCommitment") };
    const { hint } = this;
    const ahead = Object.fromEntries(Object.entries(lie).filter(([signal]) => !LATE.test(signal)));
    const first = Object.keys(ahead).length > 1 ? this.forger(this.inputs, { set: ahead, hint: this.early }) : this.start;
    const hints = this.following(first, lie);
    const second = this.forger(this.inputs, { set: { ...hints, ...lie }, hint });
    const bits = Object.fromEntries(
      this.bits.flatMap(({ name, input, from, position }) => [
        [name, ((second[from] as bigint) >> position) & 1n],
        [input, second[from] as bigint],
      ]),
    );
    const forged = this.forger(this.inputs, { set: { ...bits, ...hints, ...lie }, hint });
    return this.attempt(this.start, forged);
  }
}
