import { beforeAll, describe, expect, it } from "vitest";
import { missingCode } from "../../src/record/schema.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { type Lie, openCheater } from "./decision-cheater.ts";
import { pickReasons, reasonKey } from "./decision-hints.ts";
import { crowdedModel } from "./decision-models.ts";
import { findCodes } from "./decision-records.ts";
import { edgesOf, expectRefused, type Forgery, Scene } from "./decision-scene.ts";
import { invert, modulo } from "./harness/r1cs.ts";

/** What the German card has none of: missing markers, compared reasons, scores below zero, features of an element that is not read. */
const crowded = crowdedModel();
const scene = new Scene(
  crowded,
  findCodes(crowded, ({ decision, score }, codes) => {
    const reasonsThatApply = shortfallsOf(codes).filter((value) => value > 0n).length;
    // Arrears are missing, income is not; a fifth reason applies and a sixth does not.
    const [income, arrears] = [codes[0] as bigint, codes[2] as bigint];
    return decision === "decline" && score < 0n && score % 7n !== 0n && reasonsThatApply === 5 && arrears === 61n && income > 0n && income < 299n;
  }),
);

/** Shortfall of each reason, by its position. */
function shortfallsOf(codes: readonly bigint[]): bigint[] {
  const sums = crowded.policy.reasons.map(() => 0n);
  for (const { feature, bins, baseline, reason } of crowded.characteristics) {
    const code = codes[feature] as bigint;
    const bin = bins.find(({ ranges }) => ranges.some(([from, to]) => from <= code && code < to));
    sums[reason] = (sums[reason] as bigint) + baseline - (bin?.points as bigint);
  }
  return sums;
}

const COUNT = 6;
/** Every reason from the largest shortfall to the smallest, whether it applies or not. */
const ORDER = shortfallsOf(scene.record.codes)
  .map((shortfall, position) => ({ position, shortfall, key: reasonKey(shortfall, position, COUNT) }))
  .sort((a, b) => (a.key < b.key ? 1 : -1));
const component = () => scene.cheater.component("main.TopFour");
/** Slots that pick reasons by their rank; undefined is the empty mark. */
const picks = (...ranks: (number | undefined)[]): Lie =>
  pickReasons(
    component(),
    COUNT,
    ranks.map((rank) => (rank === undefined ? undefined : ORDER[rank])),
  );
const pick = (slot: number, rank: number) => `${component()}.pick[${slot}][${ORDER[rank]?.position}]`;
const slot = (index: number) => `${component()}.slot[${index}]`;

const ATOM_RANGE = /main\.Atoms_\d+_\d+\.(RangeCheck|in,|atom)/;
const TOP_FOUR = /main\.TopFour_/;
const RANGE = /main\.RangeCheck_/;
const SIGNATURE = /IssuerSignature_/;
const HALF = (FIELD_ORDER + 1n) / 2n;
const missing = (name: string) => missingCode(crowded.schema.features[scene.position(name)] as (typeof crowded.schema.features)[number]) as bigint;
const code = (name: string) => `main.code[${scene.layout.used.indexOf(scene.position(name))}]`;

const FORGERIES: Forgery[] = [
  {
    name: "a value is said to be missing, the code being what it is",
    lie: (s) => s.atoms("income", { [s.atomOf("income", missing("income"))]: 1n }),
    against: ATOM_RANGE,
    changes: "decisionCommitment",
  },
  {
    name: "a value is said to be missing, in its code too",
    lie: (s) => ({ [code("income")]: missing("income"), ...s.atoms("income", { [s.atomOf("income", missing("income"))]: 1n }) }),
    against: SIGNATURE,
    changes: "decisionCommitment",
  },
  { name: "a missing value is said to be the best one", lie: (s) => s.atoms("arrears", { 0: 1n }), against: ATOM_RANGE, changes: "decisionCommitment" },
  {
    name: "a missing value is said to be the best one, in its code too",
    lie: (s) => ({ [code("arrears")]: 0n, ...s.atoms("arrears", { 0: 1n }) }),
    against: SIGNATURE,
    changes: "decisionCommitment",
  },
  {
    name: "a missing value is said to be the largest one",
    lie: (s) => s.atoms("arrears", { [s.atomOf("arrears", 60n)]: 1n }),
    against: ATOM_RANGE,
    changes: "decisionCommitment",
  },
  {
    name: "a value runs over into the next one, which loses its missing marker",
    lie: (s) => s.overflow("income", "arrears"),
    against: ATOM_RANGE,
    changes: "decisionCommitment",
  },
  {
    name: "an element that is not read is another",
    lie: (s) => ({ "main.whole[1]": (s.cheater.inputs(s.record).whole as bigint[])[1] as bigint, "main.whole[0]": 5n }),
    against: SIGNATURE,
  },

  {
    name: "the band is rounded towards zero",
    lie: (s) => ({ "main.band": modulo(s.evaluation.score / 7n) }),
    against: /main\.Band_/,
    changes: "outcome",
  },
  {
    name: "the band is a fraction of which nothing remains",
    lie: (s) => ({ "main.band": modulo(s.evaluation.score * invert(7n)) }),
    against: RANGE,
    changes: "outcome",
  },
  {
    name: "the band is the score less the field order, divided",
    lie: (s) => ({ "main.band": (modulo(s.evaluation.score) - (modulo(s.evaluation.score) % 7n)) / 7n }),
    against: RANGE,
    changes: "outcome",
  },

  { name: "the fourth reason is swapped for the fifth", lie: () => picks(0, 1, 2, 4), against: TOP_FOUR, changes: "decisionCommitment" },
  { name: "the first reason is skipped", lie: () => picks(1, 2, 3, 4), against: TOP_FOUR, changes: "decisionCommitment" },
  { name: "the first reason is given twice", lie: () => picks(0, 0, 1, 2), against: TOP_FOUR, changes: "decisionCommitment" },
  { name: "the second reason is given twice, in place of the first", lie: () => picks(1, 1, 2, 3), against: TOP_FOUR, changes: "decisionCommitment" },
  { name: "the first two reasons change places", lie: () => picks(1, 0, 2, 3), against: TOP_FOUR, changes: "decisionCommitment" },
  { name: "the last two reasons change places", lie: () => picks(0, 1, 3, 2), against: TOP_FOUR, changes: "decisionCommitment" },
  { name: "the last reason is left empty", lie: () => picks(0, 1, 2, undefined), against: TOP_FOUR, changes: "decisionCommitment" },
  { name: "the first reason is left empty", lie: () => picks(undefined, 1, 2, 3), against: TOP_FOUR, changes: "decisionCommitment" },
  { name: "every reason is left empty", lie: () => picks(undefined, undefined, undefined, undefined), against: TOP_FOUR, changes: "decisionCommitment" },
  { name: "a reason is given that does not apply", lie: () => picks(0, 1, 2, 5), against: TOP_FOUR, changes: "decisionCommitment" },
  {
    name: "a slot picks two reasons by half",
    lie: () => ({ [pick(3, 3)]: HALF, [pick(3, 4)]: HALF }),
    against: TOP_FOUR,
    changes: "decisionCommitment",
  },
  {
    name: "a slot picks two reasons by half, its key being between theirs",
    lie: () => ({ [pick(3, 3)]: HALF, [pick(3, 4)]: HALF, [slot(3)]: modulo(((ORDER[3]?.key ?? 0n) + (ORDER[4]?.key ?? 0n)) * HALF) }),
    against: TOP_FOUR,
    changes: "decisionCommitment",
  },
  {
    name: "a slot names one reason and has the key of another",
    lie: () => ({ [pick(0, 0)]: 0n, [pick(0, 4)]: 1n }),
    against: TOP_FOUR,
    changes: "decisionCommitment",
  },
  { name: "a slot picks one reason doubly", lie: () => ({ [pick(0, 0)]: 2n }), against: TOP_FOUR, changes: "decisionCommitment" },
  { name: "a slot picks nothing and keeps its key", lie: () => ({ [pick(3, 3)]: 0n }), against: TOP_FOUR, changes: "decisionCommitment" },
  {
    name: "the last slot is so low that nothing is above it",
    lie: () => ({ ...picks(0, 1, 2, 4), [slot(3)]: modulo(ORDER[3]?.key ?? 0n) }),
    against: TOP_FOUR,
    changes: "decisionCommitment",
  },
  {
    name: "the slots are above the field order",
    lie: () => ({ [slot(0)]: (ORDER[0]?.key ?? 0n) + 2n ** 200n }),
    against: TOP_FOUR,
  },
  {
    name: "the fourth reason is swapped for the fifth, what is left out being written with a bit that is neither 0 nor 1",
    lie: () => picks(0, 1, 2, 4),
    loose: /TopFour_\w+\.RangeCheck_\w+\[\d\]\.bit\[0\]/,
    against: /\{1,main\.TopFour_\w+\.RangeCheck_\w+\[\d\]\.bit\[0\]\} \* /,
    changes: "decisionCommitment",
  },
  {
    name: "the first two reasons change places, their distance being written with a bit that is neither 0 nor 1",
    lie: () => picks(1, 0, 2, 3),
    loose: /TopFour_\w+\.RangeCheck_\w+\[\d\]\.bit\[0\]/,
    against: /\{1,main\.TopFour_\w+\.RangeCheck_\w+\[\d\]\.bit\[0\]\} \* /,
    changes: "decisionCommitment",
  },
  {
    name: "a shortfall is another than the record's",
    lie: () => ({ [`main.shortfall[${ORDER[0]?.position}]`]: 0n }),
    against: /shortfall/,
    changes: "decisionCommitment",
  },
];

beforeAll(async () => {
  scene.cheater = await openCheater(crowded);
});

describe("a forged decision of the crowded model is refused", () => {
  it("while the honest one is not, and has a fifth reason and one that does not apply", () => {
    const { circuit, inputs, generate } = scene.cheater;
    const honest = circuit.calculate(inputs(scene.record));
    expect(circuit.violations(honest)).toEqual([]);
    // Where every forgery starts.
    expect(generate(inputs(scene.record))).toEqual(honest);
    expect(ORDER.slice(0, 4).map(({ position }) => position + 1)).toEqual(scene.evaluation.reasons);
    expect([ORDER[4]?.shortfall, ORDER[5]?.shortfall].map((value) => (value ?? 0n) > 0n)).toEqual([true, false]);
  });

  it.each(FORGERIES)("$name", (forgery) => {
    expectRefused(scene, forgery);
  });
});

describe.each(scene.features.map(({ name }) => ({ name })))(
  "a record of the crowded model whose $name is outside of its range, signed like that,",
  ({ name }) => {
    it.each(edgesOf(scene, name))("is refused: $code", ({ code, atom }) => {
      expectRefused(scene, { lie: (s) => s.atoms(name, { [atom]: 1n }), against: ATOM_RANGE }, scene.signed(name, code));
    });
  },
);
