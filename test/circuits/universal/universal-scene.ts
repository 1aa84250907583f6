import { expect } from "vitest";
import { derivePublicKey } from "../../../src/record/eddsa.ts";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { nameSignals, type PublicSignalName } from "../../../src/statement/signals.ts";
import type { Lie } from "../decision-cheater.ts";
import { markKey, pickReasons, reasonKey } from "../decision-hints.ts";
import { APPLICATION, BLIND, ISSUED_AT } from "../decision-records.ts";
import { invert, modulo } from "../harness/r1cs.ts";
import type { UniversalCheater } from "./universal-cheater.ts";

export interface Forgery {
  name: string;
  lie: () => Lie;
  /** The only constraints, of the circuit as written, that stand against it: all else follows from the lie. */
  against: RegExp;
  changes?: PublicSignalName;
}

export const HALF = (FIELD_ORDER + 1n) / 2n;
export const HASH = /\.(hash|parameters|pEx|commitment)\b|Section|tablesHash|modelCommitment/;
export const RANGE = /RangeCheck_/;
export const SIGNATURE = /IssuerSignature_/;
const TOP = /TopFourCodes_/;
const COMMITMENT = "decisionCommitment";

/**
 * What directed forgeries of a hidden model's decision are told by, and those that every kind of model has in common. The record is referred, gives at least one reason and not four, and has a
 * score that is not the edge of its band; the model's first reason is of its first table, its second of the next two.
 * @param scene.count how many tables there is room for.
 */
export function openUniversalScene({ cheater, count }: { cheater: () => UniversalCheater; count: number }) {
  const at = (signal: string) => cheater().value(signal);
  const add = (signal: string, amount: bigint): Lie => ({ [signal]: modulo(at(signal) + amount) });
  const cutOff = (which: number) => cheater().find(/^main\.CutOffs_\w+\.AtLeast_\w+\.out$/)[which] as string;
  const band = () => cheater().one(/^main\.HiddenBand_\w+\.band$/);
  const top = () =>
    cheater()
      .one(/^main\.TopFourCodes_\w+\.slot\[0\]$/)
      .replace(".slot[0]", "");
  /** The bits of the position that a table reads, lowest first. */
  const chosenBits = (table: number) => {
    // Named by their place in the text, and by their position where they stand in a loop.
    const placed = cheater()
      .find(/^main\.ChosenCode_\w+(\[\d+\])?\.bit\[\d+\]$/)
      .map((name) => ({ name, numbers: [...name.matchAll(/\d+/g)].map(Number) }));
    placed.sort(({ numbers: a }, { numbers: b }) => a.map((number, i) => number - (b[i] as number)).find((difference) => difference !== 0) ?? 0);
    const width = placed.length / count;
    return placed.slice(table * width, (table + 1) * width).map(({ name }) => name);
  };

  const shortfall = (position: number) => {
    const value = at(`main.shortfall[${position}]`);
    return value > HALF ? value - FIELD_ORDER : value;
  };
  const positions = Array.from({ length: count }, (_, position) => position);
  const keyed = (position: number) => ({ position, key: reasonKey(shortfall(position), position, count) });
  /** The reasons that apply, largest first. */
  const given = () =>
    positions
      .filter((position) => shortfall(position) > 0n)
      .map(keyed)
      .sort((a, b) => (a.key < b.key ? 1 : -1));
  type Picked = ReturnType<typeof keyed> | undefined;
  const pick = (choose: (given: readonly Picked[]) => Picked[]) => () =>
    pickReasons(
      top(),
      count,
      [0, 1, 2, 3].map((slot) => choose(given())[slot]),
    );

  const forgeries: Forgery[] = [
    { name: "the score is approved though it is below the cut-off", lie: () => ({ [cutOff(0)]: 1n }), against: /CutOffs_/, changes: "outcome" },
    { name: "the score is declined though it is referred", lie: () => ({ [cutOff(1)]: 0n }), against: /CutOffs_/, changes: "outcome" },
    { name: "the score is approved by half", lie: () => ({ [cutOff(0)]: HALF }), against: /CutOffs_/, changes: "outcome" },
    { name: "the decision is none", lie: () => ({ "main.decision": 0n }), against: /CutOffs_|decision/, changes: "outcome" },
    { name: "the band is one up", lie: () => add(band(), 1n), against: /HiddenBand_/, changes: "outcome" },
    { name: "the band is one down", lie: () => add(band(), -1n), against: /HiddenBand_/, changes: "outcome" },
    {
      name: "the band is a fraction of which nothing remains",
      lie: () => ({ [band()]: modulo(at("main.score") * invert(at("main.bandWidth"))) }),
      against: /HiddenBand_/,
      changes: "outcome",
    },
    {
      name: "the disclosed score runs over into the time",
      lie: () => add("main.disclosedScore", 1n << 32n),
      against: /HiddenBand_|disclosedScore/,
      changes: "outcome",
    },

    { name: "the document is another", lie: () => add("main.upper", 1n), against: HASH },
    { name: "the halves of the digest change places", lie: () => ({ "main.upper": at("main.lower"), "main.lower": at("main.upper") }), against: HASH },
    { name: "the salt is another", lie: () => add("main.salt", 1n), against: HASH },
    { name: "the salt takes from the digest", lie: () => ({ ...add("main.salt", 1n), ...add("main.lower", -1n) }), against: HASH },
    { name: "the band is as wide as a point", lie: () => ({ "main.bandWidth": 1n }), against: HASH, changes: "outcome" },
    { name: "two reasons are one", lie: () => ({ "main.step[0]": 0n }), against: HASH, changes: COMMITMENT },
    { name: "one reason is two", lie: () => ({ "main.step[1]": 1n }), against: HASH, changes: COMMITMENT },
    { name: "a reason begins by half", lie: () => ({ "main.step[0]": HALF }), against: /ReasonSums_|TopFour|Section|hash|RangeCheck/ },
    {
      name: "one step flows over into the next",
      lie: () => ({ ...add("main.step[0]", 2n), ...add("main.step[1]", -1n) }),
      against: /ReasonSums_|TopFourCodes_/,
    },

    { name: "no reason is given", lie: pick(() => []), against: TOP, changes: COMMITMENT },
    { name: "the first reason is skipped", lie: pick(([, ...rest]) => rest), against: TOP, changes: COMMITMENT },
    { name: "the last reason is dropped", lie: pick((all) => all.slice(0, -1)), against: TOP, changes: COMMITMENT },
    { name: "the first reason is given after the mark of an empty slot", lie: pick((all) => [undefined, ...all]), against: TOP, changes: COMMITMENT },
    { name: "the first reason is given twice", lie: pick(([first]) => [first, first, first, first]), against: TOP, changes: COMMITMENT },
    {
      name: "a reason without a loss is given",
      lie: pick((all) => [keyed(positions.find((position) => shortfall(position) <= 0n) as number), ...all.slice(1)]),
      against: TOP,
    },
    { name: "the reason is named by another code", lie: () => ({ "main.slot[0]": 7n }), against: /TopFourCodes_|slot/, changes: COMMITMENT },
    { name: "a slot is said to be empty under another mark", lie: () => ({ [`${top()}.slot[3]`]: markKey(3, count) - 1n }), against: TOP },
    {
      name: "no reason has lost anything",
      lie: () => Object.fromEntries(positions.map((position) => [`main.shortfall[${position}]`, 0n])),
      against: /ReasonSums_|ChosenCode_|main\.(loss|line)/,
      changes: COMMITMENT,
    },

    { name: "issuedAt is a second later", lie: () => ({ "main.issuedAt": ISSUED_AT + 1n }), against: SIGNATURE, changes: "outcome" },
    {
      name: "the record is shown for another application",
      lie: () => ({ "main.application": APPLICATION + 1n }),
      against: SIGNATURE,
      changes: "applicationId",
    },
    {
      name: "the record is said to be of another issuer",
      lie: () => ({ "main.signer": derivePublicKey(new Uint8Array(32).fill(8)).y }),
      against: SIGNATURE,
      changes: "issuerKey",
    },
    { name: "the commitment is to another blind than is known", lie: () => ({ "main.shell.blind": BLIND + 1n }), against: /shell\.blind/, changes: COMMITMENT },
    { name: "the commitment is for another model", lie: () => ({ "main.shell.modelCommitment": 99n }), against: /shell\.modelCommitment/, changes: COMMITMENT },
  ];

  /** Another position for what a table reads, with its bits. */
  const reads = (table: number, digit: bigint): Lie => ({
    [`main.input_[${table}]`]: digit,
    ...Object.fromEntries(chosenBits(table).map((name, bit) => [name, (digit >> BigInt(bit)) & 1n])),
  });

  return { at, add, top, chosenBits, reads, given, pick, forgeries };
}

/** The forgery changes what it is for, is refused under the honest commitment, and by nothing but what stands against it. */
export function expectRefused(cheater: UniversalCheater, { lie, against, changes }: Forgery): void {
  const told = lie();
  const { honest, forged, changed, refusals, account } = cheater.forge(told);
  expect(Object.keys(told).some((signal) => changed.has(signal))).toBe(true);
  expect(forged[1]).toBe(honest[1]);
  if (changes) expect(nameSignals(forged.slice(1, 6))[changes]).not.toBe(nameSignals(honest.slice(1, 6))[changes]);
  expect(refusals).not.toEqual([]);
  for (const constraint of account) expect(constraint).toMatch(against);
}
