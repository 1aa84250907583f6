import { beforeAll, describe, expect, it } from "vitest";
import { parameterInputs } from "../../../src/circuit/universal/parameter-inputs.ts";
import { packing } from "../../../src/record/schema.ts";
import type { Lie } from "../decision-cheater.ts";
import { findCodes, signCodes } from "../decision-records.ts";
import { invert, modulo } from "../harness/r1cs.ts";
import { UniversalCheater } from "./universal-cheater.ts";
import { committed, smallModel } from "./universal-models.ts";
import { expectRefused, type Forgery, HALF, HASH, openUniversalScene, RANGE, SIGNATURE } from "./universal-scene.ts";

const model = smallModel();
// Age and income in the third row of their first elements: there are rows on either side.
const record = signCodes(
  model,
  findCodes(
    model,
    ({ decision, reasons, score }, [age, income]) =>
      decision === "refer" && reasons.length > 0 && score % 10n !== 0n && age === 33n && (income as bigint) > 305n && (income as bigint) < 690n,
  ),
);
let cheater: UniversalCheater;
beforeAll(async () => {
  cheater = await UniversalCheater.open(model, record);
});

const { at, add, chosenBits, reads, forgeries } = openUniversalScene({ cheater: () => cheater, count: 4 });
/** A signal of the characteristic's row in its table: edge[k], row[k]. */
const row = (characteristic: number, signal: string) =>
  cheater.one(new RegExp(`^main\\.LossAt_\\w+\\[${characteristic}\\]\\.${signal.replaceAll(/[[\]]/g, "\\$&")}$`));
const comparison = (characteristic: number, which: number) =>
  cheater.find(new RegExp(`^main\\.LossAt_\\w+\\[${characteristic}\\]\\.AtLeast_\\w+\\.out$`))[which] as string;
/** The slots of an element, as a prover would unpack them for a characteristic. */
function unpacked(characteristic: number, element: bigint): Lie {
  const slot = (k: number) => (element >> BigInt(36 * k)) & ((1n << 36n) - 1n);
  const edges = [0, 1, 2, 3].map((k) => [row(characteristic, `edge[${k}]`), slot(2 * k)]);
  const losses = [0, 1, 2].map((k) => [row(characteristic, `row[${k}]`), modulo(slot(2 * k + 1) - (1n << 35n))]);
  return Object.fromEntries([...edges, ...losses]);
}
/** The same with the comparisons inside, for a code. */
function opened(characteristic: number, element: bigint, code: bigint): Lie {
  const lie = unpacked(characteristic, element);
  const edge = (k: number) => lie[row(characteristic, `edge[${k}]`)] as bigint;
  return { ...lie, [comparison(characteristic, 0)]: code >= edge(1) ? 1n : 0n, [comparison(characteristic, 1)]: code >= edge(2) ? 1n : 0n };
}
const tables = parameterInputs(model, committed(model).universal).table as bigint[];
const element = (characteristic: number, m: number) => tables[2 * characteristic + m] as bigint;

/** What age's code would have to be for an element of its table to hold it in rows of other losses, and what a feature that nothing reads would have to be for the record to stay what was signed. */
function anyCode(loss: bigint): Lie {
  const [lowest, ahead] = [[0n, 0n, 0n, -1n], [0n, 1n, 2n].map(() => loss + (1n << 35n))];
  const slots = lowest.reduce((sum, below, k) => sum - (below << BigInt(72 * k)), 0n) + ahead.reduce((sum, row, k) => sum + (row << BigInt(72 * k + 36)), 0n);
  const code = modulo((element(0, 0) - slots) * invert(lowest.reduce((sum, _, k) => sum + (1n << BigInt(72 * k)), 0n)));
  const [age, , branch] = packing(model.schema).map(({ offset }) => 1n << BigInt(offset));
  const edges = lowest.map((below, k) => [row(0, `edge[${k}]`), modulo(code - below)]);
  return {
    "main.code[0]": code,
    ...add("main.code[2]", modulo((at("main.code[0]") - code) * (age as bigint) * invert(branch as bigint))),
    ...Object.fromEntries([...edges, ...[0, 1, 2].map((k) => [row(0, `row[${k}]`), modulo(loss)])]),
    [comparison(0, 0)]: 1n,
    [comparison(0, 1)]: 1n,
  };
}

/** Another version of the model: what a prover would put in for this one. */
const other = smallModel({ age: [40, 41, 42, 43] });
function parametersOf(names: readonly string[]): Lie {
  const inputs = parameterInputs(other, committed(other).universal);
  const lie: Lie = {};
  for (const name of names) {
    const value = inputs[name] as bigint | readonly bigint[];
    if (typeof value === "bigint") lie[`main.${name}`] = value;
    else for (const [i, each] of value.entries()) lie[name === "table" ? `main.table[${i >> 1}][${i & 1}]` : `main.${name}[${i}]`] = each;
  }
  return lie;
}
const otherAge = (): Lie => opened(0, (parameterInputs(other, committed(other).universal).table as bigint[])[0] as bigint, 33n);

const LOSS = /main\.LossAt_/;

const FORGERIES: Forgery[] = [
  { name: "age takes the other element of its own table", lie: () => opened(0, element(0, 1), 33n), against: /LossAt_\w+\[0\]/ },
  { name: "income takes the other element of its own table", lie: () => opened(1, element(1, 1), 400n), against: /LossAt_\w+\[1\]/ },
  { name: "age takes an element of income", lie: () => opened(0, element(1, 0), 33n), against: /LossAt_\w+\[0\]/, changes: "decisionCommitment" },
  {
    name: "region takes an element of age",
    lie: () => opened(2, element(0, 0), at("main.read[2]")),
    against: /LossAt_\w+\[2\]/,
    changes: "decisionCommitment",
  },
  { name: "age takes an element that is in no table", lie: otherAge, against: /LossAt_\w+\[0\]/, changes: "decisionCommitment" },
  { name: "age takes the element that stands in for no characteristic", lie: () => opened(0, element(3, 0), 33n), against: /LossAt_\w+\[0\]/ },
  {
    name: "a characteristic that is not there takes the rows of age",
    lie: () => opened(3, element(0, 0), 0n),
    against: /LossAt_\w+\[3\]/,
    changes: "decisionCommitment",
  },
  { name: "a characteristic that is not there takes its own empty element", lie: () => opened(3, element(3, 1), 0n), against: /LossAt_\w+\[3\]/ },
  { name: "the second row is said to begin at the code", lie: () => ({ [comparison(0, 0)]: 1n - at(comparison(0, 0)) }), against: LOSS },
  { name: "the third row is said to begin at the code", lie: () => ({ [comparison(0, 1)]: 1n - at(comparison(0, 1)) }), against: LOSS },
  {
    name: "income is said to have passed its second edge, or not",
    lie: () => ({ [comparison(1, 0)]: 1n - at(comparison(1, 0)) }),
    against: LOSS,
    changes: "decisionCommitment",
  },
  {
    name: "income is said to have passed its third edge, or not",
    lie: () => ({ [comparison(1, 1)]: 1n - at(comparison(1, 1)) }),
    against: LOSS,
    changes: "decisionCommitment",
  },
  { name: "a comparison is neither 0 nor 1", lie: () => ({ [comparison(1, 1)]: HALF }), against: LOSS },
  { name: "a comparison is 2", lie: () => ({ [comparison(1, 1)]: 2n }), against: LOSS, changes: "decisionCommitment" },
  { name: "the lower edge is moved", lie: () => add(row(0, "edge[0]"), -1n), against: LOSS },
  { name: "the upper edge is moved", lie: () => add(row(0, "edge[3]"), 1n), against: LOSS },
  { name: "a loss is one less", lie: () => add(row(1, "row[2]"), -1n), against: LOSS, changes: "decisionCommitment" },
  {
    name: "a loss flows over into the edge above it",
    lie: () => ({ ...add(row(1, "row[2]"), 1n << 36n), ...add(row(1, "edge[3]"), -1n) }),
    against: RANGE,
    changes: "decisionCommitment",
  },
  {
    name: "a loss takes from the edge above it",
    lie: () => ({ ...add(row(1, "row[2]"), -(1n << 36n)), ...add(row(1, "edge[3]"), 1n) }),
    against: RANGE,
    changes: "decisionCommitment",
  },
  {
    name: "an edge flows over into the loss above it",
    lie: () => ({ ...add(row(1, "edge[2]"), 1n << 36n), ...add(row(1, "row[2]"), -1n) }),
    against: RANGE,
    changes: "decisionCommitment",
  },
  {
    name: "an edge turns negative for the loss above it",
    lie: () => ({ ...add(row(1, "edge[2]"), -(1n << 36n)), ...add(row(1, "row[2]"), 1n) }),
    against: RANGE,
    changes: "decisionCommitment",
  },
  {
    name: "two edges are fractions that make up for each other",
    lie: () => ({ ...add(row(1, "edge[0]"), 5n), ...add(row(1, "edge[1]"), modulo(-5n * invert(1n << 72n))) }),
    against: RANGE,
  },
  {
    name: "a loss is a fraction that the top edge makes up for",
    lie: () => ({ ...add(row(1, "row[2]"), -7n), ...add(row(1, "edge[3]"), modulo(7n * invert(1n << 36n))) }),
    against: RANGE,
    changes: "decisionCommitment",
  },
  { name: "a code and all edges are shifted by one amount", lie: () => ({ ...add("main.code[0]", 64n), ...add("main.code[1]", -1n) }), against: RANGE },
  { name: "a code is negative and the next one gains", lie: () => ({ ...add("main.code[0]", -64n), ...add("main.code[1]", 1n) }), against: RANGE },
  {
    name: "a code is shifted with the edges that it is compared with",
    lie: () => ({ ...add("main.code[0]", 64n), ...add("main.code[1]", -1n), ...add(row(0, "edge[0]"), 64n), ...add(row(0, "edge[3]"), 64n) }),
    against: /./,
  },
  {
    name: "a feature that nothing reads flows over into one that is read, with its row",
    lie: () => ({ ...add("main.code[2]", 16n), ...add("main.code[3]", -1n), ...opened(2, element(2, 0), at("main.code[3]") - 1n) }),
    against: /main\.RangeCheck_/,
    changes: "decisionCommitment",
  },
  {
    name: "a code is what an element asks for, and a feature that nothing reads pays for it",
    lie: () => anyCode(-40n),
    against: /main\.RangeCheck_/,
    changes: "outcome",
  },
  { name: "a code is another one, with its own row", lie: () => ({ "main.code[0]": 50n, ...opened(0, element(0, 1), 50n) }), against: SIGNATURE },

  { name: "age reads income", lie: () => reads(0, 2n), against: /./ },
  { name: "age reads nothing", lie: () => reads(0, 0n), against: /./ },
  { name: "region reads the branch", lie: () => reads(2, 3n), against: /./ },
  {
    name: "income reads the age, with the row of its code",
    lie: () => ({ ...reads(1, 1n), ...opened(1, element(1, 0), 33n) }),
    against: HASH,
    changes: "decisionCommitment",
  },
  { name: "a characteristic that is not there reads a feature", lie: () => reads(3, 1n), against: /./ },
  {
    name: "two characteristics change their inputs, each a digit over its own",
    lie: () => ({ ...add("main.input_[0]", 1024n), ...add("main.input_[1]", -1n) }),
    against: /ChosenCode_|LossAt_/,
  },
  {
    name: "an input is written with a bit that is 2",
    lie: () => ({ [chosenBits(0)[0] as string]: -1n, [chosenBits(0)[1] as string]: 1n }),
    against: /ChosenCode_|LossAt_/,
  },
  { name: "another loss stands in the table", lie: () => add("main.table[0][1]", -5n << 36n), against: /./ },
  { name: "the table is another version's", lie: () => ({ ...parametersOf(["table"]), ...otherAge() }), against: HASH, changes: "decisionCommitment" },
  {
    name: "every parameter is another version's",
    lie: () => ({ ...parametersOf(["input_", "table", "step", "approveFrom", "referFrom", "start", "bandWidth", "upper", "lower", "salt"]), ...otherAge() }),
    against: HASH,
    changes: "decisionCommitment",
  },

  { name: "the cut-off of approval is the score", lie: () => ({ "main.approveFrom": at("main.score") }), against: HASH, changes: "outcome" },
  { name: "the cut-off of referral is above the score", lie: () => ({ "main.referFrom": at("main.score") + 1n }), against: HASH, changes: "outcome" },
  { name: "everybody starts from twenty points more", lie: () => add("main.start", 20n), against: HASH, changes: "outcome" },
  {
    name: "the cut-off of approval takes from that of referral",
    lie: () => ({ ...add("main.approveFrom", -(1n << 63n)), ...add("main.referFrom", 1n) }),
    against: RANGE,
    changes: "outcome",
  },
  { name: "the cut-off of referral takes from the start", lie: () => ({ ...add("main.referFrom", -(1n << 63n)), ...add("main.start", 1n) }), against: RANGE },
  {
    name: "the start takes from the band",
    lie: () => ({ ...add("main.start", -(1n << 63n)), ...add("main.bandWidth", 1n) }),
    against: RANGE,
    changes: "outcome",
  },
  {
    name: "the start is a fraction that the cut-off of referral makes up for",
    lie: () => ({ ...add("main.start", 20n), ...add("main.referFrom", -20n << 63n) }),
    against: RANGE,
    changes: "decisionCommitment",
  },

  { name: "the score is raised to the cut-off", lie: () => ({ "main.score": 130n }), against: /main\.(score|start|loss)/, changes: "outcome" },
  { name: "a characteristic loses nothing", lie: () => ({ "main.loss[0]": 0n }), against: LOSS },

  ...forgeries,
];

describe("a forged decision of a hidden model is refused", () => {
  it("which an honest one is not", () => {
    expect(FORGERIES.length).toBeGreaterThanOrEqual(70);
    expect(cheater.refusals()).toEqual([]);
  });

  it.each(FORGERIES)("$name", (forgery) => expectRefused(cheater, forgery));
});
