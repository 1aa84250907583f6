import { beforeAll, describe, expect, it } from "vitest";
import { planTerms } from "../../../src/circuit/linear/plan-terms.ts";
import { planMargin } from "../../../src/circuit/margin-plan.ts";
import { linearMarginBounds } from "../../../src/model/linear-margin.ts";
import { cardinality, type Feature } from "../../../src/record/schema.ts";
import { signCodes } from "../decision-records.ts";
import { findFreeDirections } from "../harness/rank.ts";
import { sweepWires } from "../harness/sweep.ts";
import { type Lie, type MarginCheater, openMarginCheater } from "../margin-cheater.ts";
import {
  BOOLEAN,
  CELLS,
  COMMITMENT,
  expectAccepted,
  expectEveryBendRefused,
  expectRefused,
  type Forgery,
  HALF,
  openMarginScene,
  type Signed,
  SUM,
} from "../margin-forgeries.ts";
import { attackedLinear } from "./linear-models.ts";
import { naiveLinear, naiveLosses } from "./naive-linear.ts";

const model = attackedLinear();
const { features } = planTerms(model);
const marginPlan = planMargin(linearMarginBounds(model), model.policy);
/** The position of the first term over a feature. */
const termAt = (name: string) => model.terms.findIndex(({ feature }) => feature === featureAt(name));

/** Declined, with six reasons that apply and a score that is not the edge of its band; clipped in nothing. */
const full = signCodes(model, [10n, 1n, 300n, 3n, 0n, 0n, 11n, 1n, 1n, 4n]);
/** Income, debt and seniority missing. */
const bare = signCodes(model, [61n, 0n, 401n, 3n, 3n, 2n, 3n, 2n, 31n, 9n]);

const losses = naiveLosses(model, full.codes);

let cheater: MarginCheater;
beforeAll(async () => {
  cheater = await openMarginCheater(model);
});

const { layout, featureAt, at, sayAtom, shift, overflow, toApproval, commonForgeries } = openMarginScene({
  model,
  full,
  bare,
  losses,
  honest: naiveLinear(model, full.codes),
  marginPlan,
  cheater: () => cheater,
});

/** Says that the code of a feature, or the margin, is another. */
function sayValue(signed: Signed, name: string, value: bigint): Lie {
  const table = name === "margin" ? marginPlan.table : features.find((feature) => feature.name === name)?.table;
  return sayAtom(signed, `${name}_below`, table as NonNullable<typeof table>, value);
}

const BOUND = /Thermometer_|Below_|main\.RangeCheck_/;
/** What the header of Below says may be anything, and nothing reads. */
const FREE = /\.Below_\w+\.AtMostUnless_\w+\.ratio\[/;
const MIXED = /Thermometer_|RangeCheck_|Quotient_|Band_|^\{\} \* \{\} = \{/;
const raised = (name: string, by: bigint) => ({ [`added${termAt(name)}`]: by });
const ofTerm = (name: string) => new RegExp(`main\\.added${termAt(name)}\\b`);
const lossOf = (name: string) => losses[model.terms[termAt(name)]?.reason as number] as bigint;

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

  // Codes.
  { name: "an age runs over its range into its neighbour", inputs: () => overflow("age", "housing", -1n), against: BOUND, about: "code" },
  { name: "a debt is negative and its neighbour gains", inputs: () => overflow("debt", "age", -1n), against: BOUND, about: "code" },
  { name: "an unread feature runs over into a read one", inputs: () => overflow("branch", "debt", 1n), against: BOUND, about: "unused" },
  { name: "a feature of a sum runs over its range", inputs: () => overflow("savings", "spent", 1n), against: BOUND, about: "code" },
  { name: "a code is a fraction and an unread one pays", inputs: () => shift("age", HALF, "branch"), against: BOUND, about: "code" },
  ...commonForgeries({ fractionAgainst: /RangeCheck_|Band_|Atoms_/ }),
];

describe("a forged decision of a linear model is refused", () => {
  it("while the honest ones are not, and every wire of theirs is held", () => {
    for (const signed of [full, bare]) expectAccepted(cheater, signed);
    const honest = cheater.circuit.calculate(cheater.inputs(full));
    expect(sweepWires(cheater.circuit, honest).filter(({ signal }) => !FREE.test(signal))).toEqual([]);
    expect(findFreeDirections(cheater.circuit, honest).filter((signal) => !FREE.test(signal))).toEqual([]);
    // What the forgeries are about.
    const { decision, score, disclosedScore } = naiveLinear(model, full.codes);
    expect([decision, score !== disclosedScore]).toEqual(["decline", true]);
    expect(losses.filter((loss) => loss > 0n).length).toBeGreaterThan(4);
    expect(naiveLosses(model, bare.codes).some((loss) => loss > 0n)).toBe(true);
  });

  it.each(FORGERIES)("$name", (forgery) => expectRefused(cheater, full, forgery));

  it("with any one assignment moved by one, all that follows following", () => {
    expect(cheater.bends.length).toBeGreaterThan(40);
    expectEveryBendRefused(cheater, full);
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
