import { beforeAll, describe, expect, it } from "vitest";
import { claimInputs } from "../../../src/circuit/claims/claim-inputs.ts";
import { claimSizes } from "../../../src/circuit/claims/claim-sizes.ts";
import { claimSignals } from "../../../src/circuit/claims/claim-statement.ts";
import { generateClaimCircuit } from "../../../src/circuit/claims/generate-claim-circuit.ts";
import { parseClaim } from "../../../src/evidence/claims/claim.ts";
import { openCircuit } from "../harness/circuit.ts";
import { nudgeAssignments } from "../harness/nudge-assignments.ts";
import { findFreeDirections } from "../harness/rank.ts";
import { sweepWires } from "../harness/sweep.ts";
import type { CircuitInputs } from "../harness/witness.ts";
import { attackedModel } from "../trees/trees-models.ts";
import { ClaimBench, holds } from "./claim-bench.ts";
import { committed, smallModel } from "./universal-models.ts";

const model = smallModel();
/** Points that fall from the second age to the third: neither monotone, nor never worse from 30 on. */
const crooked = smallModel({ age: [-30, 12, -6, 22] });
/** The same from 45 on only. */
const late = smallModel({ age: [-4, 8, -6, 22] });

describe("a proven claim that a feature is not used", () => {
  const bench = new ClaimBench("does-not-use:branch");
  beforeAll(() => bench.open(model));

  it("holds of the feature that nothing reads, and of no other", () => {
    expect(bench.takes(model)).toBe(true);
    for (const feature of ["age", "income", "region"]) {
      const claim = parseClaim(`does-not-use:${feature}`);
      expect(holds(model, claim)).toBe(false);
      expect(bench.takes(model, claim)).toBe(false);
    }
  });

  it("opens this model's commitment alone: inputs that are others, or run over, are another model's", () => {
    const digits = bench.inputs(model).input_ as bigint[];
    for (const input_ of [
      digits.map((digit, i) => (i === 0 ? 2n : digit)),
      digits.map((digit, i) => (i === 0 ? digit + 1024n : i === 1 ? digit - 1n : digit)),
      digits.map(() => 0n),
    ]) {
      expect(bench.takes(model, parseClaim("does-not-use:age"), { input_ })).toBe(false);
    }
    expect(bench.takes(model, bench.claim, { salt: 1n })).toBe(false);
    expect(bench.takes(model, bench.claim, { tablesHash: 1n })).toBe(false);
  });

  it("says nothing of values, nor of a term", () => {
    expect(bench.refuses(model, {})).toBe(false);
    for (const bent of [{ values_: 1n }, { term_: 1n }]) expect(bench.refuses(model, bent)).toBe(true);
  });

  it("says the same of trees", async () => {
    const trees = attackedModel();
    const sizes = claimSizes(trees, parseClaim("does-not-use:age"));
    const unused = trees.schema.features.find((_, i) => trees.columns.every((column) => column.kind !== "feature" || column.feature !== i))?.name;
    expect(sizes.elements).toBeUndefined();
    expect(() => generateClaimCircuit(parseClaim("monotone:income:increasing"), trees.schema, sizes)).toThrow(expect.objectContaining({ code: "CRD-1203" }));
    for (const { name } of trees.schema.features) {
      const claim = parseClaim(`does-not-use:${name}`);
      const signals = claimSignals(claim, trees.schema, committed(trees).modelCommitment);
      const circuit = await openCircuit(generateClaimCircuit(claim, trees.schema, sizes));
      const { universal } = committed(trees);
      const attempt = () => circuit.calculate(claimInputs(claim, trees, universal, signals) as CircuitInputs).slice(1, 6);
      if (name === unused && holds(trees, claim)) expect(attempt()).toEqual(signals);
      else if (!holds(trees, claim)) expect(attempt).toThrow();
    }
  });
});

describe("a proven claim about a direction", () => {
  const bench = new ClaimBench("monotone:age:increasing");
  beforeAll(() => bench.open(model));

  it("holds where the points rise, and of no model where they do not, nor the other way", () => {
    expect(bench.takes(model)).toBe(true);
    expect(holds(crooked, bench.claim)).toBe(false);
    expect(bench.takes(crooked)).toBe(false);
    expect(bench.takes(model, parseClaim("monotone:age:decreasing"))).toBe(false);
    // Missing income is worth less than any, and is no value.
    expect(bench.takes(model, parseClaim("monotone:income:increasing"))).toBe(true);
  });

  it("is not made true by another table, another reading, or terms of another claim", () => {
    const honest = bench.inputs(model) as Record<string, bigint[]>;
    expect(bench.takes(crooked, bench.claim, { table: honest.table as bigint[] })).toBe(false);
    expect(bench.takes(crooked, bench.claim, { input_: [4n, 2n, 4n, 0n] })).toBe(false);
    expect(bench.takes(crooked, bench.claim, { values_: 20n })).toBe(false);
    expect(bench.takes(crooked, bench.claim, { feature_: 3n })).toBe(false);
    expect(bench.takes(crooked, bench.claim, { term_: 1n })).toBe(false);
    // A claim about what nothing reads is true in every direction; there are two.
    for (const term_ of [0n, 1n, 2n]) expect(bench.refuses(model, { feature_: 3n, term_ })).toBe(term_ === 2n);
    expect(bench.takes(crooked, bench.claim, { term_: (21888242871839275222246405745257275088548364400416034343698204186575808495617n + 1n) / 2n })).toBe(
      false,
    );
  });

  it("is of a table in order and without gap: one that is not is no model's", () => {
    const table = [...((bench.inputs(model) as Record<string, bigint[]>).table as bigint[])];
    [table[0], table[1]] = [table[1] as bigint, table[0] as bigint];
    const witness = bench.cheat({ ...bench.inputs(model), table });
    expect(bench.circuit.violations(witness)).not.toEqual([]);
  });

  it("leaves no wire that can be nudged unnoticed, and no free direction, once the model is held", () => {
    const witness = bench.cheat(bench.inputs(model) as CircuitInputs);
    const held = /^main\.(modelCommitment|schemaHash|feature|values|term|input_|table|reasonsHash|policyHash|upper|lower|salt)\b/;
    // Of what is 0 there is no inverse, and any number will do: circomlib's IsZero, where a characteristic reads the feature.
    const explained = /^main\.IsEqual_\w+\[\d+\]\.isz\.inv$/;
    const nudged = sweepWires(bench.circuit, witness).map(({ signal }) => signal);
    expect(nudged.filter((signal) => !explained.test(signal))).toEqual([]);
    expect(nudged.length).toBeGreaterThan(0);
    const free = findFreeDirections(bench.circuit, witness, (signal) => held.test(signal));
    expect(free.filter((signal) => !explained.test(signal))).toEqual([]);
  });
});

describe("a proven claim about an age", () => {
  const bench = new ClaimBench("never-worse:age:45");
  beforeAll(() => bench.open(model));

  it.each([
    ["never-worse:age:45", true, true, true],
    ["never-worse:age:30", true, false, false],
    ["never-worse:age:20", true, true, false],
    ["never-worse:age:50", true, true, true],
  ])("%s: of three models as the exact check says", (text, ...expected) => {
    const claim = parseClaim(text);
    for (const [i, of] of [model, crooked, late].entries()) {
      expect(holds(of, claim)).toBe(expected[i]);
      expect(bench.takes(of, claim)).toBe(expected[i]);
    }
  });

  it("is not made true by any limit, or by another age", () => {
    const claim = parseClaim("never-worse:age:30");
    for (let limit = -30n; limit < 40n; limit += 4n) expect(bench.takes(crooked, claim, { limit: [limit, 0n, 0n, 0n] })).toBe(false);
    expect(bench.takes(crooked, claim, { term_: 45n })).toBe(false);
    expect(bench.takes(crooked, claim, { values_: 30n })).toBe(false);
  });

  it("leaves no signal that can be moved unnoticed with all that follows from it, those of the claim itself among them", async () => {
    expect(await nudgeAssignments({ main: bench.main, path: "main.circom", inputs: bench.inputs(model) })).toEqual([]);
  });

  it("is of a first age among the values, whatever is said of both", () => {
    expect(bench.refuses(model, { term_: 61n, values_: 61n })).toBe(false);
    expect(bench.refuses(model, { term_: 61n, values_: 60n })).toBe(true);
  });
});
