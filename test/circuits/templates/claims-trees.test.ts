import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { invert, modulo } from "../harness/r1cs.ts";
import { INSTANCES, type TemplateInstance } from "./instances.ts";
import { type OpenTemplate, openTemplate } from "./open-template.ts";

const HALF = (FIELD_ORDER + 1n) / 2n;

describe("OrderedSplit", () => {
  it("tells which split asks the feature, and takes no such split that is unordered", async () => {
    const split = await openTemplate("OrderedSplit");
    for (const [own, unordered, feature, asks] of [
      [5n, 0n, 5n, 1n],
      [5n, 1n, 5n, undefined],
      [5n, 2n, 5n, undefined],
      [9n, 1n, 5n, 0n],
      [9n, 2n, 5n, undefined],
      [9n, HALF, 5n, undefined],
      [0n, 0n, 5n, 0n],
      [15n, 1n, 5n, 0n],
      [16n, 0n, 5n, undefined],
      [-1n, 0n, 5n, undefined],
    ] as const) {
      const inputs = { split: modulo(own), unordered, feature };
      expect(split.accepts(inputs)).toBe(asks !== undefined);
      if (asks !== undefined) expect(split.output(split.tell(inputs), "asks")).toBe(asks);
    }
  });

  it("lets nobody say that a split asks another feature, whatever stands for the inverse", async () => {
    for (const told of [0n, 1n, HALF, FIELD_ORDER - 1n, invert(FIELD_ORDER - 4n)]) {
      const bent = await openTemplate("OrderedSplit", {
        declares: "toldAsks",
        hints: [["asks <== IsEqual()([split, feature]);", "var equal = IsEqual()([split, feature]); asks <-- toldAsks + 0 * equal;"]],
      });
      expect(bent.accepts({ split: 5n, unordered: 1n, feature: 5n, toldAsks: told })).toBe(false);
      expect(bent.accepts({ split: 9n, unordered: 0n, feature: 5n, toldAsks: told }), `${told}`).toBe(told === 0n);
    }
  });
});

/** The ranks below each branch of each split, in the shape of the instance. */
const BRANCHES: [first: number[], second: number[]][] = [
  [
    [0, 1],
    [2, 3, 4],
  ],
  [[0], [1]],
  [[2], [3, 4]],
  [[3], [4]],
];

describe("MonotoneTree", () => {
  let tree: OpenTemplate;
  beforeAll(async () => {
    tree = await openTemplate("MonotoneTree");
  });
  const honest = (INSTANCES.MonotoneTree as TemplateInstance).inputs as Record<"asks" | "bound" | "rank", bigint[]> & { decreasing: bigint };
  const accepts = (bent: Partial<typeof honest>) => tree.accepts({ ...honest, ...bent });

  const ordered = (asks: readonly bigint[], ranks: readonly bigint[], decreasing: bigint) =>
    BRANCHES.every(
      ([first, second], s) =>
        asks[s] === 0n ||
        first.every((i) =>
          second.every((k) => (decreasing === 1n ? (ranks[i] as bigint) <= (ranks[k] as bigint) : (ranks[i] as bigint) >= (ranks[k] as bigint))),
        ),
    );
  const boundsOf = (ranks: readonly bigint[], decreasing: bigint) =>
    BRANCHES.map(([first]) => first.map((i) => (decreasing === 1n ? (ranks[i] as bigint) : 7n - (ranks[i] as bigint))).reduce((a, b) => (b > a ? b : a)));

  const RANKS: bigint[][] = [
    [2n, 0n, 4n, 5n, 6n],
    [0n, 2n, 4n, 5n, 6n],
    [0n, 0n, 0n, 0n, 0n],
    [7n, 6n, 5n, 3n, 1n],
    [3n, 3n, 3n, 4n, 4n],
    [1n, 4n, 3n, 5n, 6n],
    [0n, 1n, 5n, 3n, 6n],
    [0n, 1n, 2n, 7n, 6n],
    [7n, 0n, 0n, 0n, 7n],
  ];
  it.each(RANKS)("takes ranks %s %s %s %s %s as every pair of leaves tells, whichever splits ask, in both directions", (...rank) => {
    for (let mask = 0; mask < 16; mask++) {
      const asks = [0, 1, 2, 3].map((s) => BigInt((mask >> s) & 1));
      for (const decreasing of [0n, 1n]) {
        expect(accepts({ asks, rank, decreasing, bound: boundsOf(rank, decreasing) }), `${asks} ${decreasing}`).toBe(ordered(asks, rank, decreasing));
      }
    }
  });

  it("takes leaves out of order under no bounds", () => {
    for (const [asks, rank] of [
      [
        [1n, 0n, 0n, 0n],
        [1n, 5n, 4n, 5n, 6n],
      ],
      [
        [1n, 0n, 1n, 0n],
        [1n, 2n, 4n, 3n, 6n],
      ],
      [
        [1n, 0n, 0n, 1n],
        [1n, 3n, 4n, 2n, 6n],
      ],
    ] as [bigint[], bigint[]][]) {
      for (let told = 0n; told < 512n; told += 1n) {
        const bound = [told & 7n, 0n, (told >> 3n) & 7n, told >> 6n];
        expect(accepts({ asks, rank, bound }), `${bound}`).toBe(false);
      }
      for (const far of [HALF, FIELD_ORDER - 1n, 8n, 1n << 100n]) expect(accepts({ asks, rank, bound: [far, 0n, far, far] })).toBe(false);
    }
  });

  it.each<[string, Partial<typeof honest>]>([
    ["a bound that its first branch exceeds", { bound: [1n, 0n, 4n, 5n] }],
    ["a bound that its second branch falls short of", { bound: [5n, 0n, 4n, 5n] }],
    ["a bound below the one above it", { bound: [3n, 0n, 2n, 5n] }],
    ["a bound out of its range", { bound: [2n, 0n, 4n, 8n] }],
    ["a bound around the field", { bound: [FIELD_ORDER - 1n, 0n, 4n, 5n] }],
    ["a rank beyond its bits", { rank: [2n, 0n, 4n, 5n, 8n] }],
    ["a rank below 0", { rank: [2n, FIELD_ORDER - 1n, 4n, 5n, 6n] }],
    ["a rank that is a fraction", { rank: [2n, 0n, 4n, 5n, HALF] }],
    ["two leaves exchanged", { rank: [4n, 0n, 2n, 5n, 6n] }],
    ["the other direction", { decreasing: 0n }],
    ["a direction between the two", { decreasing: HALF }],
    ["a split that asks in part", { asks: [HALF, 0n, 1n, 1n], rank: [4n, 0n, 2n, 5n, 6n] }],
  ])("does not take %s", (_, bent) => {
    expect(accepts({})).toBe(true);
    expect(accepts(bent)).toBe(false);
  });

  it("takes a tree of one leaf, of a rank within its bits", async () => {
    const leaf = await openTemplate("MonotoneTree", { call: "MonotoneTree(1, [0], 1)" });
    for (const rank of [0n, 1n, 2n, FIELD_ORDER - 1n, HALF]) {
      expect(leaf.accepts({ asks: [], bound: [], rank: [rank], decreasing: 1n }), `${rank}`).toBe(rank <= 1n);
    }
  });
});
