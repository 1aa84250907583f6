import { beforeAll, describe, expect, it } from "vitest";
import type { FeaturePlan } from "../../src/circuit/feature-plan.ts";
import { packReasons } from "../../src/model/evaluation.ts";
import { derivePublicKey } from "../../src/record/eddsa.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { type Lie, openCheater } from "./decision-cheater.ts";
import { germanModel } from "./decision-models.ts";
import { APPLICATION, BLIND, findCodes, ISSUED_AT } from "./decision-records.ts";
import { edgesOf, expectRefused, type Forgery, Scene } from "./decision-scene.ts";
import { invert, modulo } from "./harness/r1cs.ts";

const HALF = (FIELD_ORDER + 1n) / 2n;
const SCORE = /checking_status_points|income_points/;
const LOOKUP = /main\.Lookup_/;
const ATOM_RANGE = /main\.Atoms_\d+_\d+\.(RangeCheck|in,|atom)/;
const RANGE = /main\.RangeCheck_/;
const BAND = /main\.Band_/;
const DIGITS = /main\.LowestDigits_/;
const SHELL = /main\.shell\./;
const BIT = /\{1,main\.[\w.]+\.bit\[0\]\} \* /;
const SIGNATURE = /IssuerSignature_/;

const german = germanModel();
const scene = new Scene(
  german,
  findCodes(
    german,
    ({ decision, reasons, score, disclosedScore }, codes) =>
      decision === "refer" &&
      reasons.length === 4 &&
      score !== disclosedScore &&
      // Neighbours in the record, so that one can pay for what the other gains.
      (codes[2] as bigint) === 3n &&
      (codes[9] as bigint) === 1n &&
      (codes[8] as bigint) > 0n &&
      (codes[11] as bigint) > 0n,
  ),
);

/** Every reason of the German record that applies, largest first. */
function allReasons(): number[] {
  const losses = german.characteristics.map(({ feature, bins, baseline, reason }) => {
    const code = scene.record.codes[feature] as bigint;
    const bin = bins.find(({ ranges }) => ranges.some(([from, to]) => from <= code && code < to));
    return { reason: reason + 1, loss: baseline - (bin?.points as bigint) };
  });
  return losses
    .filter(({ loss }) => loss > 0n)
    .sort((a, b) => Number(b.loss - a.loss) || a.reason - b.reason)
    .map(({ reason }) => reason);
}
const absentReason = (): number => german.policy.reasons.map((_, i) => i + 1).find((reason) => !allReasons().includes(reason)) as number;
const slots = (reasons: readonly number[]): Lie => Object.fromEntries([0, 1, 2, 3].map((i) => [`main.slot[${i}]`, BigInt(reasons[i] ?? 0)]));
const step = (s: Scene, wanted: (present: boolean, code: number) => boolean): number => {
  if (s.reasons.kind !== "ordered") throw new Error("the reasons of this model are compared");
  const steps = s.reasons.steps;
  for (let i = steps.length - 1; i >= 0; i--) {
    const { feature, present, code } = steps[i] as (typeof steps)[number];
    const { name } = s.features[feature] as FeaturePlan;
    if (wanted(present[s.atomOf(name)] as boolean, code)) return i;
  }
  throw new Error("no such reason");
};

const FORGERIES: Forgery[] = [
  { name: "the score is raised by one", lie: (s) => ({ "main.score": s.evaluation.score + 1n }), against: SCORE, changes: "decisionCommitment" },
  {
    name: "the score is raised to the cut-off, band and decision with it",
    lie: (s) => ({ "main.score": 480n, "main.band": 24n, ...s.cells({ 2: 1n }) }),
    against: SCORE,
    changes: "outcome",
  },
  {
    name: "the points of one characteristic are those of a better bin",
    lie: (s) => ({ "main.age_points": modulo(s.feature("age").points.reduce((a, b) => (a > b ? a : b)) + 7n) }),
    against: LOOKUP,
    changes: "decisionCommitment",
  },
  { name: "the decision is approve on a score that is referred", lie: () => ({ "main.decision": 1n }), against: LOOKUP, changes: "outcome" },
  { name: "the decision is none at all", lie: () => ({ "main.decision": 0n }), against: LOOKUP, changes: "outcome" },
  { name: "the score is said to lie in the cell of approval", lie: (s) => s.cells({ 2: 1n }), against: ATOM_RANGE, changes: "outcome" },
  { name: "the score is said to lie in the cell of decline", lie: (s) => s.cells({ 0: 1n }), against: ATOM_RANGE, changes: "outcome" },
  { name: "the score lies in two cells at once", lie: (s) => s.cells({ 1: 1n, 2: 1n }), against: /OneHot_|main\.Atoms_/, changes: "outcome" },
  { name: "the score lies in no cell", lie: (s) => s.cells({}), against: /OneHot_|main\.Atoms_/, changes: "outcome" },
  { name: "the score lies half in one cell, half in another", lie: (s) => s.cells({ 0: HALF, 2: HALF }), against: /OneHot_|main\.Atoms_/ },
  {
    name: "the cells are weighed so that the decision comes out as approve",
    lie: (s) => s.cells({ 0: -1n, 2: 2n }),
    against: /OneHot_|main\.Atoms_/,
    changes: "outcome",
  },
  { name: "the band is moved up by one", lie: (s) => ({ "main.band": s.disclosed / 20n + 1n }), against: BAND, changes: "outcome" },
  { name: "the band is moved down by one", lie: (s) => ({ "main.band": s.disclosed / 20n - 1n }), against: BAND, changes: "outcome" },
  {
    name: "the band is a fraction of which nothing remains",
    lie: (s) => ({ "main.band": modulo(s.evaluation.score * invert(20n)), ...s.cells({ 0: 1n }) }),
    against: ATOM_RANGE,
    changes: "outcome",
  },
  {
    name: "the band is moved up by one, what remains of the score being written with a bit that is neither 0 nor 1",
    lie: (s) => ({ "main.band": s.disclosed / 20n + 1n }),
    loose: /Band_\w+\.RangeCheck_\w+\.bit\[0\]/,
    against: BIT,
    changes: "outcome",
  },
  {
    name: "the score lies in the cell of approval, its distance being written with a bit that is neither 0 nor 1",
    lie: (s) => s.cells({ 2: 1n }),
    loose: /main\.Atoms_\w+\.RangeCheck_\w+\.bit\[4\]/,
    against: /\{1,main\.Atoms_\w+\.RangeCheck_\w+\.bit\[4\]\} \* /,
    changes: "outcome",
  },
  {
    name: "the disclosed score is the exact one",
    lie: (s) => ({ "main.disclosedScore": s.evaluation.score }),
    against: /main\.band|disclosedScore/,
    changes: "outcome",
  },
  {
    name: "the disclosed score runs over into the time",
    lie: (s) => ({ "main.disclosedScore": s.disclosed + 2n ** 32n }),
    against: /main\.band|disclosedScore/,
    changes: "outcome",
  },

  {
    name: "the fourth reason is swapped for the fifth",
    lie: () => slots([...allReasons().slice(0, 3), allReasons()[4] as number]),
    against: DIGITS,
    changes: "decisionCommitment",
  },
  {
    name: "the first reason is given twice",
    lie: () => slots([0, 0, 1, 2].map((i) => allReasons()[i] as number)),
    against: DIGITS,
    changes: "decisionCommitment",
  },
  { name: "the first reason is skipped", lie: () => slots(allReasons().slice(1, 5)), against: DIGITS, changes: "decisionCommitment" },
  {
    name: "the first two reasons change places",
    lie: () => slots([1, 0, 2, 3].map((i) => allReasons()[i] as number)),
    against: DIGITS,
    changes: "decisionCommitment",
  },
  { name: "the last reason is dropped", lie: () => slots(allReasons().slice(0, 3)), against: DIGITS, changes: "decisionCommitment" },
  { name: "no reason is given", lie: () => slots([]), against: DIGITS, changes: "decisionCommitment" },
  {
    name: "a reason that does not apply is named",
    lie: () => slots([absentReason(), ...allReasons().slice(1, 4)]),
    against: DIGITS,
    changes: "decisionCommitment",
  },
  {
    name: "one slot takes from its neighbour",
    lie: () => slots([(allReasons()[0] as number) + 16, (allReasons()[1] as number) - 1, ...allReasons().slice(2, 4)]),
    against: DIGITS,
    changes: "decisionCommitment",
  },
  {
    name: "a bit of the list is 2 or 3, and the next slot one less",
    lie: (s) => {
      const digits = s.cheater.component("main.LowestDigits");
      const [first, second] = s.evaluation.reasons as [number, number];
      return { [`${digits}.bit[3]`]: (BigInt(first) >> 3n) + 2n, [`${digits}.bit[4]`]: (BigInt(second) & 1n) - 1n };
    },
    against: /\{[^}]*bit\[[34]\]\} \* /,
    changes: "decisionCommitment",
  },
  {
    name: "the packed reasons are not those of the slots",
    lie: () => ({ "main.packedReasons": 1n }),
    against: /main\.PackReasons_/,
    changes: "decisionCommitment",
  },
  {
    name: "a reason that applies is left out of the list",
    lie: (s) => ({ [`main.present${step(s, (present) => present)}`]: 0n }),
    against: /main\.present|main\.\w+_atom/,
    changes: "decisionCommitment",
  },
  {
    name: "a reason that does not apply is put on the list",
    lie: (s) => ({ [`main.present${step(s, (present) => !present)}`]: 1n }),
    against: /main\.present|main\.\w+_atom|main\.LowestDigits_/,
    changes: "decisionCommitment",
  },
  {
    name: "a reason applies by half",
    lie: (s) => ({ [`main.present${step(s, (present) => present)}`]: HALF }),
    against: /main\.present|main\.\w+_atom|main\.LowestDigits_/,
    changes: "decisionCommitment",
  },
  {
    name: "the list is another than was pushed",
    lie: (s) => ({ [`main.list${step(s, (present) => present)}`]: 5n }),
    against: /main\.PushReason_/,
    changes: "decisionCommitment",
  },

  {
    name: "a bin is moved to its neighbour",
    lie: (s) => s.atoms("age", { [s.atomOf("age") === 0 ? 1 : s.atomOf("age") - 1]: 1n }),
    against: ATOM_RANGE,
    changes: "decisionCommitment",
  },
  {
    name: "a category is said to be another",
    lie: (s) => s.atoms("checking_status", { [(s.atomOf("checking_status") + 2) % 4]: 1n }),
    against: ATOM_RANGE,
    changes: "decisionCommitment",
  },
  {
    name: "a record lies in two bins at once",
    lie: (s) => s.atoms("duration", { [s.atomOf("duration")]: 1n, [s.atomOf("duration") === 0 ? 1 : 0]: 1n }),
    against: /OneHot_|main\.Atoms_/,
  },
  { name: "a record lies in no bin", lie: (s) => s.atoms("duration", {}), against: /OneHot_|main\.Atoms_/ },
  {
    name: "a bin is moved to its neighbour, the distance from its edges being written with a bit that is neither 0 nor 1",
    lie: (s) => s.atoms("age", { [s.atomOf("age") === 0 ? 1 : s.atomOf("age") - 1]: 1n }),
    loose: /main\.Atoms_\w+\.RangeCheck_\w+\.bit\[0\]/,
    against: BIT,
    changes: "decisionCommitment",
  },
  {
    name: "an unread feature runs over into its neighbour, written with a bit that is neither 0 nor 1",
    lie: (s) => s.overflow("personal_status", "other_parties", -1n),
    loose: /main\.RangeCheck_\w+\.bit\[0\]/,
    against: BIT,
    changes: "decisionCommitment",
  },
  {
    name: "a bin is mixed of its two neighbours, code and score being their mean",
    lie: (s) => s.atoms("credit_history", { 2: HALF, 4: HALF }),
    against: /OneHot_|main\.LowestDigits_/,
    changes: "decisionCommitment",
  },
  {
    name: "a code changes with its bin",
    lie: (s) => ({
      [`main.code[${s.layout.used.indexOf(s.position("housing"))}]`]: (s.codeOf("housing") + 1n) % 3n,
      ...s.atoms("housing", { [Number((s.codeOf("housing") + 1n) % 3n)]: 1n }),
    }),
    against: SIGNATURE,
  },
  {
    name: "a code runs over its slot and the next one pays",
    lie: (s) => s.overflow("duration", "credit_history", 2n),
    against: ATOM_RANGE,
    changes: "decisionCommitment",
  },
  {
    name: "a code is negative and the next one gains",
    lie: (s) => s.overflow("duration", "credit_history", -1n),
    against: ATOM_RANGE,
    changes: "decisionCommitment",
  },
  { name: "a code is a fraction and another pays for it", lie: (s) => s.shift("age", HALF, "credit_amount"), against: ATOM_RANGE },
  { name: "an unread feature runs over into its neighbour", lie: (s) => s.overflow("personal_status", "other_parties"), against: RANGE },
  {
    name: "an unread feature turns negative for its neighbour",
    lie: (s) => s.overflow("personal_status", "other_parties", -1n),
    against: RANGE,
    changes: "decisionCommitment",
  },
  {
    name: "an unread feature takes what a read one loses, whatever fraction it is",
    lie: (s) => ({ ...s.shift("age", 1n, "existing_credits"), ...s.atoms("age", { [s.atomOf("age", s.codeOf("age") + 1n)]: 1n }) }),
    against: RANGE,
  },
  {
    name: "the last unread feature runs over the top of the element",
    lie: (s) => s.shift("existing_credits", 2n ** 7n, "housing"),
    against: /RangeCheck_|Atoms_/,
  },

  { name: "issuedAt is a second later", lie: () => ({ "main.issuedAt": ISSUED_AT + 1n }), against: SIGNATURE, changes: "outcome" },
  {
    name: "issuedAt is later in the outcome only",
    lie: (s) => ({ [`${s.cheater.component("main.shell.Outcome")}.issuedAt`]: ISSUED_AT + 86_400n }),
    against: /Outcome_\w+\.issuedAt/,
    changes: "outcome",
  },
  {
    name: "issuedAt has a bit above the fortieth",
    lie: () => ({ "main.issuedAt": ISSUED_AT + 2n ** 40n }),
    against: /IssuerSignature_|RangeCheck_/,
    changes: "outcome",
  },
  { name: "the record is shown for another application", lie: () => ({ "main.application": APPLICATION + 1n }), against: SIGNATURE, changes: "applicationId" },
  {
    name: "the statement names another application than the record",
    lie: () => ({ "main.applicationId": APPLICATION + 1n }),
    against: /main\.applicationId/,
    changes: "applicationId",
  },
  {
    name: "the statement names another issuer than signed",
    lie: () => ({ "main.issuerKey": derivePublicKey(new Uint8Array(32).fill(8)).y }),
    against: /main\.issuerKey/,
    changes: "issuerKey",
  },
  {
    name: "the record is said to be of another issuer",
    lie: () => ({ "main.signer": derivePublicKey(new Uint8Array(32).fill(8)).y }),
    against: SIGNATURE,
    changes: "issuerKey",
  },
  { name: "the statement names another model", lie: () => ({ "main.modelCommitment": 99n }), against: /main\.modelCommitment/, changes: "modelCommitment" },
  { name: "the message is another than the record's", lie: () => ({ "main.shell.message": 31337n }), against: SHELL },
  {
    name: "the commitment holds another score",
    lie: (s) => ({ "main.shell.score": s.evaluation.score + 1n, "main.score": s.evaluation.score }),
    against: /main\.shell\.score/,
    changes: "decisionCommitment",
  },
  {
    name: "the commitment holds no reasons",
    lie: (s) => ({ "main.shell.packedReasons": 0n, "main.packedReasons": packReasons(s.evaluation.reasons) }),
    against: /main\.shell\.packedReasons/,
    changes: "decisionCommitment",
  },
  {
    name: "the commitment is for another model",
    lie: () => ({ "main.shell.modelCommitment": 99n }),
    against: /main\.shell\.modelCommitment/,
    changes: "decisionCommitment",
  },
  {
    name: "the commitment is to another blind than is known",
    lie: () => ({ "main.shell.blind": BLIND + 1n }),
    against: /main\.shell\.blind/,
    changes: "decisionCommitment",
  },
  {
    name: "the commitment is any number",
    lie: () => ({ "main.decisionCommitment": 1n }),
    against: /DecisionCommitment_|decisionCommitment/,
    changes: "decisionCommitment",
  },
  { name: "the outcome is any word", lie: () => ({ "main.outcome": 1n }), against: /Outcome_|outcome/, changes: "outcome" },
];

beforeAll(async () => {
  scene.cheater = await openCheater(german);
});

describe("a forged German decision is refused", () => {
  it("while the honest one is not, and has a fifth reason to hide", () => {
    const { circuit, inputs, generate } = scene.cheater;
    const honest = circuit.calculate(inputs(scene.record));
    expect(circuit.violations(honest)).toEqual([]);
    // Where every forgery starts.
    expect(generate(inputs(scene.record))).toEqual(honest);
    expect(allReasons().length).toBeGreaterThanOrEqual(5);
    expect(allReasons().slice(0, 4)).toEqual(scene.evaluation.reasons);
  });

  it.each(FORGERIES)("$name", (forgery) => {
    expectRefused(scene, forgery);
  });
});

describe.each(scene.features.map(({ name }) => ({ name })))("a German record whose $name is outside of its range, signed like that,", ({ name }) => {
  it.each(edgesOf(scene, name))("is refused: $code", ({ code, atom }) => {
    const record = scene.signed(name, code);
    expect(record.codes).not.toEqual(scene.record.codes);
    expectRefused(scene, { lie: (s) => s.atoms(name, { [atom]: 1n }), against: ATOM_RANGE }, record);
  });
});
