import { beforeAll, describe, expect, it } from "vitest";
import { planTerms } from "../../../src/circuit/linear/plan-terms.ts";
import { planMargin } from "../../../src/circuit/margin-plan.ts";
import { recordLayout } from "../../../src/circuit/record-layout.ts";
import { linearMarginBounds } from "../../../src/model/linear-margin.ts";
import { cardinality, type Feature } from "../../../src/record/schema.ts";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { nameSignals, type PublicSignalName } from "../../../src/statement/signals.ts";
import { APPLICATION, ISSUED_AT, signCodes } from "../decision-records.ts";
import { invert, modulo } from "../harness/r1cs.ts";
import { findFreeDirections } from "../harness/rank.ts";
import { sweepWires } from "../harness/sweep.ts";
import type { CircuitInputs } from "../harness/witness.ts";
import { type Lie, type MarginCheater, openMarginCheater } from "../margin-cheater.ts";
import { attackedLinear } from "./linear-models.ts";
import { naiveLinear, naiveLosses } from "./naive-linear.ts";

const HALF = (FIELD_ORDER + 1n) / 2n;
const model = attackedLinear();
const { features } = planTerms(model);
const marginPlan = planMargin(linearMarginBounds(model), model.policy);
const layout = recordLayout(model);
const featureAt = (name: string) => model.schema.features.findIndex((feature) => feature.name === name);
/** The position of the first term over a feature. */
const termAt = (name: string) => model.terms.findIndex(({ feature }) => feature === featureAt(name));

type Signed = ReturnType<typeof signCodes>;
/** Declined, with six reasons that apply and a score that is not the edge of its band; clipped in nothing. */
const full = signCodes(model, [10n, 1n, 300n, 3n, 0n, 0n, 11n, 1n, 1n, 4n]);
/** Income, debt and seniority missing. */
const bare = signCodes(model, [61n, 0n, 401n, 3n, 3n, 2n, 3n, 2n, 31n, 9n]);

const losses = naiveLosses(model, full.codes);
const ranked = losses.map((loss, position) => ({ loss, position })).sort((a, b) => (a.loss < b.loss ? 1 : a.loss > b.loss ? -1 : a.position - b.position));
const at = (rank: number): number => (ranked[rank] as (typeof ranked)[number]).position;

let cheater: MarginCheater;
beforeAll(async () => {
  cheater = await openMarginCheater(model);
});

const say = (signed: Signed, name: string, said: readonly bigint[]): Lie =>
  Object.fromEntries(said.map((value, k) => [`${name}[${k}]`, modulo(value - cheater.value(signed, `${name}[${k}]`))]));

/** Says that the code of a feature, or the margin, is another. */
function sayValue(signed: Signed, name: string, value: bigint): Lie {
  const table = name === "margin" ? marginPlan.table : features.find((feature) => feature.name === name)?.table;
  const { atoms } = table as NonNullable<typeof table>;
  const atom = atoms.findIndex(({ from, to }) => from <= value && value < to);
  return say(
    signed,
    `${name}_below`,
    Array.from({ length: atoms.length - 1 }, (_, k) => (k >= atom ? 1n : 0n)),
  );
}

/** The four slots as they would be with other reasons picked, keys included. */
function pick(positions: readonly (number | undefined)[]): Lie {
  const count = losses.length;
  const key = (position: number | undefined, slot: number) =>
    position === undefined ? BigInt(count + 3 - slot) : (losses[position] as bigint) * BigInt(count + 4) + BigInt(count - 1 - position);
  const honest = ranked.map(({ loss, position }) => (loss > 0n ? position : undefined));
  const lie: Lie = {};
  for (let slot = 0; slot < 4; slot++) {
    for (let g = 0; g < count; g++) lie[`pick[${slot}][${g}]`] = (positions[slot] === g ? 1n : 0n) - (honest[slot] === g ? 1n : 0n);
    lie[`slotKey[${slot}]`] = key(positions[slot], slot) - key(honest[slot], slot);
  }
  return lie;
}

/** The inputs with one slot moved by an amount and another against it, so that the packed element, and with it the message, stays what was signed. */
function shift(name: string, amount: bigint, against: string): CircuitInputs {
  const inputs = cheater.inputs(full) as Record<string, bigint[]>;
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
const moved = (name: string, by: bigint) => (cheater.inputs(full).code as bigint[]).map((code, i) => (layout.used[i] === featureAt(name) ? code + by : code));

interface Forgery {
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

const COMMITMENT = "decisionCommitment" as const;
const CELLS = /Thermometer_/;
const BOUND = /Thermometer_|Below_|main\.RangeCheck_/;
const BOOLEAN = /\{1,main\.[\w.]+\.bit\[0\]\} \* /;
const SIGNATURE = /IssuerSignature_/;
const TOP = /TopFour_/;
/** The row that adds up a sum: it has no product. */
const SUM = /^\{\} \* \{\} = \{/;
/** What the header of Below says may be anything, and nothing reads. */
const FREE = /\.Below_\w+\.AtMostUnless_\w+\.ratio\[/;
const MIXED = /Thermometer_|RangeCheck_|Quotient_|Band_|^\{\} \* \{\} = \{/;
const raised = (name: string, by: bigint) => ({ [`added${termAt(name)}`]: by });
const ofTerm = (name: string) => new RegExp(`main\\.added${termAt(name)}\\b`);
const toApproval = () => model.policy.approveBelow - 1n - naiveLinear(model, full.codes).margin;
const lossOf = (name: string) => losses[model.terms[termAt(name)]?.reason as number] as bigint;
const remainder = () => {
  const { offset, slope, divisor } = model.policy.score;
  const { margin, score } = naiveLinear(model, full.codes);
  return offset - slope * margin - score * divisor;
};

const FORGERIES: Forgery[] = [
  // Where a feature lies.
  {
    name: "an income is said to lie where it is clipped from above",
    lie: () => sayValue(full, "income", 55n),
    against: CELLS,
    about: "income_below",
    changes: COMMITMENT,
  },
  {
    name: "an income is said to lie where it is clipped from below",
    lie: () => sayValue(full, "income", 2n),
    against: CELLS,
    about: "income_below",
    changes: COMMITMENT,
  },
  {
    name: "an income that is signed is said to be missing",
    lie: () => sayValue(full, "income", 61n),
    against: CELLS,
    about: "income_below",
    changes: COMMITMENT,
  },
  {
    name: "an income that is signed is said to be missing, its distance being written with a bit that is neither 0 nor 1",
    lie: () => sayValue(full, "income", 61n),
    loose: true,
    against: BOOLEAN,
    about: "income_below",
    changes: COMMITMENT,
  },
  {
    name: "an income that is missing is said to be the highest",
    of: bare,
    lie: () => sayValue(bare, "income", 60n),
    against: CELLS,
    about: "income_below",
    changes: COMMITMENT,
  },
  {
    name: "a missing debt is reckoned by its marker",
    of: bare,
    lie: () => sayValue(bare, "debt", 400n),
    against: CELLS,
    about: "debt_below",
    changes: COMMITMENT,
  },
  { name: "a debt that is signed is said to be missing", lie: () => sayValue(full, "debt", 401n), against: CELLS, about: "debt_below", changes: COMMITMENT },
  { name: "one threshold bit of the income is flipped", lie: () => ({ "income_below[0]": 1n }), against: CELLS, about: "income_below[0]" },
  {
    name: "the income lies half in one stretch, half in the next",
    lie: () => ({ "income_below[0]": HALF }),
    against: MIXED,
    about: "income_below",
    changes: COMMITMENT,
  },
  { name: "a threshold bit is 2", lie: () => ({ "seniority_below[0]": 2n }), against: MIXED, about: "seniority_below" },
  { name: "a category is said to be another", lie: () => sayValue(full, "housing", 1n), against: CELLS, about: "housing_below", changes: COMMITMENT },
  { name: "a category is said to be missing", lie: () => sayValue(full, "housing", 3n), against: CELLS, about: "housing_below", changes: COMMITMENT },
  {
    name: "a missing category is said to be one",
    of: bare,
    lie: () => sayValue(bare, "housing", 0n),
    against: CELLS,
    about: "housing_below",
    changes: COMMITMENT,
  },
  { name: "the purpose is said to be another", lie: () => sayValue(full, "purpose", 1n), against: CELLS, about: "purpose_below", changes: COMMITMENT },
  { name: "a seniority lies in the best bin", lie: () => sayValue(full, "seniority", 20n), against: CELLS, about: "seniority_below", changes: COMMITMENT },
  {
    name: "a missing seniority lies in the best bin",
    of: bare,
    lie: () => sayValue(bare, "seniority", 20n),
    against: CELLS,
    about: "seniority_below",
    changes: COMMITMENT,
  },

  // What a feature adds.
  { name: "a product of slope and code is one less", lie: () => raised("income", -1n), against: ofTerm("income"), about: "added" },
  {
    name: "a debt adds nothing",
    lie: () => raised("debt", -cheater.value(full, `added${termAt("debt")}`)),
    against: ofTerm("debt"),
    about: "added",
    changes: COMMITMENT,
  },
  {
    name: "an age adds the opposite",
    lie: () => raised("age", -2n * cheater.value(full, `added${termAt("age")}`)),
    against: ofTerm("age"),
    about: "added",
    changes: COMMITMENT,
  },
  {
    name: "the slope of the income is another",
    lie: () => ({ [`slope${termAt("income")}`]: 12_345n }),
    against: /main\.slope/,
    about: "slope",
    changes: COMMITMENT,
  },
  {
    name: "the offset of the income is another",
    lie: () => ({ [`offset${termAt("income")}`]: -(1n << 20n) }),
    against: /main\.offset/,
    about: "offset",
    changes: COMMITMENT,
  },
  {
    name: "the offset of a category is another",
    lie: () => ({ [`offset${termAt("housing")}`]: -(1n << 20n) }),
    against: /main\.offset/,
    about: "offset",
    changes: COMMITMENT,
  },
  {
    name: "what one feature adds is put on another, the margin staying as it is",
    lie: () => ({ ...raised("debt", -lossOf("debt")), ...raised("age", lossOf("debt")) }),
    against: /main\.added/,
    about: "added",
    changes: COMMITMENT,
  },
  {
    name: "the margin is lowered to where it is approved",
    lie: () => ({ margin: toApproval() }),
    against: SUM,
    about: "margin",
    changes: "outcome",
  },
  { name: "the margin is a fraction of a unit off", lie: () => ({ margin: HALF }), against: MIXED, about: "margin" },
  {
    name: "a shortfall is larger than what its features add",
    lie: () => ({ [`shortfall[${at(4)}]`]: (losses[at(0)] as bigint) - (losses[at(4)] as bigint) + 1n }),
    against: /main\.shortfall/,
    about: "shortfall",
    changes: COMMITMENT,
  },
  {
    name: "a shortfall is none at all",
    lie: () => ({ [`shortfall[${at(0)}]`]: -(losses[at(0)] as bigint) }),
    against: /main\.shortfall/,
    about: "shortfall",
    changes: COMMITMENT,
  },

  // Decision and score.
  {
    name: "a margin that is declined is said to lie below the cut-off of approval",
    lie: () => sayValue(full, "margin", marginPlan.margin.least),
    against: CELLS,
    about: "margin_below",
    changes: "outcome",
  },
  {
    name: "a margin that is declined is said to be referred",
    lie: () => sayValue(full, "margin", model.policy.approveBelow),
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
    against: /RangeCheck_|Band_|Atoms_/,
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
  { name: "an age runs over its range into its neighbour", inputs: () => overflow("age", "housing", -1n), against: BOUND, about: "code" },
  { name: "a debt is negative and its neighbour gains", inputs: () => overflow("debt", "age", -1n), against: BOUND, about: "code" },
  { name: "an unread feature runs over into a read one", inputs: () => overflow("branch", "debt", 1n), against: BOUND, about: "unused" },
  { name: "a feature of a sum runs over its range", inputs: () => overflow("savings", "spent", 1n), against: BOUND, about: "code" },
  { name: "a code is a fraction and an unread one pays", inputs: () => shift("age", HALF, "branch"), against: BOUND, about: "code" },
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
    inputs: () => ({ code: cheater.inputs(bare).code as bigint[] }),
    against: SIGNATURE,
    about: "code",
    changes: COMMITMENT,
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

describe("a forged decision of a linear model is refused", () => {
  it("while the honest ones are not, and every wire of theirs is held", () => {
    for (const signed of [full, bare]) {
      const honest = cheater.circuit.calculate(cheater.inputs(signed));
      expect(cheater.circuit.violations(honest)).toEqual([]);
      // Where every forgery starts.
      const { forged, changed } = cheater.forge(signed, {});
      expect(forged).toEqual(honest);
      expect(changed.size).toBe(0);
    }
    const honest = cheater.circuit.calculate(cheater.inputs(full));
    expect(sweepWires(cheater.circuit, honest).filter(({ signal }) => !FREE.test(signal))).toEqual([]);
    expect(findFreeDirections(cheater.circuit, honest).filter((signal) => !FREE.test(signal))).toEqual([]);
    // What the forgeries are about.
    const { decision, score, disclosedScore } = naiveLinear(model, full.codes);
    expect([decision, score !== disclosedScore]).toEqual(["decline", true]);
    expect(losses.filter((loss) => loss > 0n).length).toBeGreaterThan(4);
    expect(naiveLosses(model, bare.codes).some((loss) => loss > 0n)).toBe(true);
  });

  it.each(FORGERIES)("$name", ({ of = full, lie = () => ({}), inputs = () => ({}), loose = false, against, about, changes }) => {
    const { honest, forged, changed, refusals, account } = cheater.forge(of, lie(), { inputs: inputs(), loose });
    expect([...changed].some((signal) => signal.startsWith(`main.${about}`))).toBe(true);
    if (changes) expect(nameSignals(forged.slice(1, 6))[changes]).not.toBe(nameSignals(honest.slice(1, 6))[changes]);
    expect(refusals).not.toEqual([]);
    expect(account).not.toEqual([]);
    for (const constraint of account) expect(constraint).toMatch(against);
  });

  it("with any one assignment moved by one, all that follows following", () => {
    expect(cheater.bends.length).toBeGreaterThan(40);
    for (const name of cheater.bends) {
      const { changed, refusals } = cheater.forge(full, { [name]: 1n });
      expect(changed.size, name).toBeGreaterThan(0);
      expect(refusals, name).not.toEqual([]);
    }
  });
});

describe.each(layout.used.map((feature) => model.schema.features[feature] as Feature))(
  "a record whose $name is outside of its range, signed like that,",
  (feature) => {
    it.each([cardinality(feature)])("is refused: %i", (code) => {
      const codes = full.codes.map((own, i) => (i === featureAt(feature.name) ? code : own));
      const { refusals, account, changed } = cheater.forge(signCodes(model, codes), {});
      expect(changed.size).toBe(0);
      expect(refusals).not.toEqual([]);
      for (const constraint of account) expect(constraint).toMatch(/Thermometer_|Below_|RangeCheck_|Atoms_|IssuerSignature_|TopFour_/);
      expect(account.some((constraint) => /Thermometer_|Below_/.test(constraint))).toBe(true);
    });
  },
);
