import { beforeAll, describe, expect, it } from "vitest";
import { modelCommitment } from "../../../src/statement/commitments.ts";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { absorb, parametersHash } from "../../../src/statement/parameters-hash.ts";
import { modulo } from "../harness/r1cs.ts";
import { INSTANCES, type TemplateInstance, tableElement } from "./instances.ts";
import { type OpenTemplate, openTemplate } from "./open-template.ts";

const HALF = (FIELD_ORDER + 1n) / 2n;

describe("Absorb", () => {
  it.each([0, 1, 2, 3])("hashes %i elements as the library does", async (count) => {
    const { circuit, output } = await openTemplate("Absorb", { call: `Absorb(${count})` });
    const element = Array.from({ length: count }, (_, i) => BigInt(i + 5));
    expect(output(circuit.calculate({ element }), "out")).toBe(absorb(element));
  });

  it.each([0, 1])("takes no other hash of %i elements", async (count) => {
    const { accepts } = await openTemplate("Absorb", {
      call: `Absorb(${count})`,
      declares: "told",
      hints: [
        ["out <== 0;", "out <-- told;"],
        ["out <== element[0];", "out <-- told;"],
      ],
    });
    const element = [5n].slice(0, count);
    for (const told of [0n, 5n, 6n]) expect(accepts({ element, told }), `${told}`).toBe(told === absorb(element));
  });
});

describe("ModelCommitment", () => {
  it("is the library's commitment, of no other salt, document or section", async () => {
    const { circuit, output } = await openTemplate("ModelCommitment");
    const { inputs } = INSTANCES.ModelCommitment as TemplateInstance;
    const commitment = (given: typeof inputs) => output(circuit.calculate(given), "commitment");
    const sections = { head: 1n, schemaHash: 2n, inputs: [3n], tables: [4n], reasons: [5n], policy: [6n] };
    const sha256 = `${"7".padStart(32, "0")}${"8".padStart(32, "0")}`;
    expect(commitment(inputs)).toBe(modelCommitment({ parametersHash: parametersHash(sections), sha256, salt: 9n }));
    const others = Object.keys(inputs).map((name) => commitment({ ...inputs, [name]: 99n }));
    expect(new Set([commitment(inputs), ...others]).size).toBe(others.length + 1);
  });
});

describe("ChosenCode", () => {
  let chosen: OpenTemplate;
  beforeAll(async () => {
    chosen = await openTemplate("ChosenCode", { declares: "told[3]", hints: [["bit[i] <-- (digit >> i) & 1;", "bit[i] <-- told[i];"]] });
  });
  const code = [10n, 20n, 30n, 40n, 50n];
  const bits = (digit: number) => [0, 1, 2].map((i) => BigInt((digit >> i) & 1));

  it("gives the code at each position, and 0 at none and beyond the last", () => {
    for (let digit = 0; digit < 8; digit++) {
      const witness = chosen.tell({ digit: BigInt(digit), code, told: bits(digit) });
      expect(chosen.circuit.violations(witness)).toEqual([]);
      expect(chosen.output(witness, "out")).toBe(code[digit - 1] ?? 0n);
    }
  });

  it("takes no bits but those of the digit, and no digit of more", () => {
    for (let digit = 0; digit < 8; digit++) {
      for (let other = 0; other < 8; other++) expect(chosen.accepts({ digit: BigInt(digit), code, told: bits(other) })).toBe(digit === other);
    }
    for (const told of [
      [2n, 0n, 0n],
      [0n, HALF * 2n, 0n],
      [-2n, 0n, 1n],
      [0n, HALF, 0n],
    ]) {
      const digit = modulo((told[0] as bigint) + 2n * (told[1] as bigint) + 4n * (told[2] as bigint));
      expect(chosen.accepts({ digit, code, told }), `${told}`).toBe(told.every((bit) => modulo(bit) <= 1n));
    }
    expect(chosen.accepts({ digit: 8n, code, told: bits(0) })).toBe(false);
  });
});

describe("AtLeast", () => {
  it("says of two numbers within its width which is larger, and nothing else of them or of others", async () => {
    const least = await openTemplate("AtLeast", { call: "AtLeast(3)", declares: "told", hints: [["out <-- a >= b ? 1 : 0;", "out <-- told;"]] });
    for (let a = -12n; a <= 12n; a++) {
      for (const told of [0n, 1n, 2n, -1n, HALF]) {
        const right = told === (a >= 0n ? 1n : 0n) && a >= -8n && a < 8n;
        expect(least.accepts({ a: a + 5n, b: 5n, told }), `${a} ${told}`).toBe(right);
      }
    }
  });
});

describe("LossAt", () => {
  let table: OpenTemplate;
  beforeAll(async () => {
    table = await openTemplate("LossAt", {
      declares: "told[4], toldRow[3]",
      hints: [
        ["edge[k] <-- (holds >> (72 * k)) & slot;", "edge[k] <-- told[k];"],
        ["row[k] <-- ((holds >> (72 * k + 36)) & slot) - (1 << 35);", "row[k] <-- toldRow[k];"],
        // As if the element were one of the list.
        ["apart[m] <== apart[m - 1] * (packed - element[m]);", "apart[m] <-- 0;"],
      ],
    });
  });
  const { element } = (INSTANCES.LossAt as TemplateInstance).inputs as { element: bigint[] };
  const rows = [
    { told: [0n, 10n, 20n, 30n], toldRow: [3n, -4n, 7n] },
    { told: [30n, 35n, 40n, 40n], toldRow: [-16n, 15n, 0n] },
  ] as const;

  it("gives the loss of every code of the table from its own element alone, and takes no code outside of it", () => {
    const losses: [number, bigint][] = [
      [0, 3n],
      [10, -4n],
      [20, 7n],
      [30, -16n],
      [35, 15n],
    ];
    for (let code = -3; code < 64; code++) {
      const expected = code < 0 || code >= 40 ? undefined : losses.findLast(([from]) => from <= code)?.[1];
      rows.forEach((told, m) => {
        const witness = table.tell({ code: BigInt(code), element, ...told });
        const right = expected !== undefined && m === (code < 30 ? 0 : 1);
        expect(table.circuit.violations(witness).length === 0, `${code} in ${m}`).toBe(right);
        if (right) expect(table.output(witness, "loss")).toBe(modulo(expected));
      });
    }
  });

  it("takes no slots but those of an element of the list", () => {
    const [own] = rows;
    const shift = 1n << 36n;
    const others: { told: bigint[]; toldRow: bigint[] }[] = [
      { told: [0n, 10n, 20n, 31n], toldRow: [...own.toldRow] },
      { told: [...own.told], toldRow: [3n, -4n, 6n] },
      { told: [0n, 10n + shift, 20n, 30n], toldRow: [3n, -5n, 7n] },
      { told: [0n, 10n - shift, 20n, 30n], toldRow: [3n, -3n, 7n] },
      { told: [0n, 10n, 19n, 30n], toldRow: [3n, -4n + shift, 7n] },
      { told: [0n, 10n, 20n, 29n], toldRow: [3n, -4n, 7n + shift] },
      { told: [1n, 10n, 20n, modulo(30n - HALF ** 216n)], toldRow: [...own.toldRow] },
      { told: [0n, 10n, 30n, 40n], toldRow: [3n, 7n, -16n] },
    ];
    expect(table.accepts({ code: 24n, element, ...own })).toBe(true);
    for (const told of others) expect(table.accepts({ code: 24n, element, ...told }), `${told.told} ${told.toldRow}`).toBe(false);
  });

  it("is open to a shift of the code by whoever may choose it beyond its width: what it assumes", () => {
    const code = 1n << 40n;
    const shifted = tableElement(code, 3n, code + 1n, -4n, code + 2n, 7n, code + 3n);
    expect(table.accepts({ code, element: [shifted, shifted], told: [code, code + 1n, code + 2n, code + 3n], toldRow: [3n, -4n, 7n] })).toBe(true);
  });
});

describe("ReasonSums", () => {
  it("sums what one reason has lost where its last characteristic stands, for every way to share five among reasons", async () => {
    const { circuit, accepts, output } = await openTemplate("ReasonSums");
    const loss = [3n, -5n, 12n, 2n, 7n];
    for (let steps = 0; steps < 16; steps++) {
      const step = [0, 1, 2, 3].map((i) => BigInt((steps >> i) & 1));
      const witness = circuit.calculate({ loss, step });
      let sum = 0n;
      let code = 1n;
      loss.forEach((own, i) => {
        sum += own;
        const last = i === 4 || step[i] === 1n;
        expect(output(witness, `shortfall[${i}]`)).toBe(modulo(last ? sum : 0n));
        expect(output(witness, `code[${i}]`)).toBe(code);
        if (last) sum = 0n;
        code += step[i] ?? 0n;
      });
    }
    for (const wrong of [2n, -1n, HALF]) expect(accepts({ loss, step: [0n, wrong, 0n, 0n] })).toBe(false);
  });
});

describe("TopFourCodes", () => {
  it("names the four largest losses by codes of the caller's choice, and takes no other picks", async () => {
    const top = await openTemplate("TopFourCodes", {
      declares: "told[4][n], toldKey[4]",
      hints: [
        ["pick[i][g] <-- (shortfall[g] > 0 && larger == i) ? 1 : 0;", "pick[i][g] <-- told[i][g];"],
        ["slot[i] <-- best == -1 ? n + 3 - i : best;", "slot[i] <-- toldKey[i];"],
      ],
    });
    const shortfall = [3n, -5n, 12n, 12n, 0n, -66n];
    const code = [11n, 22n, 33n, 44n, 55n, 66n];
    const told = (positions: readonly (number | undefined)[]) => ({
      shortfall,
      code,
      told: positions.map((position) => code.map((_, g) => (g === position ? 1n : 0n))),
      toldKey: positions.map((position, slot) => (position === undefined ? BigInt(9 - slot) : (shortfall[position] as bigint) * 10n + BigInt(5 - position))),
    });
    const right = [2, 3, 0, undefined];
    const witness = top.tell(told(right));
    expect(top.circuit.violations(witness)).toEqual([]);
    expect([0, 1, 2, 3].map((slot) => top.output(witness, `out[${slot}]`))).toEqual([33n, 44n, 11n, 0n]);
    const choices = [0, 1, 2, 3, 4, 5, undefined];
    let taken = 0;
    for (let each = 0; each < 7 ** 4; each++) {
      const positions = [0, 1, 2, 3].map((slot) => choices[Math.floor(each / 7 ** slot) % 7]);
      if (top.accepts(told(positions))) {
        expect(positions).toEqual(right);
        taken++;
      }
    }
    expect(taken).toBe(1);
  });
});

describe("CutOffs", () => {
  it("approves from the one, refers from the other, and declines below both", async () => {
    const { circuit, accepts, output } = await openTemplate("CutOffs");
    for (const [score, decision] of [
      [121n, 1n],
      [120n, 1n],
      [119n, 3n],
      [83n, 3n],
      [82n, 2n],
      [-20n, 2n],
    ] as const) {
      expect(output(circuit.calculate({ score, approveFrom: 120n, referFrom: 83n }), "decision")).toBe(decision);
    }
    expect(output(circuit.calculate({ score: 90n, approveFrom: 80n, referFrom: 100n }), "decision")).toBe(1n);
    expect(accepts({ score: 0n, approveFrom: 1n << 20n, referFrom: 0n })).toBe(false);
  });
});

describe("HiddenBand", () => {
  it("rounds down to a multiple of the width, and takes no other quotient", async () => {
    const band = await openTemplate("HiddenBand", {
      declares: "told",
      hints: [["band <-- (score + bandWidth * (1 << 40)) \\ bandWidth - (1 << 40);", "band <-- told;"]],
    });
    for (const bandWidth of [1n, 7n, 20n, 64n]) {
      for (const score of [-437n, -20n, -1n, 0n, 19n, 20n, 500n]) {
        const right = (score - (((score % bandWidth) + bandWidth) % bandWidth)) / bandWidth;
        for (const told of [right - 1n, right, right + 1n, modulo(score) * HALF]) {
          expect(band.accepts({ score, bandWidth, told }), `${score} ${bandWidth} ${told}`).toBe(modulo(told) === modulo(right));
        }
      }
    }
    for (const bandWidth of [0n, -20n, 1n << 20n]) expect(band.accepts({ score: 40n, bandWidth, told: 0n })).toBe(false);
  });
});
