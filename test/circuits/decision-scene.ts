import { expect } from "vitest";
import { type DecisionPlan, planDecision } from "../../src/circuit/decision-plan.ts";
import { type FeaturePlan, planFeatures } from "../../src/circuit/feature-plan.ts";
import { planReasons, type ReasonPlan } from "../../src/circuit/reason-plan.ts";
import { type RecordLayout, recordLayout } from "../../src/circuit/record-layout.ts";
import { evaluate } from "../../src/evaluate/evaluate.ts";
import type { Evaluation } from "../../src/model/evaluation.ts";
import type { QuantisedScorecard } from "../../src/model/quantised.ts";
import type { CheckedRecord } from "../../src/record/record.ts";
import { nameSignals, type PublicSignalName } from "../../src/statement/signals.ts";
import type { Cheater, Lie } from "./decision-cheater.ts";
import { signCodes } from "./decision-records.ts";
import { invert, modulo } from "./harness/r1cs.ts";

/** A model, an honest record of it, and words for the signals of its circuit. */
export class Scene {
  readonly layout: RecordLayout;
  readonly features: FeaturePlan[];
  readonly plan: DecisionPlan;
  readonly reasons: ReasonPlan;
  readonly record: CheckedRecord;
  readonly evaluation: Evaluation;
  readonly model: QuantisedScorecard;
  cheater!: Cheater;

  constructor(model: QuantisedScorecard, codes: readonly bigint[]) {
    this.model = model;
    this.layout = recordLayout(model);
    this.features = planFeatures(model);
    this.plan = planDecision(model, this.features);
    this.reasons = planReasons(this.features);
    this.record = signCodes(model, codes);
    this.evaluation = evaluate(model, codes);
  }

  feature(name: string): FeaturePlan {
    return this.features.find((feature) => feature.name === name) as FeaturePlan;
  }

  position(name: string): number {
    return this.model.schema.features.findIndex((feature) => feature.name === name);
  }

  codeOf(name: string): bigint {
    return this.record.codes[this.position(name)] as bigint;
  }

  /** The atom of a feature that a code lies in; the record's own where none is given. */
  atomOf(name: string, code = this.codeOf(name)): number {
    return this.feature(name).table.atoms.findIndex(({ from, to }) => from <= code && code < to);
  }

  /** The atoms of a feature, each at 0 but for those given. */
  atoms(name: string, ones: Record<number, bigint>): Lie {
    return Object.fromEntries(this.feature(name).table.atoms.map((_, k) => [`main.${name}_atom[${k}]`, ones[k] ?? 0n]));
  }

  /** The decision's cells, each at 0 but for those given. */
  cells(ones: Record<number, bigint>): Lie {
    return Object.fromEntries(this.plan.table.atoms.map((_, k) => [`main.cell[${k}]`, ones[k] ?? 0n]));
  }

  /** The input that holds a feature: its own code, or the run that it lies in. */
  private input(name: string): { signal: string; offset: bigint; element: number; value: bigint } {
    const position = this.position(name);
    const used = this.layout.used.indexOf(position);
    const run = this.layout.unused.findIndex(({ features }) => features.includes(position));
    const { offset, element } = (used >= 0 ? this.layout.slots[position] : this.layout.unused[run]) as { offset: number; element: number };
    const signal = used >= 0 ? `code[${used}]` : `unused[${run}]`;
    const inputs = this.cheater.inputs(this.record) as Record<string, bigint[]>;
    const value = (used >= 0 ? inputs.code?.[used] : inputs.unused?.[run]) as bigint;
    return { signal: `main.${signal}`, offset: BigInt(offset), element, value };
  }

  /** Moves one slot by an amount and another one against it, so that the packed element, and with it the message, stays what was signed. */
  shift(name: string, amount: bigint, against: string): Lie {
    const [a, b] = [this.input(name), this.input(against)];
    expect(a.element).toBe(b.element);
    const weight = modulo(2n ** a.offset * invert(2n ** b.offset));
    return { [a.signal]: modulo(a.value + amount), [b.signal]: modulo(b.value - amount * weight) };
  }

  /** As `shift`, by a whole slot: what flows over from `name` leaves the next one. The read features move to the atoms of their new codes. */
  overflow(name: string, into: string, by = 1n): Lie {
    const lie = this.shift(name, by * 2n ** (this.input(into).offset - this.input(name).offset), into);
    const code = this.codeOf(into) - by;
    return this.layout.used.includes(this.position(into)) ? { ...lie, ...this.atoms(into, { [this.atomOf(into, code)]: 1n }) } : lie;
  }

  /** The scene's record with another code of one feature, signed by the issuer whatever it is. */
  signed(name: string, code: bigint): CheckedRecord {
    return signCodes(
      this.model,
      this.record.codes.map((own, i) => (i === this.position(name) ? code : own)),
    );
  }

  get disclosed(): bigint {
    return this.evaluation.disclosedScore;
  }
}

export interface Forgery {
  name: string;
  lie: (scene: Scene) => Lie;
  /** The only kind of constraint, of the circuit as written, that stands against it: all else in the lie is consistent. */
  against: RegExp;
  /** Bits of range checks that are whatever number their sum needs. */
  loose?: RegExp;
  /** The public signal that the lie is for, where it changes one. */
  changes?: PublicSignalName;
}

/** Holds the attempt to its word: it lies, it changes what it is for, and only the constraints that are meant to stand against it do. */
export function expectRefused(scene: Scene, { lie, against, changes, loose }: Omit<Forgery, "name">, record = scene.record): void {
  const told = lie(scene);
  const { honest, forged, changed, refusals, account } = scene.cheater.forge(record, told, loose);
  expect(Object.keys(told).some((signal) => changed.has(signal))).toBe(true);
  if (changes) expect(nameSignals(forged.slice(1, 6))[changes]).not.toBe(nameSignals(honest.slice(1, 6))[changes]);
  expect(refusals).not.toEqual([]);
  expect(account).not.toEqual([]);
  for (const constraint of account) expect(constraint).toMatch(against);
}

/** The codes just outside of a feature's range, each with the atom that it would pass for. */
export function edgesOf(scene: Scene, name: string): { code: bigint; atom: number }[] {
  const { atoms } = scene.feature(name).table;
  const last = atoms.length - 1;
  return [
    { code: -1n, atom: 0 },
    { code: atoms[last]?.to as bigint, atom: last },
  ];
}
