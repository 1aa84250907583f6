import { describe, expect, it } from "vitest";
import { type ClaimSizes, claimSizes, headOfSizes } from "../../../src/circuit/claims/claim-sizes.ts";
import { generateClaimCircuit } from "../../../src/circuit/claims/generate-claim-circuit.ts";
import { parseClaim } from "../../../src/evidence/claims/claim.ts";
import { linearHead } from "../../../src/model/parameters/linear-sections.ts";
import { scorecardHead, WIDE } from "../../../src/model/parameters/scorecard-sections.ts";
import { treesHead } from "../../../src/model/parameters/trees-sections.ts";
import { numberFeature, schemaOf } from "../decision-models.ts";
import { smallLinear } from "./universal-linear-models.ts";
import { smallModel, smallSchema } from "./universal-models.ts";

const claim = parseClaim("monotone:age:increasing");
const generate = (sizes: ClaimSizes, schema = smallSchema) => generateClaimCircuit(claim, schema, sizes);
const refusal = (sizes: ClaimSizes, schema = smallSchema): unknown => {
  try {
    return generate(sizes, schema);
  } catch (error) {
    return error;
  }
};

const terms = (rows: number[]): ClaimSizes => ({ head: linearHead(rows), inputs: rows.length, lines: { rows, perRow: 1 } });
const characteristics = (inputs: number, elements: number): ClaimSizes => ({ head: scorecardHead(inputs, elements), inputs, elements });
/** A tree of so many splits, each below the last, and a leaf alone. */
const trees = (splits: number): ClaimSizes => ({
  head: treesHead({ own: 1, combined: 0, splits, trees: 2, rankBits: 16 }),
  inputs: 1,
  shapes: `${"1".repeat(splits)}${"0".repeat(splits + 1)}0`,
});

describe("a claim's circuit", () => {
  it.each<[name: string, large: ClaimSizes, larger: ClaimSizes, message: string]>([
    ["a term", terms([1, 4096, 2]), terms([1, 4097, 2]), "Found 4,097 rows in a term, a claim's circuit takes at most 4,096"],
    ["a characteristic", characteristics(1, 4096), characteristics(1, 4097), "Found 12,291 rows in a characteristic, a claim's circuit takes at most 12,288"],
    ["a tree", trees(32_767), trees(32_768), "Found 65,537 nodes in a tree, a claim's circuit takes at most 65,535"],
    [
      "all terms",
      terms(Array.from({ length: 16 }, () => 4096)),
      terms([...Array.from({ length: 16 }, () => 4096), 1]),
      "Found 65,537 elements in all tables, a claim's circuit takes at most 65,536",
    ],
    [
      "all characteristics",
      characteristics(64, 1024),
      characteristics(65, 1024),
      "Found 66,560 elements in all tables, a claim's circuit takes at most 65,536",
    ],
  ])("opens no more of %s than its templates take", (_, large, larger, message) => {
    expect(generate(large)).toContain("component main");
    expect(refusal(larger)).toMatchObject({ code: "CRD-1203", message: `${message}: the claim is checked with \`credence claim check\`.` });
  });

  it("takes codes of 34 bits, whether their feature is read or not", () => {
    const schemaTo = (most: bigint) => schemaOf("wide", [numberFeature("age", "0", "60"), numberFeature("balance", "0", `${most}`)]);
    const sizes = characteristics(1, 1);
    expect(generate(sizes, schemaTo((1n << 34n) - 1n))).toContain("component main");
    expect(refusal(sizes, schemaTo(1n << 34n))).toMatchObject({
      code: "CRD-1203",
      message: "Found 35 bits in the codes of a feature, a claim's circuit takes at most 34: the claim is checked with `credence claim check`.",
    });
  });
});

describe("the sizes of a proven claim", () => {
  it("are those of one kind of model: a circuit would open the tables of the one as if they were the other's", () => {
    const scorecard = claimSizes(smallModel(), claim);
    const linear = claimSizes(smallLinear(), claim);
    for (const sizes of [scorecard, linear, trees(3)]) expect(headOfSizes(sizes)).toBeDefined();
    const { elements } = scorecard;
    const { lines } = linear;
    const { shapes } = trees(3);
    for (const two of [{ lines }, { shapes }, { lines, shapes }]) expect(headOfSizes({ ...scorecard, ...two })).toBeUndefined();
    for (const two of [{ elements }, { shapes }]) expect(headOfSizes({ ...linear, ...two })).toBeUndefined();
    // Rows of three elements, which no circuit opens, in as many elements as a scorecard's table.
    const wide = { head: linearHead([1], 3), inputs: 1, lines: { rows: [1], perRow: 3 as const } };
    expect(headOfSizes(wide)).toBe(wide.head);
    expect(headOfSizes({ ...wide, elements: 3 })).toBeUndefined();
    // A scorecard's head says its elements by itself, and is no head of trees.
    const closed = { head: scorecardHead(2, 5, WIDE), inputs: 2 };
    expect(headOfSizes(closed)).toBe(closed.head);
    expect(headOfSizes({ ...closed, shapes: "0" })).not.toBe(closed.head);
  });
});
