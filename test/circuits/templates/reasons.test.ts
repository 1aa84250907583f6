import { beforeAll, describe, expect, it } from "vitest";
import { packReasons } from "../../../src/model/evaluation.ts";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { markKey, reasonKey } from "../decision-hints.ts";
import { pseudoRandom } from "../decision-records.ts";
import { openForger } from "../harness/forge.ts";
import { modulo } from "../harness/r1cs.ts";
import { INSTANCES, type TemplateInstance } from "./instances.ts";
import { type OpenTemplate, openTemplate, templateMain } from "./open-template.ts";

const HALF = (FIELD_ORDER + 1n) / 2n;

describe("PushReason", () => {
  it("puts the reason below the list where it applies, and leaves the list where it does not", async () => {
    const { circuit, output } = await openTemplate("PushReason");
    for (const before of [0n, 1n, 0x21n, 0xabcdefn]) {
      expect(output(circuit.calculate({ present: 1n, before }), "after")).toBe(before * 16n + 7n);
      expect(output(circuit.calculate({ present: 0n, before }), "after")).toBe(before);
    }
  });

  it("cannot be told another list: unchanged where the reason applies, changed where it does not, with another reason", async () => {
    const { circuit } = await openTemplate("PushReason");
    const forge = await openForger(circuit, templateMain(INSTANCES.PushReason as TemplateInstance));
    const lies = [
      { present: 1n, after: 0x21n },
      { present: 0n, after: 0x217n },
      { present: 1n, after: 0x216n },
      { present: 1n, after: 0x227n },
      { present: 0n, after: 0n },
    ];
    for (const { present, after } of lies) {
      const forged = forge({ present, before: 0x21n }, { set: { "main.after": after }, hint: (signal) => /present|before/.test(signal) });
      expect(circuit.violations(forged), `${present}, ${after}`).not.toEqual([]);
    }
  });
});

describe("LowestDigits", () => {
  let digits: OpenTemplate;
  beforeAll(async () => {
    digits = await openTemplate("LowestDigits", {
      call: "LowestDigits(2, 5)",
      declares: "told[digit * count]",
      hints: [["bit[i] <-- (in >> i) & 1;", "bit[i] <-- told[i];"]],
    });
  });
  const bits = (value: bigint) => Array.from({ length: 10 }, (_, i) => (value >> BigInt(i)) & 1n);

  it("gives the four lowest digits of every list that it holds", () => {
    for (let list = 0n; list < 1024n; list += 7n) {
      const witness = digits.tell({ in: list, told: bits(list) });
      expect(digits.circuit.violations(witness)).toEqual([]);
      for (let i = 0n; i < 4n; i++) expect(digits.output(witness, `out[${i}]`)).toBe((list >> (2n * i)) & 3n);
    }
  });

  it("takes no digits of another list, none that borrow from each other, and no list that is too long", () => {
    for (const other of [0n, 1n, 512n, 1023n]) expect(digits.accepts({ in: 345n, told: bits(other) })).toBe(false);
    const borrowed = bits(345n);
    borrowed[1] = (borrowed[1] as bigint) + 2n;
    borrowed[2] = (borrowed[2] as bigint) - 1n;
    expect(digits.accepts({ in: 345n, told: borrowed })).toBe(false);
    for (const list of [1024n, -1n, HALF]) {
      expect(digits.accepts({ in: list, told: bits(list) })).toBe(false);
      expect(digits.accepts({ in: list, told: [list, ...bits(0n).slice(1)] })).toBe(false);
    }
  });
});

describe("PackReasons", () => {
  it("packs as the library does, and cannot be told another word", async () => {
    const { circuit, output } = await openTemplate("PackReasons");
    const forge = await openForger(circuit, templateMain(INSTANCES.PackReasons as TemplateInstance));
    for (const reasons of [[], [5], [255, 1, 9], [4, 3, 2, 1], [255, 255, 255, 255]]) {
      const slot = [0, 1, 2, 3].map((i) => BigInt(reasons[i] ?? 0));
      const word = packReasons(reasons);
      expect(output(circuit.calculate({ slot }), "packed")).toBe(word);
      for (const other of [word + 1n, word + 256n]) {
        expect(circuit.violations(forge({ slot }, { set: { "main.packed": other }, hint: (signal) => signal.startsWith("main.slot") }))).not.toEqual([]);
      }
    }
  });
});

describe("TopFour", () => {
  const COUNT = 6;
  let top: OpenTemplate;
  beforeAll(async () => {
    top = await openTemplate("TopFour", {
      declares: "told[4][n], toldKey[4]",
      hints: [
        ["pick[i][g] <-- (shortfall[g] > 0 && larger == i) ? 1 : 0;", "pick[i][g] <-- told[i][g];"],
        ["slot[i] <-- best == -1 ? n + 3 - i : best;", "slot[i] <-- toldKey[i];"],
      ],
    });
  });

  /** Positions of the reasons that apply, by shortfall and then by document. */
  const ranked = (shortfall: readonly bigint[]) =>
    shortfall
      .map((value, position) => ({ value, position }))
      .filter(({ value }) => value > 0n)
      .sort((a, b) => Number(b.value - a.value) || a.position - b.position)
      .map(({ position }) => position);

  /** Slots that pick these positions, with the keys that belong to them. */
  const told = (shortfall: readonly bigint[], positions: readonly (number | undefined)[]) => ({
    shortfall,
    told: [0, 1, 2, 3].map((slot) => Array.from({ length: COUNT }, (_, g) => (positions[slot] === g ? 1n : 0n))),
    toldKey: [0, 1, 2, 3].map((slot) => {
      const position = positions[slot];
      return position === undefined ? markKey(slot, COUNT) : reasonKey(shortfall[position] as bigint, position, COUNT);
    }),
  });
  const random = pseudoRandom(5);
  const cases = [
    [3n, -5n, 12n, 12n, 0n, 66n],
    [-36n, -36n, -1n, 0n, 0n, 0n],
    [66n, 66n, 66n, 66n, 66n, 66n],
    [1n, 0n, 0n, 0n, 0n, 0n],
    [-36n, 66n, 1n, -1n, 1n, 0n],
    ...Array.from({ length: 20 }, () => Array.from({ length: COUNT }, () => BigInt(Math.floor(random() * 12) - 4))),
  ];

  it("gives the reasons by shortfall, ties in document order, empty slots last", () => {
    for (const shortfall of cases) {
      const right = ranked(shortfall).slice(0, 4);
      const witness = top.tell(told(shortfall, right));
      expect(top.circuit.violations(witness), `${shortfall}`).toEqual([]);
      for (let slot = 0; slot < 4; slot++) expect(top.output(witness, `out[${slot}]`)).toBe(BigInt((right[slot] ?? -1) + 1));
    }
  });

  it("takes no other choice of reasons and empty slots for the slots, tried one by one", () => {
    const choices = [0, 1, 2, 3, 4, 5, undefined];
    for (const shortfall of cases.slice(0, 2)) {
      const right = [0, 1, 2, 3].map((slot) => ranked(shortfall)[slot]);
      let taken = 0;
      for (let code = 0; code < 7 ** 4; code++) {
        const positions = [0, 1, 2, 3].map((slot) => choices[Math.floor(code / 7 ** slot) % 7]);
        if (!top.accepts(told(shortfall, positions))) continue;
        expect(positions).toEqual(right);
        taken++;
      }
      expect(taken).toBe(1);
    }
  });

  it("takes no slot that picks by halves, twice, or under a key that is not its own", () => {
    const shortfall = cases[0] as bigint[];
    const honest = told(shortfall, ranked(shortfall));
    const withSlot = (slot: number, pick: readonly bigint[], key: bigint) => ({
      ...honest,
      told: honest.told.map((own, i) => (i === slot ? pick : own)),
      toldKey: honest.toldKey.map((own, i) => (i === slot ? key : own)),
    });
    const own = honest.toldKey[3] as bigint;
    const [fourth, fifth] = [honest.told[3] as bigint[], [0n, 1n, 0n, 0n, 0n, 0n]];
    const both = fourth.map((value, g) => (value + (fifth[g] as bigint)) * HALF);
    const lies: [readonly bigint[], bigint][] = [
      [both, own],
      [both, modulo((own + reasonKey(-5n, 1, COUNT)) * HALF)],
      [fourth.map((value) => 2n * value), own],
      [fourth.map(() => 0n), own],
      [fourth, own + 1n],
      [fourth, own - 1n],
      [fourth, markKey(3, COUNT)],
      [fourth.map(() => 0n), markKey(2, COUNT)],
      [fourth.map(() => 0n), markKey(3, COUNT) - 1n],
    ];
    expect(top.accepts(honest)).toBe(true);
    for (const [pick, key] of lies) expect(top.accepts(withSlot(3, pick, key)), `${pick} ${key}`).toBe(false);
  });
});
