import { beforeAll, describe, expect, it } from "vitest";
import { planMargin } from "../../../src/circuit/margin-plan.ts";
import { planColumns } from "../../../src/circuit/trees/plan-columns.ts";
import { marginBounds } from "../../../src/model/tree-walk.ts";
import { cardinality, type Feature } from "../../../src/record/schema.ts";
import { signCodes } from "../decision-records.ts";
import { invert, modulo } from "../harness/r1cs.ts";
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
  upFrom,
} from "../margin-forgeries.ts";
import { naiveCells, naiveEvaluation, naiveLosses } from "./naive-trees.ts";
import { attackedModel } from "./trees-models.ts";

const model = attackedModel();
const { axes, columns } = planColumns(model);
const marginPlan = planMargin(marginBounds(model), model.policy);
const columnAt = (name: string) => model.columns.findIndex((column) => column.name === name);

/** Income 19, savings 15 and the debt as given: every sum and ratio that is not of the debt lies exactly on a cut. */
const record = (debt: bigint, available: bigint, wanted: (codes: readonly bigint[]) => boolean) => {
  for (let age = 0n; age < 58n; age++) {
    for (let housing = 0n; housing < 4n; housing++) {
      const codes = [19n, 120n, debt, age, housing, 2n, available, 15n];
      if (wanted(codes)) return signCodes(model, codes);
    }
  }
  throw new Error("no such record");
};
const applying = (codes: readonly bigint[]) => naiveLosses(model, codes).filter((loss) => loss > 0n).length;
/** In full: five reasons apply at least, one does not, and the score is not the edge of its band. */
const full = record(12n, 5n, (codes) => {
  const { decision, score, disclosedScore } = naiveEvaluation(model, codes);
  return decision === "decline" && applying(codes) >= 5 && applying(codes) < model.policy.reasons.length && score !== disclosedScore;
});
/** With its debt missing and no line available. */
const bare = record(41n, 2n, (codes) => naiveEvaluation(model, codes).decision === "decline" && applying(codes) >= 1);

// n! of the second reading against the circuit's scale.
const unit = model.columns.reduce((product, _, i) => product * BigInt(i + 1), 1n) / model.reasonScale;
let cheater: MarginCheater;
beforeAll(async () => {
  cheater = await openMarginCheater(model);
});

const { layout, featureAt, at, say, sayAtom, shift, overflow, toApproval, commonForgeries } = openMarginScene({
  model,
  full,
  bare,
  losses: naiveLosses(model, full.codes).map((loss) => loss / unit),
  honest: naiveEvaluation(model, full.codes),
  marginPlan,
  cheater: () => cheater,
});

/** Says that the code of a feature, the value of a sum or the margin is another. */
function sayValue(signed: Signed, name: string, value: bigint): Lie {
  const axis = axes.find((known) => known.name === name);
  const column = columns[columnAt(name)];
  const table = axis?.table ?? (column?.kind === "sum" ? column.table : name === "margin" ? marginPlan.table : undefined);
  const wires = axis !== undefined || name === "margin" ? `${name}_below` : `column${columnAt(name)}_below`;
  return sayAtom(signed, wires, table as NonNullable<typeof table>, value);
}

/** Says that a ratio lies in another cell of its column; the last cell says that there is none. */
function sayCell(signed: Signed, name: string, cell: number): Lie {
  const plan = columns[columnAt(name)];
  if (plan?.kind !== "ratio") throw new Error(`${name} is no ratio`);
  const { cuts, partial, position } = plan.ratio;
  const first = cell === 0 ? 0 : cell > position.length ? cuts.length + 1 : (position[cell - 1] as number) + 1;
  return say(signed, `column${columnAt(name)}_below`, upFrom(first, cuts.length + (partial ? 1 : 0)));
}

const RATIO = /RatioCells_/;
/** The row that adds up a contribution: a product of a test, and a sum of all that was written before. */
const LAST_PRODUCT = /^\{.*_below\[\d+\].*\} \* \{.+\} = \{|^\{.+\} \* \{.*_below\[\d+\].*\} = \{/;
/** Parts of cells make fractions of a margin, at which whatever is whole takes offence. */
const MIXED = /Thermometer_|RatioCells_|RangeCheck_|Quotient_|Band_|^\{\} \* \{\} = \{/;
const ratioWire = (name: string, k: number) => `column${columnAt(name)}_below[${k}]`;

const FORGERIES: Forgery[] = [
  // Where a feature lies.
  { name: "an income lies in the stretch below its own", lie: () => sayValue(full, "income", 11n), against: CELLS, about: "income_below", changes: COMMITMENT },
  { name: "an income lies in the stretch above its own", lie: () => sayValue(full, "income", 20n), against: CELLS, about: "income_below", changes: COMMITMENT },
  { name: "an income lies in the highest stretch", lie: () => sayValue(full, "income", 60n), against: CELLS, about: "income_below", changes: COMMITMENT },
  {
    name: "an income lies in the highest stretch, its distance being written with a bit that is neither 0 nor 1",
    lie: () => sayValue(full, "income", 60n),
    loose: true,
    against: BOOLEAN,
    about: "income_below",
    changes: COMMITMENT,
  },
  { name: "one threshold bit of the income is flipped", lie: () => ({ "income_below[0]": 1n }), against: CELLS, about: "income_below[0]" },
  {
    name: "the income lies in two stretches at once",
    lie: () =>
      say(
        full,
        "income_below",
        upFrom(0, incomeWires()).map((_, k) => (k % 2 === 0 ? 1n : 0n)),
      ),
    against: MIXED,
    about: "income_below",
    changes: COMMITMENT,
  },
  {
    name: "the income lies half in one stretch, half in the next",
    lie: () => ({ [`income_below[${honestAtom("income_below") - 1}]`]: HALF }),
    against: MIXED,
    about: "income_below",
    changes: COMMITMENT,
  },
  {
    name: "a threshold bit of the income is 2",
    lie: () => ({ [`income_below[${incomeWires() - 1}]`]: 1n }),
    against: MIXED,
    about: "income_below",
  },
  { name: "an age lies in the last stretch", lie: () => sayValue(full, "age", 57n), against: CELLS, about: "age_below", changes: COMMITMENT },
  {
    name: "a category is said to be another",
    lie: () => sayValue(full, "housing", ((full.codes[featureAt("housing")] as bigint) + 2n) % 4n),
    against: CELLS,
    about: "housing_below",
    changes: COMMITMENT,
  },
  { name: "a category is said to be missing", lie: () => sayValue(full, "housing", 4n), against: CELLS, about: "housing_below", changes: COMMITMENT },
  { name: "a debt that is signed is said to be missing", lie: () => sayValue(full, "debt", 41n), against: CELLS, about: "debt_below", changes: COMMITMENT },
  {
    name: "a debt that is missing is said to be none",
    of: bare,
    lie: () => sayValue(bare, "debt", 0n),
    against: CELLS,
    about: "debt_below",
    changes: COMMITMENT,
  },

  // Where sums lie.
  {
    name: "a sum that lies on a cut is said to lie below it",
    lie: () => sayValue(full, "left over", 40n),
    against: CELLS,
    about: "column4_below",
    changes: COMMITMENT,
  },
  { name: "a sum lies in its highest stretch", lie: () => sayValue(full, "left over", 95n), against: CELLS, about: "column4_below", changes: COMMITMENT },
  {
    name: "a sum without missing parts is said to be missing",
    lie: () => ({ column4_missing0: 1n }),
    against: /column4_missing0/,
    about: "column4_missing0",
    changes: COMMITMENT,
  },
  {
    name: "a sum with a missing part is reckoned with the marker's code",
    of: bare,
    lie: () => ({ column4_missing0: -1n }),
    against: /column4_missing0/,
    about: "column4_missing0",
    changes: COMMITMENT,
  },
  { name: "a sum is one unit less than its parts", lie: () => ({ column4_value: -1n }), against: /column4_value/, about: "column4_value", changes: COMMITMENT },
  {
    name: "a sum with a missing part lies in a stretch of sums",
    of: bare,
    lie: () => sayValue(bare, "left over", 45n),
    against: CELLS,
    about: "column4_below",
    changes: COMMITMENT,
  },
  { name: "a sum of which nothing may be missing lies in another stretch", lie: () => sayValue(full, "means", 60n), against: CELLS, about: "column5_below" },

  // Where ratios lie.
  {
    name: "a ratio that lies exactly on a cut is said to lie below it",
    lie: () => sayCell(full, "savings by income", 1),
    against: RATIO,
    about: ratioWire("savings by income", 1),
    changes: COMMITMENT,
  },
  {
    name: "a ratio that lies exactly on a cut is said to lie below it, the distance being written with a bit that is neither 0 nor 1",
    lie: () => sayCell(full, "savings by income", 1),
    loose: true,
    against: BOOLEAN,
    about: ratioWire("savings by income", 1),
    changes: COMMITMENT,
  },
  { name: "a ratio lies one cell higher", lie: () => sayCell(full, "savings by income", 3), against: RATIO, about: ratioWire("savings by income", 2) },
  {
    name: "a negative ratio on a cut is said to lie below it",
    lie: () => sayCell(full, "use of the line", 0),
    against: RATIO,
    about: ratioWire("use of the line", 0),
  },
  {
    name: "a negative ratio is said to be positive",
    lie: () => sayCell(full, "use of the line", 3),
    against: RATIO,
    about: ratioWire("use of the line", 1),
    changes: COMMITMENT,
  },
  {
    name: "a ratio that exists is said not to",
    lie: () => sayCell(full, "use of the line", 5),
    against: RATIO,
    about: ratioWire("use of the line", 1),
    changes: COMMITMENT,
  },
  {
    name: "a ratio over a negative number is said to exist, in the highest cell",
    of: bare,
    lie: () => sayCell(bare, "use of the line", 4),
    against: RATIO,
    about: "column7_below",
    changes: COMMITMENT,
  },
  {
    name: "a ratio over a negative number is said to exist, in the lowest cell",
    of: bare,
    lie: () => sayCell(bare, "use of the line", 0),
    against: RATIO,
    about: "column7_below",
  },
  {
    name: "a ratio of what is missing is said to exist",
    of: bare,
    lie: () => sayCell(bare, "debt by income", 0),
    against: RATIO,
    about: "column6_below",
    changes: COMMITMENT,
  },
  {
    name: "a ratio of what is signed is said to be missing",
    lie: () => ({ column6_missing0: 1n }),
    against: /column6_missing0/,
    about: "column6_missing0",
    changes: COMMITMENT,
  },
  {
    name: "a ratio lies in a mixture of two cells",
    lie: () => ({ [ratioWire("savings by income", 1)]: HALF }),
    against: MIXED,
    about: ratioWire("savings by income", 1),
    changes: COMMITMENT,
  },

  // Which paths the record takes.
  { name: "a path is taken that the record does not take", lie: () => ({ [unlit()]: 1n }), against: /main\.product/, about: "product", changes: COMMITMENT },
  { name: "a path is left that the record takes", lie: () => ({ [lit()]: -1n }), against: /main\.product/, about: "product", changes: COMMITMENT },
  { name: "a path is taken twice", lie: () => ({ [lit()]: 1n }), against: /main\.product/, about: "product", changes: COMMITMENT },
  { name: "a path is taken by half", lie: () => ({ [lit()]: -HALF }), against: /main\.product/, about: "product", changes: COMMITMENT },
  {
    name: "one path is left for another, so that as many are taken",
    lie: () => ({ [lit()]: -1n, [unlit()]: 1n }),
    against: /main\.product/,
    about: "product",
    changes: COMMITMENT,
  },
  {
    name: "the margin is lowered to where it is approved",
    lie: () => ({ margin: toApproval() }),
    against: SUM,
    about: "margin",
    changes: "outcome",
  },
  {
    name: "the margin is a fraction of a unit off",
    lie: () => ({ margin: modulo(invert(60n)) }),
    against: MIXED,
    about: "margin",
  },
  {
    name: "what one reason contributes is put on another, the margin staying as it is",
    lie: () => ({ [`shortfall[${at(0)}]`]: -1_000_000n, [`shortfall[${at(5)}]`]: 1_000_000n }),
    against: LAST_PRODUCT,
    about: "shortfall",
    changes: COMMITMENT,
  },
  {
    name: "a contribution has its sign turned, and another one pays",
    lie: () => ({ [`shortfall[${at(0)}]`]: -2n * shortfall(0), [`shortfall[${at(1)}]`]: 2n * shortfall(0) }),
    against: LAST_PRODUCT,
    about: "shortfall",
    changes: COMMITMENT,
  },

  // The band.
  { name: "the band is moved up by one", lie: () => ({ band: 1n }), against: /Band_/, about: "band", changes: "outcome" },
  { name: "the band is moved down by one", lie: () => ({ band: -1n }), against: /Band_/, about: "band", changes: "outcome" },
  { name: "the band is moved up by one, with loose bits", lie: () => ({ band: 1n }), loose: true, against: BOOLEAN, about: "band", changes: "outcome" },

  // Codes.
  {
    name: "a code is one higher and its neighbour pays",
    inputs: () => overflow("debt", "age", 1n),
    against: /Thermometer_|Below_/,
    about: "code",
  },
  {
    name: "a code is negative and its neighbour gains",
    inputs: () => overflow("debt", "age", -1n),
    against: /Thermometer_|Below_|RatioCells_/,
    about: "code",
  },
  {
    name: "an unread feature runs over into a read one",
    inputs: () => overflow("branch", "debt", 1n),
    against: /main\.RangeCheck_|Thermometer_/,
    about: "unused",
  },
  {
    name: "a feature read as a number only runs over its range",
    inputs: () => overflow("available", "savings", 1n),
    against: /Below_|RangeCheck_|RatioCells_/,
    about: "code",
  },
  {
    name: "a code is a fraction and an unread one pays",
    inputs: () => shift("income", HALF, "branch"),
    against: /RangeCheck_|Thermometer_|RatioCells_|Below_/,
    about: "code",
  },
  ...commonForgeries({ fractionAgainst: /RangeCheck_|Band_/ }),
];

const incomeWires = () => (axes.find(({ name }) => name === "income")?.table?.atoms.length as number) - 1;
const honestAtom = (wires: string) => Array.from({ length: incomeWires() }, (_, k) => cheater.value(full, `${wires}[${k}]`)).filter((bit) => bit === 0n).length;
const products = () => cheater.bends.filter((name) => name.startsWith("product"));
/** A product of bits that is 1, or 0, and that something depends on. */
const lit = () => products().find((name) => cheater.value(full, name) === 1n) as string;
const unlit = () => products().find((name) => cheater.value(full, name) === 0n) as string;
const shortfall = (rank: number) => cheater.value(full, `shortfall[${at(rank)}]`);

describe("a forged decision of trees is refused", () => {
  it("while the honest ones are not", () => {
    for (const signed of [full, bare]) expectAccepted(cheater, signed);
    // What the forgeries are about: ratios and sums on their cuts, a debt that is missing, a line that is overdrawn.
    expect(naiveCells(model, full.codes).slice(4)).toEqual([4, 2, 2, 1, 2]);
    expect(naiveCells(model, bare.codes).slice(3)).toEqual([3, 6, 2, 4, 5, 2]);
  });

  it.each(FORGERIES)("$name", (forgery) => expectRefused(cheater, full, forgery));

  it("with any one assignment moved by one, all that follows following", () => {
    expect(cheater.bends.length).toBeGreaterThan(150);
    expectEveryBendRefused(cheater, full);
  });
});

describe.each(layout.used.map((feature) => model.schema.features[feature] as Feature))(
  "a record whose $name is outside of its range, signed like that,",
  (feature) => {
    it.each([-1n, cardinality(feature), 2n ** 40n])("is refused: %i", (code) => {
      const codes = full.codes.map((own, i) => (i === featureAt(feature.name) ? code : own));
      const { refusals, account, changed } = cheater.forge(signCodes(model, codes), {});
      expect(changed.size).toBe(0);
      expect(refusals).not.toEqual([]);
      for (const constraint of account) expect(constraint).toMatch(/Thermometer_|Below_|RatioCells_|IssuerSignature_/);
      expect(account.some((constraint) => /Thermometer_|Below_/.test(constraint))).toBe(true);
    });
  },
);
