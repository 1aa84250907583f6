import { beforeAll, describe, expect, it } from "vitest";
import { parameterInputs } from "../../../src/circuit/universal/parameter-inputs.ts";
import { derivePublicKey } from "../../../src/record/eddsa.ts";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { nameSignals, type PublicSignalName } from "../../../src/statement/signals.ts";
import type { Lie } from "../decision-cheater.ts";
import { markKey, pickReasons, reasonKey } from "../decision-hints.ts";
import { APPLICATION, BLIND, findCodes, ISSUED_AT, signCodes } from "../decision-records.ts";
import { invert, modulo } from "../harness/r1cs.ts";
import { UniversalCheater } from "./universal-cheater.ts";
import { committed, smallModel } from "./universal-models.ts";

const HALF = (FIELD_ORDER + 1n) / 2n;
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

const at = (signal: string) => cheater.value(signal);
/** A signal of the characteristic's row in its table: edge[k], row[k]. */
const row = (characteristic: number, signal: string) =>
  cheater.one(new RegExp(`^main\\.LossAt_\\w+\\[${characteristic}\\]\\.${signal.replaceAll(/[[\]]/g, "\\$&")}$`));
const comparison = (characteristic: number, which: number) =>
  cheater.find(new RegExp(`^main\\.LossAt_\\w+\\[${characteristic}\\]\\.AtLeast_\\w+\\.out$`))[which] as string;
const cutOff = (which: number) => cheater.find(/^main\.CutOffs_\w+\.AtLeast_\w+\.out$/)[which] as string;
const band = () => cheater.one(/^main\.HiddenBand_\w+\.band$/);
const top = () => cheater.one(/^main\.TopFourCodes_\w+\.slot\[0\]$/).replace(".slot[0]", "");
const chosenBit = (characteristic: number, bit: number) => cheater.one(new RegExp(`^main\\.ChosenCode_\\w+\\[${characteristic}\\]\\.bit\\[${bit}\\]$`));
/** Another digit for what a characteristic reads, with its bits. */
const reads = (characteristic: number, digit: bigint): Lie => ({
  [`main.input_[${characteristic}]`]: digit,
  ...Object.fromEntries([0, 1, 2].map((bit) => [chosenBit(characteristic, bit), (digit >> BigInt(bit)) & 1n])),
});
const add = (signal: string, amount: bigint): Lie => ({ [signal]: modulo(at(signal) + amount) });

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

const HASH = /\.(hash|parameters|pEx|commitment)\b|Section|modelCommitment/;
const LOSS = /main\.LossAt_/;
const RANGE = /RangeCheck_/;
const SIGNATURE = /IssuerSignature_/;

interface Forgery {
  name: string;
  lie: () => Lie;
  against: RegExp;
  changes?: PublicSignalName;
}

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
  { name: "a feature that nothing reads flows over", lie: () => ({ ...add("main.code[2]", 16n), ...add("main.code[3]", -1n) }), against: RANGE },
  { name: "a code is another one, with its own row", lie: () => ({ "main.code[0]": 50n, ...opened(0, element(0, 1), 50n) }), against: SIGNATURE },

  { name: "age reads income", lie: () => reads(0, 2n), against: /./ },
  { name: "age reads nothing", lie: () => reads(0, 0n), against: /./ },
  { name: "region reads the branch", lie: () => reads(2, 3n), against: /./ },
  { name: "a characteristic that is not there reads a feature", lie: () => reads(3, 1n), against: /./ },
  {
    name: "two characteristics change their inputs, each a digit over its own",
    lie: () => ({ ...add("main.input_[0]", 1024n), ...add("main.input_[1]", -1n) }),
    against: /ChosenCode_|LossAt_/,
  },
  { name: "an input is written with a bit that is 2", lie: () => ({ [chosenBit(0, 0)]: -1n, [chosenBit(0, 1)]: 1n }), against: /ChosenCode_|LossAt_/ },
  { name: "another loss stands in the table", lie: () => add("main.table[0][1]", -5n << 36n), against: /./ },
  { name: "the table is another version's", lie: () => ({ ...parametersOf(["table"]), ...otherAge() }), against: HASH, changes: "decisionCommitment" },
  {
    name: "every parameter is another version's",
    lie: () => ({ ...parametersOf(["input_", "table", "step", "approveFrom", "referFrom", "start", "bandWidth", "upper", "lower", "salt"]), ...otherAge() }),
    against: HASH,
    changes: "decisionCommitment",
  },
  { name: "the document is another", lie: () => add("main.upper", 1n), against: HASH },
  { name: "the salt is another", lie: () => add("main.salt", 1n), against: HASH },

  { name: "the cut-off of approval is the score", lie: () => ({ "main.approveFrom": at("main.score") }), against: HASH, changes: "outcome" },
  { name: "the cut-off of referral is above the score", lie: () => ({ "main.referFrom": at("main.score") + 1n }), against: HASH, changes: "outcome" },
  { name: "everybody starts from twenty points more", lie: () => add("main.start", 20n), against: HASH, changes: "outcome" },
  { name: "the band is as wide as a point", lie: () => ({ "main.bandWidth": 1n }), against: HASH, changes: "outcome" },
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
  { name: "two reasons are one", lie: () => ({ "main.step[0]": 0n }), against: HASH, changes: "decisionCommitment" },
  { name: "one reason is two", lie: () => ({ "main.step[1]": 1n }), against: HASH, changes: "decisionCommitment" },
  { name: "a reason begins by half", lie: () => ({ "main.step[0]": HALF }), against: /ReasonSums_|TopFour|Section|hash|RangeCheck/ },
  { name: "one step flows over into the next", lie: () => ({ ...add("main.step[0]", 2n), ...add("main.step[1]", -1n) }), against: /ReasonSums_|TopFourCodes_/ },

  { name: "the score is approved though it is below the cut-off", lie: () => ({ [cutOff(0)]: 1n }), against: /CutOffs_/, changes: "outcome" },
  { name: "the score is declined though it is referred", lie: () => ({ [cutOff(1)]: 0n }), against: /CutOffs_/, changes: "outcome" },
  { name: "the score is approved by half", lie: () => ({ [cutOff(0)]: HALF }), against: /CutOffs_/, changes: "outcome" },
  { name: "the decision is none", lie: () => ({ "main.decision": 0n }), against: /CutOffs_|decision/, changes: "outcome" },
  { name: "the band is one up", lie: () => add(band(), 1n), against: /HiddenBand_/, changes: "outcome" },
  { name: "the band is one down", lie: () => add(band(), -1n), against: /HiddenBand_/, changes: "outcome" },
  {
    name: "the band is a fraction of which nothing remains",
    lie: () => ({ [band()]: modulo(at("main.score") * invert(10n)) }),
    against: /HiddenBand_/,
    changes: "outcome",
  },
  {
    name: "the disclosed score runs over into the time",
    lie: () => add("main.disclosedScore", 1n << 32n),
    against: /HiddenBand_|disclosedScore/,
    changes: "outcome",
  },
  { name: "the score is raised to the cut-off", lie: () => ({ "main.score": 130n }), against: /main\.(score|start|loss)/, changes: "outcome" },
  { name: "a characteristic loses nothing", lie: () => ({ "main.loss[0]": 0n }), against: LOSS },
  {
    name: "a sum of losses is nothing",
    lie: () => ({ "main.shortfall[0]": 0n, "main.shortfall[1]": 0n, "main.shortfall[2]": 0n }),
    against: /ReasonSums_|main\.loss/,
  },

  {
    name: "no reason is given",
    lie: () => pickReasons(top(), 4, [undefined, undefined, undefined, undefined]),
    against: /TopFourCodes_/,
    changes: "decisionCommitment",
  },
  {
    name: "a reason without a loss is given",
    lie: () => {
      const position = [0, 2, 3].find((each) => modulo(at(`main.shortfall[${each}]`)) > HALF || at(`main.shortfall[${each}]`) === 0n) as number;
      return pickReasons(top(), 4, [{ position, key: reasonKey(at(`main.shortfall[${position}]`), position, 4) }, undefined, undefined, undefined]);
    },
    against: /TopFourCodes_/,
  },
  {
    name: "the first reason is given twice",
    lie: () => ({
      ...pickReasons(
        top(),
        4,
        [0, 1, 2, 3].map(() => firstReason()),
      ),
    }),
    against: /TopFourCodes_/,
    changes: "decisionCommitment",
  },
  { name: "the reason is named by another code", lie: () => ({ "main.slot[0]": 7n }), against: /TopFourCodes_|slot/, changes: "decisionCommitment" },
  { name: "a slot is said to be empty under another mark", lie: () => ({ [`${top()}.slot[3]`]: markKey(3, 4) - 1n }), against: /TopFourCodes_/ },

  { name: "issuedAt is a second later", lie: () => ({ "main.issuedAt": ISSUED_AT + 1n }), against: SIGNATURE, changes: "outcome" },
  { name: "the record is shown for another application", lie: () => ({ "main.application": APPLICATION + 1n }), against: SIGNATURE, changes: "applicationId" },
  {
    name: "the record is said to be of another issuer",
    lie: () => ({ "main.signer": derivePublicKey(new Uint8Array(32).fill(8)).y }),
    against: SIGNATURE,
    changes: "issuerKey",
  },
  {
    name: "the commitment is to another blind than is known",
    lie: () => ({ "main.shell.blind": BLIND + 1n }),
    against: /shell\.blind/,
    changes: "decisionCommitment",
  },
  {
    name: "the commitment is for another model",
    lie: () => ({ "main.shell.modelCommitment": 99n }),
    against: /shell\.modelCommitment/,
    changes: "decisionCommitment",
  },
];

function firstReason() {
  const position = [0, 1, 2].reduce((best, each) => {
    const value = (i: number) => (at(`main.shortfall[${i}]`) > HALF ? 0n : at(`main.shortfall[${i}]`));
    return value(each) > value(best) ? each : best;
  }, 0);
  return { position, key: reasonKey(at(`main.shortfall[${position}]`), position, 4) };
}

describe("a forged decision of a hidden model is refused", () => {
  it("which an honest one is not", () => {
    expect(FORGERIES.length).toBeGreaterThanOrEqual(40);
    expect(cheater.refusals()).toEqual([]);
  });

  it.each(FORGERIES)("$name", ({ lie, against, changes }) => {
    const told = lie();
    const { honest, forged, changed, refusals, account } = cheater.forge(told);
    expect(Object.keys(told).some((signal) => changed.has(signal))).toBe(true);
    expect(forged[1]).toBe(honest[1]);
    if (changes) expect(nameSignals(forged.slice(1, 6))[changes]).not.toBe(nameSignals(honest.slice(1, 6))[changes]);
    expect(refusals).not.toEqual([]);
    for (const constraint of account) expect(constraint).toMatch(against);
  });
});
