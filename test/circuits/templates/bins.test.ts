import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { openForger } from "../harness/forge.ts";
import { modulo } from "../harness/r1cs.ts";
import { INSTANCES, type TemplateInstance } from "./instances.ts";
import { type OpenTemplate, openTemplate, templateMain } from "./open-template.ts";

const HALF = (FIELD_ORDER + 1n) / 2n;
const oneHot = (length: number, one: number) => Array.from({ length }, (_, i) => (i === one ? 1n : 0n));

describe("OneHot", () => {
  it("takes of all vectors of 0, 1, -1, 2 and 1/2 that sum to 1 those with a single 1 alone", async () => {
    const { accepts } = await openTemplate("OneHot");
    const values = [0n, 1n, -1n, 2n, HALF];
    let taken = 0;
    for (let code = 0; code < 5 ** 4; code++) {
      const bit = [0, 1, 2, 3].map((i) => values[Math.floor(code / 5 ** i) % 5] as bigint);
      bit.push(1n - bit.reduce((a, b) => a + b));
      const expected = bit.every((value) => value === 0n || value === 1n);
      expect(accepts({ bit }), `${bit}`).toBe(expected);
      if (expected) taken++;
    }
    expect(taken).toBe(5);
  });

  it("refuses vectors that sum to another number than 1", async () => {
    const { accepts } = await openTemplate("OneHot");
    for (const bit of [oneHot(5, -1), oneHot(5, 2).map((b) => 2n * b), [1n, 1n, 0n, 0n, 0n], [1n, 1n, 1n, 1n, 1n], [0n, 0n, 0n, 0n, 2n]]) {
      expect(accepts({ bit }), `${bit}`).toBe(false);
    }
  });
});

describe("Atoms", () => {
  const told = { declares: "told[n]", hints: [["atom[k] <-- (in >= lo[k] && in < hi[k]) ? 1 : 0;", "atom[k] <-- told[k];"]] as [string, string][] };
  const edges = [0n, 7n, 15n, 43n, 75n];
  const atomOf = (value: bigint) => [0, 1, 2, 3].find((k) => (edges[k] as bigint) <= value && value < (edges[k + 1] as bigint));
  let atoms: OpenTemplate;
  beforeAll(async () => {
    atoms = await openTemplate("Atoms", told);
  });

  it("takes every number of its range in its own atom, no number in another, and none outside of the range", () => {
    for (let value = -34n; value < 110n; value++) {
      for (let k = 0; k < 4; k++) expect(atoms.accepts({ in: value, told: oneHot(4, k) }), `${value} in ${k}`).toBe(atomOf(value) === k);
    }
  });

  it("takes no number in two atoms, in none, or in a mixture, whole or not", () => {
    for (const value of [0n, 7n, 14n, 20n, 29n, 74n, 75n, -1n]) {
      for (const mixture of [
        [0n, 0n, 0n, 0n],
        [1n, 1n, 0n, 0n],
        [1n, 1n, 1n, 1n],
        [HALF, 0n, HALF, 0n],
        [0n, HALF, HALF, 0n],
        [-1n, 1n, 1n, 0n],
        [2n, -1n, 0n, 0n],
      ]) {
        expect(atoms.accepts({ in: value, told: mixture }), `${value} in ${mixture}`).toBe(false);
      }
    }
  });

  it("takes no fraction between its edges, nor a number less the field order", () => {
    for (const value of [HALF, modulo(15n * HALF), FIELD_ORDER - 1n, 2n ** 253n]) {
      for (let k = 0; k < 4; k++) expect(atoms.accepts({ in: value, told: oneHot(4, k) })).toBe(false);
    }
  });

  it("of equal widths takes the same with one range check", async () => {
    const whole = await openTemplate("Atoms", { ...told, call: "Atoms(3, 2, [-4, 0, 4], [0, 4, 8])" });
    for (let value = -10n; value < 14n; value++) {
      for (let k = 0; k < 3; k++) {
        const from = 4n * BigInt(k) - 4n;
        expect(whole.accepts({ in: value, told: oneHot(3, k) }), `${value} in ${k}`).toBe(from <= value && value < from + 4n);
      }
    }
  });
});

describe("Lookup", () => {
  it("gives the value of each atom, and cannot be told another", async () => {
    const { circuit, output } = await openTemplate("Lookup");
    const forge = await openForger(circuit, templateMain(INSTANCES.Lookup as TemplateInstance));
    for (const [k, value] of [-3n, 0n, 5n, 9n].entries()) {
      const atom = oneHot(4, k);
      expect(output(circuit.calculate({ atom }), "out")).toBe(modulo(value));
      for (const other of [-3n, 0n, 5n, 9n, value + 1n].filter((wrong) => wrong !== value)) {
        expect(circuit.violations(forge({ atom }, { set: { "main.out": other }, hint: (signal) => signal.startsWith("main.atom") }))).not.toEqual([]);
      }
    }
  });
});
