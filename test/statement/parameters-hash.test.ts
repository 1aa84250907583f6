import { poseidon2, poseidon6, poseidon16 } from "poseidon-lite";
import { describe, expect, it } from "vitest";
import { absorb, type ParameterSections, parametersHash } from "../../src/statement/parameters-hash.ts";

const elements = (count: number) => Array.from({ length: count }, (_, i) => BigInt(i + 1));

describe("a list of field elements", () => {
  it("is 0 where it is empty, and itself where it is one", () => {
    expect(absorb([])).toBe(0n);
    expect(absorb([7n])).toBe(7n);
  });

  it("of up to sixteen is one Poseidon of its own width, and a longer one goes on with the hash so far", () => {
    expect(absorb([1n, 2n])).toBe(poseidon2([1n, 2n]));
    expect(absorb(elements(16))).toBe(poseidon16(elements(16)));
    expect(absorb(elements(17))).toBe(poseidon2([poseidon16(elements(16)), 17n]));
    expect(absorb(elements(32))).toBe(poseidon2([poseidon16([poseidon16(elements(16)), ...elements(31).slice(16)]), 32n]));
  });

  it("is another for any other element", () => {
    const honest = elements(33);
    const hashes = [0, 15, 16, 30, 31, 32].map((at) => absorb(honest.map((value, i) => (i === at ? value + 1n : value))));
    expect(new Set([absorb(honest), ...hashes]).size).toBe(7);
  });
});

describe("the hash of a model's parameters", () => {
  const sections: ParameterSections = { head: 1n, schemaHash: 2n, inputs: [3n], tables: [4n, 5n], reasons: [], policy: [6n] };

  it("is one Poseidon over head, schema and the four sections", () => {
    expect(parametersHash(sections)).toBe(poseidon6([1n, 2n, 3n, poseidon2([4n, 5n]), 0n, 6n]));
  });

  it("binds every part of every section", () => {
    const others: ParameterSections[] = [
      { ...sections, head: 2n },
      { ...sections, schemaHash: 3n },
      { ...sections, inputs: [4n] },
      { ...sections, tables: [5n, 4n] },
      { ...sections, reasons: [1n] },
      { ...sections, policy: [7n] },
    ];
    expect(new Set([sections, ...others].map(parametersHash)).size).toBe(7);
  });
});
