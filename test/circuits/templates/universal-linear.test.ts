import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { invert, modulo } from "../harness/r1cs.ts";
import { INSTANCES, lineElement, type TemplateInstance } from "./instances.ts";
import { type OpenTemplate, openTemplate } from "./open-template.ts";

const HALF = (FIELD_ORDER + 1n) / 2n;

describe("LineLossAt", () => {
  let line: OpenTemplate;
  beforeAll(async () => {
    line = await openTemplate("LineLossAt", {
      declares: "told[4]",
      hints: [
        ["from <-- holds & slot;", "from <-- told[0];"],
        ["to <-- (holds >> 36) & slot;", "to <-- told[1];"],
        ["slope <-- ((holds >> 72) & ((1 << 80) - 1)) - (1 << 79);", "slope <-- told[2];"],
        ["loss <-- (holds >> 152) - (1 << 99);", "loss <-- told[3];"],
        // As if the row were one of the list.
        ["apart[m] <== apart[m - 1] * (packed - element[m]);", "apart[m] <-- 0;"],
      ],
    });
  });
  const { element } = (INSTANCES.LineLossAt as TemplateInstance).inputs as { element: bigint[] };
  const rows = [
    [0n, 20n, 3n, -7n],
    [20n, 40n, -2n, 50n],
  ] as const;

  it("gives what the row adds for every code of the table from its own element alone, and takes no code outside of it", () => {
    for (let code = -3n; code < 66n; code++) {
      rows.forEach((told, m) => {
        const right = code >= told[0] && code < told[1];
        const witness = line.tell({ code, element, told });
        expect(line.circuit.violations(witness).length === 0, `${code} in ${m}`).toBe(right);
        if (right) expect(line.output(witness, "out")).toBe(modulo(told[3] + told[2] * (code - told[0])));
      });
    }
  });

  it("gives by its own hints what it gives by those told", async () => {
    const honest = await openTemplate("LineLossAt");
    for (const [code, loss] of [
      [0n, -7n],
      [19n, 50n],
      [20n, 50n],
      [39n, 12n],
    ] as const) {
      expect(honest.output(honest.circuit.calculate({ code, element }), "out")).toBe(modulo(loss));
    }
  });

  /** What a prover would have instead of the row [20, 40), slope -2, loss 50, for the code 24. */
  const FORGERIES: [name: string, told: bigint[]][] = [
    ["another row", [0n, 20n, 3n, -7n]],
    ["a row that ends later", [0n, 40n, 3n, -7n]],
    ["another slope", [20n, 40n, -3n, 50n]],
    ["the slope's sign", [20n, 40n, 2n, 50n]],
    ["the slope of another row", [20n, 40n, 3n, 50n]],
    ["another loss", [20n, 40n, -2n, 49n]],
    ["the loss's sign", [20n, 40n, -2n, -50n]],
    ["the loss of another row", [20n, 40n, -2n, -7n]],
    ["a later start", [22n, 40n, -2n, 50n]],
    ["an earlier start", [19n, 40n, -2n, 50n]],
    ["a later end", [20n, 41n, -2n, 50n]],
    ["an earlier end", [20n, 39n, -2n, 50n]],
    ["a start that flows over into the end", [20n + (1n << 36n), 39n, -2n, 50n]],
    ["a start that takes from the end", [20n - (1n << 36n), 41n, -2n, 50n]],
    ["an end that flows over into the slope", [20n, 40n + (1n << 36n), -3n, 50n]],
    ["an end that takes from the slope", [20n, 40n - (1n << 36n), -1n, 50n]],
    ["a slope that flows over into the loss", [20n, 40n, -2n + (1n << 80n), 49n]],
    ["a slope that takes from the loss", [20n, 40n, -2n - (1n << 80n), 51n]],
    ["a start that flows over into the slope", [20n + (1n << 72n), 40n, -3n, 50n]],
    ["a loss around the field", [20n, 40n, modulo(-2n - (1n << 80n) * 7n), 57n]],
    ["a start that is a fraction which the loss makes up for", [HALF, 40n, -2n, modulo(50n + (20n - HALF) * invert(1n << 152n))]],
    ["a start around the field", [modulo(20n - (1n << 152n)), 40n, -2n, 51n]],
  ];

  it.each(FORGERIES)("takes no other numbers: %s", (_, told) => {
    expect(line.accepts({ code: 24n, element, told: [20n, 40n, -2n, 50n] })).toBe(true);
    expect(told.map(modulo)).not.toEqual([20n, 40n, -2n, 50n].map(modulo));
    expect(line.accepts({ code: 24n, element, told })).toBe(false);
  });

  it("opens slopes and losses up to the ends of their widths, and none beyond", () => {
    for (const [slope, loss, right] of [
      [15n, 127n, true],
      [-16n, -128n, true],
      [16n, 127n, false],
      [-17n, 0n, false],
      [15n, 128n, false],
      [0n, -129n, false],
    ] as const) {
      const only = lineElement(0n, 64n, slope, loss);
      const witness = line.tell({ code: 63n, element: [only, element[1] as bigint], told: [0n, 64n, slope, loss] });
      expect(line.circuit.violations(witness).length === 0, `${slope} ${loss}`).toBe(right);
      if (right) expect(line.output(witness, "out")).toBe(modulo(loss + 63n * slope));
    }
  });

  it("holds no code in a row that is empty, and none at its end", () => {
    for (const code of [39n, 40n, 41n]) expect(line.accepts({ code, element: [lineElement(40n, 40n, 0n, 0n), 1n], told: [40n, 40n, 0n, 0n] })).toBe(false);
  });

  it("is open to a shift of the code by whoever may choose it beyond its width: what it assumes", () => {
    const code = 1n << 35n;
    expect(line.accepts({ code, element: [lineElement(code, code + 1n, 1n, 5n), 1n], told: [code, code + 1n, 1n, 5n] })).toBe(true);
  });
});

describe("HiddenQuotient", () => {
  it("rounds down by any divisor, and takes no other quotient, divisor or size", async () => {
    const quotient = await openTemplate("HiddenQuotient", {
      declares: "told",
      hints: [["quotient <-- (in + divisor * (1 << 40)) \\ divisor - (1 << 40);", "quotient <-- told;"]],
    });
    const honest = await openTemplate("HiddenQuotient");
    for (const divisor of [1n, 7n, 20n, 64n]) {
      for (const value of [-437n, -20n, -1n, 0n, 19n, 20n, 500n]) {
        const right = (value - (((value % divisor) + divisor) % divisor)) / divisor;
        expect(honest.output(honest.circuit.calculate({ in: value, divisor }), "quotient")).toBe(modulo(right));
        for (const told of [right - 1n, right, right + 1n, -right - 1n, modulo(modulo(value) * invert(divisor))]) {
          expect(quotient.accepts({ in: value, divisor, told }), `${value} ${divisor} ${told}`).toBe(modulo(told) === modulo(right));
        }
      }
    }
    for (const divisor of [0n, -20n, 1n << 20n]) expect(quotient.accepts({ in: 40n, divisor, told: 0n })).toBe(false);
    for (const [value, right] of [
      [511n, true],
      [512n, false],
      [-512n, true],
      [-513n, false],
    ] as const) {
      expect(quotient.accepts({ in: value, divisor: 1n, told: value })).toBe(right);
    }
  });
});
