import { expect } from "vitest";
import type { planMargin } from "../../src/circuit/margin-plan.ts";
import { recordLayout } from "../../src/circuit/record-layout.ts";
import type { QuantisedLinear } from "../../src/model/quantised-linear.ts";
import type { QuantisedNetwork } from "../../src/model/quantised-network.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { nameSignals, type PublicSignalName } from "../../src/statement/signals.ts";
import { APPLICATION, ISSUED_AT, signCodes } from "./decision-records.ts";
import { invert, modulo } from "./harness/r1cs.ts";
import type { CircuitInputs } from "./harness/witness.ts";
import type { Lie, MarginCheater } from "./margin-cheater.ts";

export type Signed = ReturnType<typeof signCodes>;

export interface Forgery {
  name: string;
  of?: Signed;
  lie?: () => Lie;
  inputs?: () => CircuitInputs;
  /** Whether the bits of range checks are whatever numbers their sums need. */
  loose?: boolean;
  /** The only constraints, of the circuit as written, that stand against it: all else follows from the lie. */
  against: RegExp;
  /** A signal of the main that the lie is about. */
  about: string;
  /** The public signal that it is for. */
  changes?: PublicSignalName;
}

export const HALF = (FIELD_ORDER + 1n) / 2n;
export const COMMITMENT = "decisionCommitment" as const;
export const CELLS = /Thermometer_/;
export const BOOLEAN = /\{1,main\.[\w.]+\.bit\[0\]\} \* /;
/** The row that adds up a sum: it has no product. */
export const SUM = /^\{\} \* \{\} = \{/;
const SIGNATURE = /IssuerSignature_/;
const TOP = /TopFour_/;

/** Thermometer wires of which those from `first` on are 1. */
export const upFrom = (first: number, count: number): bigint[] => Array.from({ length: count }, (_, k) => (k >= first ? 1n : 0n));

export interface MarginSceneOptions {
  model: QuantisedLinear | QuantisedTrees | QuantisedNetwork;
  /** Declined, with five reasons that apply at least and a score that is not the edge of its band. */
  full: Signed;
  bare: Signed;
  /** What each reason contributes for `full`, in the circuit's unit. */
  losses: readonly bigint[];
  /** Margin and score of `full`, by the second reading. */
  honest: { margin: bigint; score: bigint };
  marginPlan: ReturnType<typeof planMargin>;
  cheater: () => MarginCheater;
}

/** A model whose margin decides under attack: what a cheater can say in any such circuit, and the forgeries that are the same in all of them. */
export function openMarginScene({ model, full, bare, losses, honest, marginPlan, cheater }: MarginSceneOptions) {
  const layout = recordLayout(model);
  const featureAt = (name: string) => model.schema.features.findIndex((feature) => feature.name === name);
  /** Reasons that apply, the largest first, then those that do not. */
  const ranked = losses.map((loss, position) => ({ loss, position })).sort((a, b) => (a.loss < b.loss ? 1 : a.loss > b.loss ? -1 : a.position - b.position));
  const at = (rank: number): number => (ranked[rank] as (typeof ranked)[number]).position;

  /** Turns the wires of a thermometer from what they are into what is said. */
  const say = (signed: Signed, name: string, said: readonly bigint[]): Lie =>
    Object.fromEntries(said.map((value, k) => [`${name}[${k}]`, modulo(value - cheater().value(signed, `${name}[${k}]`))]));

  /** Says that a value lies in another stretch of its table. */
  const sayAtom = (signed: Signed, wires: string, { atoms }: { atoms: readonly { from: bigint; to: bigint }[] }, value: bigint): Lie =>
    say(
      signed,
      wires,
      upFrom(
        atoms.findIndex(({ from, to }) => from <= value && value < to),
        atoms.length - 1,
      ),
    );
  const sayMargin = (value: bigint): Lie => sayAtom(full, "margin_below", marginPlan.table, value);

  /** The four slots as they would be with other reasons picked, keys included. */
  function pick(positions: readonly (number | undefined)[]): Lie {
    const count = losses.length;
    const key = (position: number | undefined, slot: number) =>
      position === undefined ? BigInt(count + 3 - slot) : (losses[position] as bigint) * BigInt(count + 4) + BigInt(count - 1 - position);
    const own = ranked.map(({ loss, position }) => (loss > 0n ? position : undefined));
    const lie: Lie = {};
    for (let slot = 0; slot < 4; slot++) {
      for (let g = 0; g < count; g++) lie[`pick[${slot}][${g}]`] = (positions[slot] === g ? 1n : 0n) - (own[slot] === g ? 1n : 0n);
      lie[`slotKey[${slot}]`] = key(positions[slot], slot) - key(own[slot], slot);
    }
    return lie;
  }

  /** The inputs with one slot moved by an amount and another against it, so that the packed element, and with it the message, stays what was signed. */
  function shift(name: string, amount: bigint, against: string): CircuitInputs {
    const inputs = cheater().inputs(full) as Record<string, bigint[]>;
    const place = (of: string): { input: "code" | "unused"; at: number; offset: number } => {
      const used = layout.used.indexOf(featureAt(of));
      if (used >= 0) return { input: "code", at: used, offset: layout.slots[featureAt(of)]?.offset as number };
      const run = layout.unused.findIndex(({ features }) => features.includes(featureAt(of)));
      return { input: "unused", at: run, offset: layout.unused[run]?.offset as number };
    };
    const [a, b] = [place(name), place(against)];
    const moved = { code: [...(inputs.code as bigint[])], unused: [...(inputs.unused as bigint[])] };
    moved[a.input][a.at] = modulo((moved[a.input][a.at] as bigint) + amount);
    moved[b.input][b.at] = modulo((moved[b.input][b.at] as bigint) - amount * modulo(2n ** BigInt(a.offset) * invert(2n ** BigInt(b.offset))));
    return moved;
  }
  const overflow = (name: string, into: string, by: bigint) => {
    const offset = (of: string) => BigInt(layout.slots[featureAt(of)]?.offset as number);
    return shift(name, by * 2n ** (offset(into) - offset(name)), into);
  };
  const moved = (name: string, by: bigint) =>
    (cheater().inputs(full).code as bigint[]).map((code, i) => (layout.used[i] === featureAt(name) ? code + by : code));
  const signatureOf = (changes: Parameters<typeof signCodes>[2]) => () => {
    const { R8, S } = signCodes(model, full.codes, changes).signature;
    return { R8x: R8.x, R8y: R8.y, S };
  };
  /** What the score's division leaves over. */
  const remainder = () => {
    const { offset, slope, divisor } = model.policy.score;
    return offset - slope * honest.margin - honest.score * divisor;
  };

  /**
   * Decision and score, reasons, record and statement.
   * @param fractionAgainst what takes offence at a score that is a fraction.
   */
  const commonForgeries = ({ fractionAgainst }: { fractionAgainst: RegExp }): Forgery[] => [
    // Decision and score.
    {
      name: "a margin that is declined is said to lie below the cut-off of approval",
      lie: () => sayMargin(marginPlan.margin.least),
      against: CELLS,
      about: "margin_below",
      changes: "outcome",
    },
    {
      name: "a margin that is declined is said to be referred",
      lie: () => sayMargin(model.policy.approveBelow),
      against: CELLS,
      about: "margin_below",
      changes: "outcome",
    },
    {
      name: "a margin lies below the first cut-off and above the second",
      lie: () => ({ "margin_below[0]": 1n }),
      against: CELLS,
      about: "margin_below[0]",
      changes: "outcome",
    },
    {
      name: "the decision is approve on a margin that is declined",
      lie: () => ({ decision: -1n }),
      against: /main\.decision/,
      about: "decision",
      changes: "outcome",
    },
    { name: "the decision is none at all", lie: () => ({ decision: -2n }), against: /main\.decision/, about: "decision", changes: "outcome" },
    { name: "the score is raised by one, the remainder being negative", lie: () => ({ score: 1n }), against: /Quotient_/, about: "score", changes: COMMITMENT },
    {
      name: "the score is lowered by one, the remainder being larger than the divisor",
      lie: () => ({ score: -1n }),
      against: /Quotient_/,
      about: "score",
      changes: COMMITMENT,
    },
    {
      name: "the score is a fraction of which nothing remains",
      lie: () => ({ score: modulo(remainder() * invert(model.policy.score.divisor)) }),
      against: fractionAgainst,
      about: "score",
      changes: COMMITMENT,
    },
    {
      name: "the disclosed score is another than the band's edge",
      lie: () => ({ disclosedScore: 1n }),
      against: /disclosedScore/,
      about: "disclosedScore",
      changes: "outcome",
    },
    {
      name: "the disclosed score runs over into the time",
      lie: () => ({ disclosedScore: 2n ** 32n }),
      against: /disclosedScore/,
      about: "disclosedScore",
      changes: "outcome",
    },

    // Reasons.
    { name: "the fourth reason is swapped for the fifth", lie: () => pick([at(0), at(1), at(2), at(4)]), against: TOP, about: "slot", changes: COMMITMENT },
    { name: "the first reason is given twice", lie: () => pick([at(0), at(0), at(1), at(2)]), against: TOP, about: "slot", changes: COMMITMENT },
    { name: "the first reason is skipped", lie: () => pick([at(1), at(2), at(3), at(4)]), against: TOP, about: "slot", changes: COMMITMENT },
    { name: "the first two reasons change places", lie: () => pick([at(1), at(0), at(2), at(3)]), against: TOP, about: "slot", changes: COMMITMENT },
    { name: "the last reason is dropped", lie: () => pick([at(0), at(1), at(2), undefined]), against: TOP, about: "slot", changes: COMMITMENT },
    { name: "no reason is given", lie: () => pick([undefined, undefined, undefined, undefined]), against: TOP, about: "slot", changes: COMMITMENT },
    {
      name: "a reason that does not apply is named",
      lie: () => pick([at(0), at(1), at(2), at(model.policy.reasons.length - 1)]),
      against: TOP,
      about: "slot",
      changes: COMMITMENT,
    },
    {
      name: "a reason is named under the key of another",
      lie: () => ({ [`pick[0][${at(0)}]`]: -1n, [`pick[0][${at(1)}]`]: 1n }),
      against: TOP,
      about: "slot",
      changes: COMMITMENT,
    },
    {
      name: "the packed reasons are not those of the slots",
      lie: () => ({ "shell.packedReasons": 256n }),
      against: /packedReasons/,
      about: "shell.packedReasons",
      changes: COMMITMENT,
    },

    // Record and statement.
    { name: "a code is one higher than was signed", inputs: () => ({ code: moved("income", 1n) }), against: SIGNATURE, about: "code" },
    {
      name: "the record is of another application",
      inputs: () => ({ application: APPLICATION + 1n }),
      against: SIGNATURE,
      about: "application",
      changes: "applicationId",
    },
    { name: "the record was issued a second later", inputs: () => ({ issuedAt: ISSUED_AT + 1n }), against: SIGNATURE, about: "issuedAt", changes: "outcome" },
    {
      name: "the record is of another applicant than the signature",
      inputs: () => ({ code: cheater().inputs(bare).code as bigint[] }),
      against: SIGNATURE,
      about: "code",
      changes: COMMITMENT,
    },
    {
      name: "the record is signed by another issuer than is said",
      inputs: signatureOf({ issuer: new Uint8Array(32).fill(8) }),
      against: SIGNATURE,
      about: "R8x",
    },
    {
      name: "the signature is for another application",
      inputs: signatureOf({ applicationId: 5n }),
      against: SIGNATURE,
      about: "R8x",
    },
    {
      name: "the element that is signed is not that of the codes",
      lie: () => ({ element0: 1n }),
      against: /main\.code\[0\]|IssuerSignature_/,
      about: "element0",
    },
    {
      name: "the statement names another model",
      lie: () => ({ modelCommitment: 1n }),
      against: /modelCommitment/,
      about: "modelCommitment",
      changes: "modelCommitment",
    },
    { name: "the commitment holds another score", lie: () => ({ "shell.score": 1n }), against: /shell\.score/, about: "shell.score", changes: COMMITMENT },
  ];

  return { layout, featureAt, at, say, sayAtom, shift, overflow, toApproval: () => model.policy.approveBelow - 1n - honest.margin, commonForgeries };
}

/** The forgery changes what it is for, is refused, and by nothing but what stands against it. */
export function expectRefused(cheater: MarginCheater, full: Signed, forgery: Forgery): void {
  const { of = full, lie = () => ({}), inputs = () => ({}), loose = false, against, about, changes } = forgery;
  const { honest, forged, changed, refusals, account } = cheater.forge(of, lie(), { inputs: inputs(), loose });
  expect([...changed].some((signal) => signal.startsWith(`main.${about}`))).toBe(true);
  if (changes) expect(nameSignals(forged.slice(1, 6))[changes]).not.toBe(nameSignals(honest.slice(1, 6))[changes]);
  expect(refusals).not.toEqual([]);
  expect(account).not.toEqual([]);
  for (const constraint of account) expect(constraint).toMatch(against);
}

/** Each of them starts from what is accepted. */
export function expectAccepted(cheater: MarginCheater, signed: Signed): void {
  const honest = cheater.circuit.calculate(cheater.inputs(signed));
  expect(cheater.circuit.violations(honest)).toEqual([]);
  const { forged, changed } = cheater.forge(signed, {});
  expect(forged).toEqual(honest);
  expect(changed.size).toBe(0);
}

/** With any one assignment moved by one, all that follows following, nothing is accepted. */
export function expectEveryBendRefused(cheater: MarginCheater, full: Signed): void {
  for (const name of cheater.bends) {
    const { changed, refusals } = cheater.forge(full, { [name]: 1n });
    expect(changed.size, name).toBeGreaterThan(0);
    expect(refusals, name).not.toEqual([]);
  }
}
