import { beforeAll, describe, expect, it } from "vitest";
import { parameterInputs } from "../../../src/circuit/universal/parameter-inputs.ts";
import { universalShape } from "../../../src/circuit/universal/universal-shape.ts";
import { packing } from "../../../src/record/schema.ts";
import type { Lie } from "../decision-cheater.ts";
import { signCodes } from "../decision-records.ts";
import { invert, modulo } from "../harness/r1cs.ts";
import { naiveLinear } from "../linear/naive-linear.ts";
import { UniversalCheater } from "./universal-cheater.ts";
import { recalibratedLinear, roomyLinear } from "./universal-linear-models.ts";
import { committed } from "./universal-models.ts";
import { expectRefused, type Forgery, HALF, HASH, openUniversalScene, RANGE, SIGNATURE } from "./universal-scene.ts";

const model = roomyLinear();
const { pieces } = universalShape(model);
/** Referred, with three reasons; on the younger line of age, on the slope of income. */
const record = signCodes(model, [33n, 50n, 1n, 2n]);
/** Referred, of an income that is missing. */
const bare = signCodes(model, [33n, 101n, 1n, 0n]);
let cheater: UniversalCheater;
let ofBare: UniversalCheater;
beforeAll(async () => {
  cheater = await UniversalCheater.open(model, record);
  ofBare = cheater.of(bare);
});

/** The terms in the order of their tables, the last one not there. */
const [AGE, AGAIN, INCOME, REGION, ABSENT] = [0, 1, 2, 3, 4];
const { at, add, top, chosenBits, reads, given, pick, forgeries } = openUniversalScene({ cheater: () => cheater, count: pieces.length });

type Slot = "from" | "to" | "slope" | "loss";
const slot = (term: number, name: Slot) => `main.line${term}.${name}`;
/** The slots of an element, as a prover would unpack them for a term. */
function opened(term: number, element: bigint): Lie {
  const part = (offset: bigint, bits: bigint) => (element >> offset) & ((1n << bits) - 1n);
  return {
    [slot(term, "from")]: part(0n, 36n),
    [slot(term, "to")]: part(36n, 36n),
    [slot(term, "slope")]: modulo(part(72n, 80n) - (1n << 79n)),
    [slot(term, "loss")]: modulo(part(152n, 100n) - (1n << 99n)),
  };
}
/** Where a row of a term stands among all rows. */
const place = (term: number, row: number) => pieces.slice(0, term).reduce((sum, count) => sum + count, row);
const inputsOf = (of: typeof model) => parameterInputs(of, committed(of).universal);
const elementOf = (of: typeof model, term: number, row: number) => (inputsOf(of).row as bigint[])[place(term, row)] as bigint;
const openedRow = (term: number, row: number, of = model) => opened(term, elementOf(of, term, row));
/** Slots of a term's row moved together. */
const move = (term: number, by: Partial<Record<Slot, bigint>>): Lie =>
  Object.assign({}, ...Object.entries(by).map(([name, amount]) => add(slot(term, name as Slot), amount)));
/** An amount of one slot that makes up for one unit of the slot below it: what `packed` is stays what it was. */
const [TO, SLOPE, LOSS] = [1n << 36n, 1n << 72n, 1n << 152n];
const share = (amount: bigint, of: bigint) => modulo(amount * invert(of));

/** What the region's code would have to be for its line to begin there with another loss, and what a feature that nothing reads would have to be for the record to stay what was signed. */
function anyCode(loss: bigint): Lie {
  const bare = TO + (1n << 79n) * SLOPE + (loss + (1n << 99n)) * LOSS;
  const code = modulo((elementOf(model, REGION, 1) - bare) * invert(1n + TO));
  const [, , branch, region] = packing(model.schema).map(({ offset }) => 1n << BigInt(offset));
  return {
    "main.code[3]": code,
    ...add("main.code[2]", modulo((at("main.code[3]") - code) * (region as bigint) * invert(branch as bigint))),
    [slot(REGION, "from")]: code,
    [slot(REGION, "to")]: code + 1n,
    [slot(REGION, "slope")]: 0n,
    [slot(REGION, "loss")]: modulo(loss),
  };
}

/** Another version of the model: what a prover would put in for this one. */
const other = roomyLinear(recalibratedLinear());
function parametersOf(names: readonly string[]): Lie {
  const inputs = inputsOf(other);
  const lie: Lie = {};
  for (const name of names) {
    const value = inputs[name] as bigint | readonly bigint[];
    if (typeof value === "bigint") lie[`main.${name}`] = modulo(value);
    else for (const [i, each] of value.entries()) lie[`main.${name}[${i}]`] = each;
  }
  return lie;
}
const POLICY = ["approveBelow", "declineFrom", "start", "bandWidth", "scoreOffset", "scoreSlope", "scoreDivisor"];
const otherRows = (): Lie => ({ ...openedRow(AGE, 0, other), ...openedRow(AGAIN, 0, other), ...openedRow(INCOME, 0, other), ...openedRow(REGION, 1, other) });

const quotient = () => cheater.one(/^main\.HiddenQuotient_\w+\.quotient$/);
const margin = () => naiveLinear(model, record.codes).margin;
/** What the score's division leaves over. */
const remainder = () => {
  const { offset, slope, divisor } = model.policy.score;
  return offset - slope * margin() - naiveLinear(model, record.codes).score * divisor;
};

const lineOf = (term: number) => new RegExp(`main\\.line${term}\\.`);
const DIVISION = /HiddenQuotient_/;
const COMMITMENT = "decisionCommitment";

interface LinearForgery extends Forgery {
  of?: () => UniversalCheater;
}

const FORGERIES: LinearForgery[] = [
  // Rows.
  { name: "age takes the line of those who are older", lie: () => openedRow(AGE, 1), against: lineOf(AGE), changes: COMMITMENT },
  { name: "income takes the line where it is clipped", lie: () => openedRow(INCOME, 1), against: lineOf(INCOME), changes: COMMITMENT },
  { name: "income is said to be missing", lie: () => openedRow(INCOME, 2), against: lineOf(INCOME), changes: COMMITMENT },
  {
    name: "a missing income takes the line of one that is clipped",
    of: () => ofBare,
    lie: () => openedRow(INCOME, 1),
    against: lineOf(INCOME),
    changes: COMMITMENT,
  },
  { name: "a missing income is reckoned by its marker", of: () => ofBare, lie: () => openedRow(INCOME, 0), against: lineOf(INCOME), changes: COMMITMENT },
  { name: "region takes the line of the others", lie: () => openedRow(REGION, 0), against: lineOf(REGION), changes: COMMITMENT },
  { name: "age takes the line of its second term", lie: () => opened(AGE, elementOf(model, AGAIN, 0)), against: lineOf(AGE), changes: COMMITMENT },
  {
    name: "the second term of age takes the line of the first",
    lie: () => opened(AGAIN, elementOf(model, AGE, 0)),
    against: lineOf(AGAIN),
    changes: COMMITMENT,
  },
  { name: "age takes a line of income", lie: () => opened(AGE, elementOf(model, INCOME, 0)), against: lineOf(AGE), changes: COMMITMENT },
  { name: "region takes a line of age", lie: () => opened(REGION, elementOf(model, AGE, 0)), against: lineOf(REGION), changes: COMMITMENT },
  { name: "age takes a line of another version", lie: () => openedRow(AGE, 0, other), against: lineOf(AGE), changes: COMMITMENT },
  {
    name: "age takes a line that is in no table",
    lie: () => opened(AGE, 100n * TO + (1n << 79n) * SLOPE + (1n << 99n) * LOSS),
    against: lineOf(AGE),
    changes: COMMITMENT,
  },
  { name: "age takes the line that is nothing but zeros", lie: () => opened(AGE, 0n), against: /main\.line0\.|RangeCheck_/, changes: COMMITMENT },

  // Rows and terms that are not there.
  { name: "age takes a row that is not there", lie: () => openedRow(AGE, 2), against: lineOf(AGE), changes: COMMITMENT },
  {
    name: "age takes a row that is not there, as if it began at its code",
    lie: () => ({ ...openedRow(AGE, 2), [slot(AGE, "from")]: 33n }),
    against: lineOf(AGE),
    changes: COMMITMENT,
  },
  {
    name: "age takes a row that is not there, as if it ended behind its code",
    lie: () => ({ ...openedRow(AGE, 2), [slot(AGE, "from")]: 0n, [slot(AGE, "to")]: 34n }),
    against: lineOf(AGE),
    changes: COMMITMENT,
  },
  {
    name: "a missing income takes the row behind its own, which is not there",
    of: () => ofBare,
    lie: () => openedRow(INCOME, 3),
    against: lineOf(INCOME),
    changes: COMMITMENT,
  },
  {
    name: "an income beyond its marker takes the row that is not there",
    of: () => ofBare,
    lie: () => ({ "main.code[1]": 102n, ...openedRow(INCOME, 3) }),
    against: /line2|IssuerSignature_/,
  },
  { name: "a term that is not there takes a line of age", lie: () => opened(ABSENT, elementOf(model, AGE, 0)), against: lineOf(ABSENT), changes: COMMITMENT },
  { name: "a term that is not there takes a row that is not there", lie: () => openedRow(ABSENT, 1), against: lineOf(ABSENT) },
  { name: "a term that is not there gains", lie: () => move(ABSENT, { loss: -50n }), against: lineOf(ABSENT), changes: COMMITMENT },
  { name: "a term that is not there reads a feature", lie: () => reads(ABSENT, 1n), against: /main\.line4\.|Section|hash/ },
  {
    name: "a term that is not there reads age, with its line",
    lie: () => ({ ...reads(ABSENT, 1n), ...opened(ABSENT, elementOf(model, AGE, 0)) }),
    against: /main\.line4\.|Section|hash/,
    changes: COMMITMENT,
  },
  {
    name: "a row that is not there gets a line, in the table too",
    lie: () => {
      const [from, to] = [33n, 34n];
      const line = from + to * TO + (1n << 79n) * SLOPE + ((1n << 99n) - 100n) * LOSS;
      return { [`main.row[${place(AGE, 2)}]`]: line, ...opened(AGE, line) };
    },
    against: HASH,
    changes: COMMITMENT,
  },
  { name: "a term that is not there begins another reason", lie: () => ({ "main.step[3]": 1n }), against: HASH },

  // Slots of a row.
  { name: "a line begins earlier", lie: () => move(AGE, { from: -1n }), against: lineOf(AGE), changes: COMMITMENT },
  { name: "a line begins later", lie: () => move(INCOME, { from: 5n }), against: lineOf(INCOME), changes: COMMITMENT },
  { name: "a line ends later", lie: () => move(AGE, { to: 1n }), against: lineOf(AGE) },
  { name: "a slope is one less", lie: () => move(AGE, { slope: -1n }), against: lineOf(AGE), changes: COMMITMENT },
  {
    name: "a slope is the opposite",
    lie: () => ({ [slot(INCOME, "slope")]: modulo(-at(slot(INCOME, "slope"))) }),
    against: lineOf(INCOME),
    changes: COMMITMENT,
  },
  { name: "a slope is none", lie: () => ({ [slot(INCOME, "slope")]: 0n }), against: lineOf(INCOME), changes: COMMITMENT },
  { name: "a slope has its highest bit flipped", lie: () => move(AGE, { slope: 1n << 7n }), against: lineOf(AGE), changes: COMMITMENT },
  { name: "a loss is less", lie: () => move(REGION, { loss: -40n }), against: lineOf(REGION), changes: COMMITMENT },
  { name: "a loss is a gain", lie: () => ({ [slot(REGION, "loss")]: modulo(-at(slot(REGION, "loss"))) }), against: lineOf(REGION), changes: COMMITMENT },
  { name: "a loss has a bit flipped", lie: () => move(INCOME, { loss: 1n << 4n }), against: lineOf(INCOME), changes: COMMITMENT },
  { name: "slope and loss of a line make up for each other at this code", lie: () => move(AGE, { slope: -1n, loss: 33n }), against: lineOf(AGE) },
  { name: "the start of a line flows over into its end", lie: () => move(AGE, { from: TO, to: -1n }), against: RANGE, changes: COMMITMENT },
  { name: "the start of a line takes from its end", lie: () => move(AGE, { from: -TO, to: 1n }), against: RANGE, changes: COMMITMENT },
  { name: "the end of a line flows over into its slope", lie: () => move(AGE, { to: TO, slope: -1n }), against: RANGE, changes: COMMITMENT },
  { name: "the end of a line takes from its slope", lie: () => move(AGE, { to: -TO, slope: 1n }), against: RANGE, changes: COMMITMENT },
  { name: "a slope flows over into the loss", lie: () => move(INCOME, { slope: 1n << 80n, loss: -1n }), against: RANGE, changes: COMMITMENT },
  { name: "a slope takes from the loss", lie: () => move(INCOME, { slope: -(1n << 80n), loss: 1n }), against: RANGE, changes: COMMITMENT },
  {
    name: "a slope that is multiplied by nothing flows over into the loss",
    lie: () => move(REGION, { slope: 40n << 80n, loss: -40n }),
    against: lineOf(REGION),
    changes: COMMITMENT,
  },
  {
    name: "a start and an end are fractions that make up for each other",
    lie: () => move(AGE, { from: 5n, to: share(-5n, TO) }),
    against: RANGE,
    changes: COMMITMENT,
  },
  {
    name: "a loss is a fraction that the slope makes up for",
    lie: () => move(INCOME, { slope: 7n, loss: share(-7n, 1n << 80n) }),
    against: RANGE,
    changes: COMMITMENT,
  },
  {
    name: "two losses of one reason are fractions that make up for each other, and for starts of their lines",
    lie: () => ({ ...move(AGAIN, { from: 5n, loss: share(-5n, LOSS) }), ...move(INCOME, { from: -5n, loss: share(5n, LOSS) }) }),
    against: /main\.line[12]\.RangeCheck_/,
    changes: COMMITMENT,
  },
  { name: "a slope is a fraction that the end makes up for", lie: () => move(INCOME, { to: 7n, slope: share(-7n, TO) }), against: RANGE, changes: COMMITMENT },

  // Codes.
  { name: "an age runs over its slot and the income pays", lie: () => ({ ...add("main.code[0]", 64n), ...add("main.code[1]", -1n) }), against: /./ },
  { name: "an age is negative and the income gains", lie: () => ({ ...add("main.code[0]", -64n), ...add("main.code[1]", 1n) }), against: /./ },
  {
    name: "an age runs over its slot with the line that it lies on",
    lie: () => ({ ...add("main.code[0]", 64n), ...add("main.code[1]", -1n), ...move(AGE, { from: 64n, to: 64n }), ...move(AGAIN, { from: 64n, to: 64n }) }),
    against: /./,
  },
  {
    name: "a feature that nothing reads flows over into one that is read, with its line",
    lie: () => ({ ...add("main.code[2]", 4n), ...add("main.code[3]", -1n), ...openedRow(REGION, 0) }),
    against: /main\.RangeCheck_/,
    changes: COMMITMENT,
  },
  {
    name: "a code is what a line asks for, and a feature that nothing reads pays for it",
    lie: () => anyCode(-40n),
    against: /main\.RangeCheck_/,
    changes: COMMITMENT,
  },
  { name: "an age is beyond its range, in its slot", lie: () => ({ "main.code[0]": 61n, ...openedRow(AGE, 1) }), against: /line0|line1|IssuerSignature_/ },
  {
    name: "an income is beyond its marker, in its slot, with a line that ends later",
    of: () => ofBare,
    lie: () => ({ "main.code[1]": 102n, [slot(INCOME, "to")]: 103n }),
    against: /line2|IssuerSignature_/,
  },
  { name: "an age is another one, with its own line", lie: () => ({ "main.code[0]": 50n, ...openedRow(AGE, 1) }), against: SIGNATURE, changes: COMMITMENT },
  { name: "an income is missing, with its own line", lie: () => ({ "main.code[1]": 101n, ...openedRow(INCOME, 2) }), against: SIGNATURE, changes: COMMITMENT },
  {
    name: "a missing income is signed after all, with its own line",
    of: () => ofBare,
    lie: () => ({ "main.code[1]": 79n, ...openedRow(INCOME, 0) }),
    against: SIGNATURE,
    changes: COMMITMENT,
  },
  {
    name: "the record is of another applicant",
    lie: () => ({ ...Object.fromEntries(bare.codes.map((code, i) => [`main.code[${i}]`, code])), ...openedRow(INCOME, 2), ...openedRow(REGION, 0) }),
    against: SIGNATURE,
    changes: COMMITMENT,
  },

  // Which feature a term reads.
  { name: "age reads income", lie: () => reads(AGE, 2n), against: /./ },
  { name: "age reads nothing", lie: () => reads(AGE, 0n), against: /main\.line0\.|Section|hash/ },
  { name: "region reads the branch", lie: () => reads(REGION, 3n), against: /main\.line3\.|Section|hash/ },
  {
    name: "region reads the branch, with the line of its code",
    lie: () => ({ ...reads(REGION, 3n), ...openedRow(REGION, 0) }),
    against: HASH,
    changes: COMMITMENT,
  },
  {
    name: "age and income change places, with their lines",
    lie: () => ({ ...reads(AGE, 2n), ...reads(INCOME, 1n), ...opened(AGE, elementOf(model, INCOME, 0)), ...opened(INCOME, elementOf(model, AGE, 0)) }),
    against: /main\.line|Section|hash/,
  },
  {
    name: "two terms change their inputs, each a digit over its own",
    lie: () => ({ ...add("main.input_[0]", 1024n), ...add("main.input_[1]", -1n) }),
    against: /ChosenCode_|main\.line/,
  },
  {
    name: "an input is written with a bit that is 2",
    lie: () => ({ [chosenBits(AGE)[0] as string]: -1n, [chosenBits(AGE)[1] as string]: 1n }),
    against: /ChosenCode_|main\.line/,
  },
  { name: "a term reads a code that no feature has", lie: () => ({ "main.read[0]": 20n }), against: /ChosenCode_|main\.read/, changes: COMMITMENT },

  // Parameters.
  {
    name: "another loss stands in the table",
    lie: () => ({ ...add(`main.row[${place(AGE, 0)}]`, -40n * LOSS), ...move(AGE, { loss: -40n }) }),
    against: HASH,
    changes: COMMITMENT,
  },
  {
    name: "another slope stands in the table",
    lie: () => ({ ...add(`main.row[${place(INCOME, 0)}]`, -SLOPE), ...move(INCOME, { slope: -1n }) }),
    against: HASH,
    changes: COMMITMENT,
  },
  { name: "an earlier end stands in the table", lie: () => ({ ...add(`main.row[${place(AGE, 0)}]`, -5n * TO), ...move(AGE, { to: -5n }) }), against: HASH },
  {
    name: "two rows of a table change places",
    lie: () => ({ [`main.row[${place(AGE, 0)}]`]: elementOf(model, AGE, 1), [`main.row[${place(AGE, 1)}]`]: elementOf(model, AGE, 0) }),
    against: HASH,
  },
  { name: "the tables are another version's", lie: () => ({ ...parametersOf(["row"]), ...otherRows() }), against: HASH, changes: COMMITMENT },
  {
    name: "every parameter is another version's",
    lie: () => ({ ...parametersOf(["input_", "row", "step", ...POLICY, "upper", "lower", "salt"]), ...otherRows() }),
    against: HASH,
    changes: COMMITMENT,
  },
  { name: "the policy is another version's", lie: () => parametersOf(POLICY), against: HASH, changes: "outcome" },
  { name: "the cut-off of approval is above the margin", lie: () => ({ "main.approveBelow": margin() + 1n }), against: HASH, changes: "outcome" },
  { name: "the cut-off of referral is the margin", lie: () => ({ "main.declineFrom": margin() }), against: HASH, changes: "outcome" },
  { name: "everybody starts from a lower margin", lie: () => add("main.start", -200n), against: HASH, changes: "outcome" },
  { name: "the score is moved up", lie: () => add("main.scoreOffset", 7700n), against: HASH, changes: "outcome" },
  { name: "the score does not fall with the margin", lie: () => ({ "main.scoreSlope": 0n }), against: HASH, changes: COMMITMENT },
  { name: "the score rises with the margin", lie: () => ({ "main.scoreSlope": -70n }), against: HASH, changes: "outcome" },
  { name: "the score is divided by less", lie: () => ({ "main.scoreDivisor": 70n }), against: HASH, changes: "outcome" },
  {
    name: "the score is divided by a fraction of which nothing remains",
    lie: () => ({ "main.scoreDivisor": share(38_500n - 7n * margin(), 600n), [quotient()]: 600n }),
    against: /Section|hash|RangeCheck_/,
    changes: "outcome",
  },
  {
    name: "divisor and quotient change signs",
    lie: () => ({ "main.scoreDivisor": -77n, [quotient()]: -496n }),
    against: /Section|hash|RangeCheck_/,
    changes: "outcome",
  },

  // Margin and score.
  {
    name: "the margin is lowered to where it is approved",
    lie: () => ({ "main.margin": modulo(model.policy.approveBelow - 1n) }),
    against: /main\.(margin|start|loss)/,
    changes: "outcome",
  },
  { name: "the margin is half a unit less", lie: () => add("main.margin", modulo(-HALF)), against: /main\.(margin|start|loss)|RangeCheck_|CutOffs_/ },
  { name: "a term loses nothing", lie: () => ({ [`main.loss[${REGION}]`]: 0n }), against: /main\.loss|main\.line3/, changes: COMMITMENT },
  {
    name: "what one term loses is put on another",
    lie: () => ({ ...add(`main.loss[${REGION}]`, -85n), ...add(`main.loss[${AGE}]`, 85n) }),
    against: /main\.(loss|line)|ChosenCode_/,
    changes: COMMITMENT,
  },
  { name: "the score is raised by one, the remainder being negative", lie: () => add(quotient(), 1n), against: DIVISION, changes: COMMITMENT },
  { name: "the score is lowered by one, the remainder being larger than the divisor", lie: () => add(quotient(), -1n), against: DIVISION, changes: COMMITMENT },
  {
    name: "the score is a fraction of which nothing remains",
    lie: () => add(quotient(), share(remainder(), 77n)),
    against: /HiddenQuotient_|HiddenBand_/,
    changes: COMMITMENT,
  },
  { name: "the score is raised to the best", lie: () => ({ "main.score": 520n }), against: /HiddenQuotient_|main\.score/, changes: "outcome" },

  // Reasons.
  {
    name: "the first two reasons change places",
    lie: pick(([first, second, ...rest]) => [second, first, ...rest]),
    against: /TopFourCodes_/,
    changes: COMMITMENT,
  },
  { name: "the last two reasons change places", lie: pick(([first, second, third]) => [first, third, second]), against: /TopFourCodes_/, changes: COMMITMENT },
  {
    name: "the first reason's key picks the second",
    lie: () => {
      const [first, second] = given().map(({ position }) => `${top()}.pick[0][${position}]`) as [string, string];
      return { [first]: 0n, [second]: 1n };
    },
    against: /TopFourCodes_/,
    changes: COMMITMENT,
  },
  ...forgeries,
];

describe("a forged decision of a hidden regression is refused", () => {
  it("which an honest one is not", () => {
    expect(FORGERIES.length).toBeGreaterThanOrEqual(100);
    for (const [each, { codes }] of [[cheater, record] as const, [ofBare, bare] as const]) {
      expect(each.refusals()).toEqual([]);
      expect(naiveLinear(model, codes)).toMatchObject({ decision: "refer" });
    }
    // What the forgeries are about.
    expect(naiveLinear(model, record.codes).reasons).toEqual([3, 1, 2]);
    expect(remainder()).toBeGreaterThan(0n);
  });

  it.each(FORGERIES)("$name", ({ of, ...forgery }) => expectRefused(of?.() ?? cheater, forgery));
});
