import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { claimSizes, headOfSizes } from "../../../src/circuit/claims/claim-sizes.ts";
import { checkTreesClaim } from "../../../src/evidence/claims/check-trees-claim.ts";
import { findClaimed, parseClaim } from "../../../src/evidence/claims/claim.ts";
import { featuresOf } from "../../../src/model/column-cell.ts";
import { parameterSections } from "../../../src/model/parameters/parameter-sections.ts";
import type { QuantisedNode, QuantisedSplit, QuantisedTree, QuantisedTrees } from "../../../src/model/quantised-trees.ts";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { absorb } from "../../../src/statement/parameters-hash.ts";
import { quantiseCase, type TreeCase, treeCases } from "../../evaluate/tree-vectors.ts";
import { isTrue } from "../../evidence/claim-truth.ts";
import { tinySchema, tinyTrees } from "../../evidence/small-trees.ts";
import { nudgeAssignments } from "../harness/nudge-assignments.ts";
import { modulo } from "../harness/r1cs.ts";
import { findFreeDirections } from "../harness/rank.ts";
import { sweepWires } from "../harness/sweep.ts";
import type { CircuitInputs } from "../harness/witness.ts";
import { naiveMargin } from "../trees/naive-trees.ts";
import { ClaimBench, holds } from "./claim-bench.ts";
import { TreeClaim } from "./tree-claim.ts";

/** What the vectors' constraints were. */
const CONSTRAINED = ["monotone:income:increasing", "monotone:seniority:increasing", "monotone:amount:decreasing"];

const HALF = (FIELD_ORDER + 1n) / 2n;

const pairs = tinyTrees.filter(({ trees }) => trees.length === 2);

const leavesBelow = ({ nodes }: QuantisedTree, at: number): bigint[] => {
  const node = nodes[at] as QuantisedNode;
  return node.kind === "leaf" ? [node.value] : [...leavesBelow({ nodes }, node.yes), ...leavesBelow({ nodes }, node.no)];
};

/** The condition that a circuit proves, straight from its sentence: wherever a split parts two values of the feature, one branch has the lower ones and every leaf of it is on its side of the other's. */
function isOrdered(model: QuantisedTrees, text: string): boolean {
  const claim = parseClaim(text);
  const { position, values } = findClaimed(claim, model.schema);
  // A higher margin is worth less.
  const rises = claim.claim === "monotone" && claim.direction === "decreasing";
  if (model.columns.some((column) => column.kind !== "feature" && featuresOf(column).includes(position))) return false;
  return model.trees.every((tree) =>
    tree.nodes.every((node) => {
      const column = node.kind === "split" ? model.columns[node.column] : undefined;
      if (column?.kind !== "feature" || column.feature !== position) return true;
      const { cells, yes, no } = node as QuantisedSplit;
      const codes = [0n, ...column.cuts].filter((code) => code < values);
      const goes = codes.map((code) => {
        const cell = column.cuts.filter((cut) => cut <= code).length;
        return cells.some(([from, to]) => from <= cell && cell < to);
      });
      const changes = goes.filter((way, i) => i > 0 && way !== goes[i - 1]).length;
      if (changes === 0) return true;
      const [low, high] = goes[0] ? [yes, no] : [no, yes];
      return changes === 1 && leavesBelow(tree, low).every((less) => leavesBelow(tree, high).every((more) => (rises ? less <= more : less >= more)));
    }),
  );
}

describe("what a claim's circuit says of trees", () => {
  it.each([
    { kind: "monotone", texts: ["monotone:a:increasing", "monotone:a:decreasing", "monotone:b:increasing", "monotone:d:decreasing"] },
    { kind: "never-worse", texts: ["never-worse:a:1", "never-worse:a:3", "never-worse:c:1"] },
  ])("is what its sentence says, and never more than trying every record shows: $kind", async ({ texts }) => {
    const bench = new TreeClaim(texts[0] as string);
    await bench.open(fc.sample(pairs, { numRuns: 1, seed: 1 })[0] as QuantisedTrees);
    const seen = { ordered: 0, other: 0 };
    fc.assert(
      fc.property(pairs, fc.constantFrom(...texts), (model, text) => {
        const claim = parseClaim(text);
        const ordered = isOrdered(model, text);
        seen[ordered ? "ordered" : "other"] += 1;
        const witness = bench.witness(model, claim);
        expect(bench.circuit.violations(witness).length === 0).toBe(ordered);
        expect(witness[1]).toBe(absorb(parameterSections(model).tables));
        if (ordered) {
          expect(isTrue(text, (codes) => ({ worth: -naiveMargin(model, codes) }))).toBe(true);
          expect(checkTreesClaim(model, claim, findClaimed(claim, tinySchema)).result).toBe("holds");
        } else {
          // No bounds make it true.
          for (let told = 0n; told < 4n; told += 3n) expect(bench.takes(model, claim, { bound: Array.from({ length: 6 }, () => told) })).toBe(false);
        }
      }),
      { numRuns: 90, seed: 3 },
    );
    expect(Math.min(seen.ordered, seen.other)).toBeGreaterThan(12);
  });

  it.each(["xgb-monotone", "lgb-monotone"])("is proven of %s, which was fitted under constraints, and of no direction that was left free", async (name) => {
    const fitted = quantiseCase(treeCases.find((each) => each.name === name) as TreeCase);
    for (const text of CONSTRAINED) expect(isOrdered(fitted, text), text).toBe(true);
    const model = { ...fitted, trees: fitted.trees.slice(0, 4) };
    const bench = new TreeClaim("monotone:income:increasing");
    await bench.open(model);
    const of = (text: string) => bench.takes(model, parseClaim(text));
    for (const text of CONSTRAINED) expect(of(text), text).toBe(true);
    for (const text of ["monotone:income:decreasing", "monotone:age:increasing", "monotone:age:decreasing", "monotone:assets:increasing"]) {
      expect(of(text), text).toBe(isOrdered(model, text));
      expect(isOrdered(fitted, text), text).toBe(false);
    }
  });
});

const leaf = (value: number): QuantisedNode => ({ kind: "leaf", value: BigInt(value), source: 0 });
const split = (column: number, to: number, yes: number, no: number, from = 0): QuantisedNode => ({ kind: "split", column, cells: [[from, to]], yes, no });

/** A tree that asks `a` twice, first with the lower values to `no`, and `b` between; and one of a sum. */
function smallTrees(leaves: readonly number[]): QuantisedTrees {
  const [model] = fc.sample(tinyTrees, { numRuns: 1, seed: 1 }) as [QuantisedTrees];
  const [w, x, y, z] = leaves as [number, number, number, number];
  return {
    ...model,
    trees: [
      { nodes: [split(0, 5, 1, 2, 2), split(1, 1, 3, 4), split(0, 1, 5, 6), leaf(y), leaf(z), leaf(w), leaf(x)] },
      { nodes: [split(3, 2, 1, 2), leaf(5), leaf(-5)] },
    ],
  };
}

describe("a proven direction of trees", () => {
  const bench = new TreeClaim("monotone:a:decreasing");
  const model = smallTrees([-7, -2, 4, 9]);
  const crooked = smallTrees([-7, 5, 4, 9]);
  beforeAll(() => bench.open(model));
  /** Whether a cheater opens the model's own tables and inputs to what he tells. */
  const passes = (of: QuantisedTrees, bent: Record<string, bigint | bigint[]>) => {
    const witness = bench.witness(of, bench.claim, bent);
    const digits = (bent.input_ ?? bench.inputs(of).input_) as bigint[];
    const packed = digits.reduce((sum, digit, i) => sum + digit * (1n << BigInt(10 * i)), 0n);
    return witness[1] === absorb(parameterSections(of).tables) && packed === parameterSections(of).inputs[0] && bench.circuit.violations(witness).length === 0;
  };

  it("takes the tree whose leaves ascend, and not the one of which two do not", () => {
    expect(passes(model, {})).toBe(true);
    expect(bench.takes(model, parseClaim("monotone:a:increasing"))).toBe(false);
    expect(isOrdered(crooked, "monotone:a:decreasing")).toBe(false);
    expect(passes(crooked, {})).toBe(false);
  });

  it.each<[string, Record<string, bigint[]>]>([
    ["a split said to ask another feature", { split: [4n, 1n, 2n, 0n] }],
    ["a split said to ask none", { split: [0n, 1n, 2n, 0n] }],
    ["a split that flows over into the next", { split: [9n, 0n, 2n, 0n], unordered: [0n, 1n, 0n, 0n] }],
    ["a flag that makes up for the split", { split: [0n, 1n, 2n, 0n], unordered: [2n, 0n, 0n, 0n] }],
    ["a flag that flows over into the next", { split: [1n, 0n, 2n, 0n], unordered: [16n, 1n, 0n, 0n] }],
    ["a split that is a fraction", { split: [HALF, 1n, 2n, 0n], unordered: [1n, 0n, 0n, 0n] }],
    ["the ranks of the other model", { rank: [0n, 1n, 2n, 3n, 1n, 0n] }],
    ["ranks exchanged", { rank: [1n, 0n, 2n, 3n, 1n, 0n] }],
    ["a rank that flows over into the next", { rank: [4n, 1n, 1n, 3n, 1n, 0n] }],
    ["a rank that takes from the next", { rank: [0n, FIELD_ORDER - 2n, 2n, 3n, 1n, 0n] }],
    ["a rank that takes from another tree's", { rank: [0n, 2n, 1n, 7n, 0n, 0n] }],
    ["a higher bound", { bound: [3n, 0n, 1n, 1n] }],
    ["a lower bound", { bound: [1n, 0n, 1n, 1n] }],
    ["a bound of the branch below", { bound: [2n, 2n, 1n, 1n] }],
  ])("is not made true by %s", (_, bent) => {
    expect(bench.inputs(crooked)).toMatchObject({ split: [1n, 1n, 2n, 0n], rank: [0n, 2n, 1n, 3n, 1n, 0n], bound: [2n, 0n, 1n, 1n] });
    expect(passes(crooked, bent)).toBe(false);
  });

  it("is said of no feature that a sum or ratio reads, however their digits are packed", () => {
    // Leaves are in order wherever the first tree asks b.
    for (const input_ of [
      [1n, 2n, 3n, 2n, 3n, 2n, 3n],
      [1n, 2n, 3n + (2n << 10n) + (2n << 30n), 0n, 3n, 0n, 3n],
      [1n, 2n, 3n - (1n << 10n) - (1n << 30n), 3n, 3n, 3n, 3n].map(modulo),
      [1n, 2n, 3n, 2n + 1024n, 2n, 2n, 3n],
    ]) {
      expect(passes(model, { input_, feature: 2n })).toBe(false);
    }
    expect(passes(model, { feature: 4n })).toBe(true);
  });

  it("leaves no wire that can be nudged unnoticed, and no free direction, once the model is held", () => {
    const witness = bench.cheat(bench.inputs(model) as CircuitInputs);
    // A bound is any that parts the leaves; of what is 0 there is no inverse, and any number will do.
    const held = /^main\.(feature|term|input_|split|unordered|rank|bound)\b/;
    const explained = /\.isz\.inv$/;
    const nudged = sweepWires(bench.circuit, witness, (signal) => held.test(signal)).map(({ signal }) => signal);
    expect(nudged.filter((signal) => !explained.test(signal))).toEqual([]);
    const free = findFreeDirections(bench.circuit, witness, (signal) => held.test(signal));
    expect(free.filter((signal) => !explained.test(signal))).toEqual([]);
  });

  it("leaves no signal that can be moved unnoticed with all that follows from it", async () => {
    expect(await nudgeAssignments({ main: bench.main, path: "main.circom", inputs: bench.inputs(model) })).toEqual([]);
  });
});

describe("a proven claim about committed trees", () => {
  const claim = parseClaim("never-worse:a:2");
  const model = smallTrees([9, 4, -2, -7]);
  const bench = new ClaimBench("never-worse:a:2");

  it("opens the commitment, and says an age as the direction that is stronger", async () => {
    await bench.open(model);
    expect(holds(model, claim)).toBe(true);
    expect(bench.takes(model)).toBe(true);
    expect(bench.takes(model, claim, { salt: 1n })).toBe(false);
    expect(bench.takes(model, claim, { rank: [0n, 1n, 2n, 3n, 1n, 0n] })).toBe(false);
    // Worth more from 2 up than below, and not from each value to the next.
    const uneven = smallTrees([4, 9, -2, -7]);
    expect(holds(uneven, claim)).toBe(true);
    expect(bench.takes(uneven)).toBe(false);
  });

  it("is of sizes that the head says, and tells no shapes where it opens none", () => {
    const sizes = claimSizes(model, claim);
    expect(sizes.shapes).toBe("1100100100");
    const { shapes, ...closed } = claimSizes(model, parseClaim("does-not-use:d"));
    expect(shapes).toBeUndefined();
    for (const each of [sizes, closed]) expect(headOfSizes(each)).toBe(sizes.head);
    // Fewer trees, half a tree, a tree more, as many nodes in a larger tree, and another shape of the same sizes: that one is the commitment's to tell.
    for (const other of ["1100100", "110010010", "11001001000", "1100101000"]) expect(headOfSizes({ ...sizes, shapes: other }), other).not.toBe(sizes.head);
    expect(headOfSizes({ ...sizes, shapes: "1110000100" })).toBe(sizes.head);
    expect(headOfSizes({ ...sizes, inputs: 6 })).toBeUndefined();
    expect(headOfSizes({ ...closed, head: sizes.head + (1n << 200n) })).not.toBe(sizes.head + (1n << 200n));
  });
});
