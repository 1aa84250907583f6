import { beforeAll, describe, expect, it } from "vitest";
import { planMargin } from "../../../src/circuit/margin-plan.ts";
import { recordLayout } from "../../../src/circuit/record-layout.ts";
import { planColumns } from "../../../src/circuit/trees/plan-columns.ts";
import { marginBounds } from "../../../src/model/tree-walk.ts";
import { cardinality, type Feature } from "../../../src/record/schema.ts";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { nameSignals, type PublicSignalName } from "../../../src/statement/signals.ts";
import { APPLICATION, ISSUED_AT, signCodes } from "../decision-records.ts";
import { invert, modulo } from "../harness/r1cs.ts";
import type { CircuitInputs } from "../harness/witness.ts";
import { type Lie, type MarginCheater, openMarginCheater } from "../margin-cheater.ts";
import { naiveCells, naiveEvaluation, naiveLosses } from "./naive-trees.ts";
import { attackedModel } from "./trees-models.ts";

const HALF = (FIELD_ORDER + 1n) / 2n;
const model = attackedModel();
const { axes, columns } = planColumns(model);
const marginPlan = planMargin(marginBounds(model), model.policy);
const layout = recordLayout(model);
const featureAt = (name: string) => model.schema.features.findIndex((feature) => feature.name === name);
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

/** Reasons that apply, the largest first, then those that do not. */
const ranked = naiveLosses(model, full.codes)
  .map((loss, position) => ({ loss, position }))
  .sort((a, b) => (a.loss < b.loss ? 1 : a.loss > b.loss ? -1 : a.position - b.position));

let cheater: MarginCheater;
beforeAll(async () => {
  cheater = await openMarginCheater(model);
});

type Signed = typeof full;

/** Turns the wires of a thermometer from what they are into what is said. */
const say = (signed: Signed, name: string, said: readonly bigint[]): Lie =>
  Object.fromEntries(said.map((value, k) => [`${name}[${k}]`, modulo(value - cheater.value(signed, `${name}[${k}]`))]));
const upFrom = (first: number, count: number) => Array.from({ length: count }, (_, k) => (k >= first ? 1n : 0n));

/** Says that the code of a feature, the value of a sum or the margin is another. */
function sayValue(signed: Signed, name: string, value: bigint): Lie {
  const axis = axes.find((known) => known.name === name);
  const column = columns[columnAt(name)];
  const table = axis?.table ?? (column?.kind === "sum" ? column.table : name === "margin" ? marginPlan.table : undefined);
  const wires = axis !== undefined || name === "margin" ? `${name}_below` : `column${columnAt(name)}_below`;
  const { atoms } = table as NonNullable<typeof table>;
  const atom = atoms.findIndex(({ from, to }) => from <= value && value < to);
  return say(signed, wires, upFrom(atom, atoms.length - 1));
}

/** Says that a ratio lies in another cell of its column; the last cell says that there is none. */
function sayCell(signed: Signed, name: string, cell: number): Lie {
  const plan = columns[columnAt(name)];
  if (plan?.kind !== "ratio") throw new Error(`${name} is no ratio`);
  const { cuts, partial, position } = plan.ratio;
  const first = cell === 0 ? 0 : cell > position.length ? cuts.length + 1 : (position[cell - 1] as number) + 1;
  return say(signed, `column${columnAt(name)}_below`, upFrom(first, cuts.length + (partial ? 1 : 0)));
}

/** The four slots as they would be with other reasons picked, keys included. */
function pick(positions: readonly (number | undefined)[]): Lie {
  const count = model.policy.reasons.length;
  const lie: Lie = {};
  const losses = naiveLosses(model, full.codes);
  // n! of the second reading against the circuit's scale.
  const unit = model.columns.reduce((product, _, i) => product * BigInt(i + 1), 1n) / model.reasonScale;
  const key = (position: number | undefined, slot: number) =>
    position === undefined ? BigInt(count + 3 - slot) : ((losses[position] as bigint) / unit) * BigInt(count + 4) + BigInt(count - 1 - position);
  const honest = ranked.map(({ loss, position }) => (loss > 0n ? position : undefined));
  for (let slot = 0; slot < 4; slot++) {
    for (let g = 0; g < count; g++) lie[`pick[${slot}][${g}]`] = (positions[slot] === g ? 1n : 0n) - (honest[slot] === g ? 1n : 0n);
    lie[`slotKey[${slot}]`] = key(positions[slot], slot) - key(honest[slot], slot);
  }
  return lie;
}
const at = (rank: number): number => (ranked[rank] as (typeof ranked)[number]).position;

/** The inputs with one slot moved by an amount and another against it, so that the packed element, and with it the message, stays what was signed. */
function shift(signed: Signed, name: string, amount: bigint, against: string): CircuitInputs {
  const inputs = cheater.inputs(signed) as Record<string, bigint[]>;
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
const overflow = (signed: Signed, name: string, into: string, by: bigint) => {
  const offset = (of: string) => BigInt(layout.slots[featureAt(of)]?.offset as number);
  return shift(signed, name, by * 2n ** (offset(into) - offset(name)), into);
};

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
const RATIO = /RatioCells_/;
const BOOLEAN = /\{1,main\.[\w.]+\.bit\[0\]\} \* /;
const SIGNATURE = /IssuerSignature_/;
/** The row that adds up a sum: it has no product. */
const SUM = /^\{\} \* \{\} = \{/;
/** The row that adds up a contribution: a product of a test, and a sum of all that was written before. */
const LAST_PRODUCT = /^\{.*_below\[\d+\].*\} \* \{.+\} = \{|^\{.+\} \* \{.*_below\[\d+\].*\} = \{/;
/** Parts of cells make fractions of a margin, at which whatever is whole takes offence. */
const MIXED = /Thermometer_|RatioCells_|RangeCheck_|Quotient_|Band_|^\{\} \* \{\} = \{/;
const TOP = /TopFour_/;
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
    against: /RangeCheck_|Band_/,
    about: "score",
    changes: COMMITMENT,
  },
  { name: "the band is moved up by one", lie: () => ({ band: 1n }), against: /Band_/, about: "band", changes: "outcome" },
  { name: "the band is moved down by one", lie: () => ({ band: -1n }), against: /Band_/, about: "band", changes: "outcome" },
  { name: "the band is moved up by one, with loose bits", lie: () => ({ band: 1n }), loose: true, against: BOOLEAN, about: "band", changes: "outcome" },
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
    name: "a code is one higher and its neighbour pays",
    inputs: () => overflow(full, "debt", "age", 1n),
    against: /Thermometer_|Below_/,
    about: "code",
  },
  {
    name: "a code is negative and its neighbour gains",
    inputs: () => overflow(full, "debt", "age", -1n),
    against: /Thermometer_|Below_|RatioCells_/,
    about: "code",
  },
  {
    name: "an unread feature runs over into a read one",
    inputs: () => overflow(full, "branch", "debt", 1n),
    against: /main\.RangeCheck_|Thermometer_/,
    about: "unused",
  },
  {
    name: "a feature read as a number only runs over its range",
    inputs: () => overflow(full, "available", "savings", 1n),
    against: /Below_|RangeCheck_|RatioCells_/,
    about: "code",
  },
  {
    name: "a code is a fraction and an unread one pays",
    inputs: () => shift(full, "income", HALF, "branch"),
    against: /RangeCheck_|Thermometer_|RatioCells_|Below_/,
    about: "code",
  },
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
    name: "the record is signed by another issuer than is said",
    inputs: () => {
      const { R8, S } = signCodes(model, full.codes, { issuer: new Uint8Array(32).fill(8) }).signature;
      return { R8x: R8.x, R8y: R8.y, S };
    },
    against: SIGNATURE,
    about: "R8x",
  },
  {
    name: "the signature is for another application",
    inputs: () => {
      const { R8, S } = signCodes(model, full.codes, { applicationId: 5n }).signature;
      return { R8x: R8.x, R8y: R8.y, S };
    },
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

const incomeWires = () => (axes.find(({ name }) => name === "income")?.table?.atoms.length as number) - 1;
const honestAtom = (wires: string) => Array.from({ length: incomeWires() }, (_, k) => cheater.value(full, `${wires}[${k}]`)).filter((bit) => bit === 0n).length;
const products = () => cheater.bends.filter((name) => name.startsWith("product"));
/** A product of bits that is 1, or 0, and that something depends on. */
const lit = () => products().find((name) => cheater.value(full, name) === 1n) as string;
const unlit = () => products().find((name) => cheater.value(full, name) === 0n) as string;
const toApproval = () => model.policy.approveBelow - 1n - naiveEvaluation(model, full.codes).margin;
const shortfall = (rank: number) => cheater.value(full, `shortfall[${at(rank)}]`);
const remainder = () => {
  const { offset, slope, divisor } = model.policy.score;
  const { margin, score } = naiveEvaluation(model, full.codes);
  return offset - slope * margin - score * divisor;
};
const moved = (name: string, by: bigint) => (cheater.inputs(full).code as bigint[]).map((code, i) => (layout.used[i] === featureAt(name) ? code + by : code));

describe("a forged decision of trees is refused", () => {
  it("while the honest ones are not", () => {
    for (const signed of [full, bare]) {
      const honest = cheater.circuit.calculate(cheater.inputs(signed));
      expect(cheater.circuit.violations(honest)).toEqual([]);
      // Where every forgery starts.
      const { forged, changed } = cheater.forge(signed, {});
      expect(forged).toEqual(honest);
      expect(changed.size).toBe(0);
    }
    // What the forgeries are about: ratios and sums on their cuts, a debt that is missing, a line that is overdrawn.
    expect(naiveCells(model, full.codes).slice(4)).toEqual([4, 2, 2, 1, 2]);
    expect(naiveCells(model, bare.codes).slice(3)).toEqual([3, 6, 2, 4, 5, 2]);
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
    expect(cheater.bends.length).toBeGreaterThan(150);
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
