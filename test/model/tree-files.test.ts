import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { faultOf } from "../../src/model/check-quantised.ts";
import { modelPaths, modelSha256, readModel, writeModel } from "../../src/model/model-files.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { quantiseCase, treeCases } from "../evaluate/tree-vectors.ts";

const model = quantiseCase(treeCases.find(({ name }) => name === "xgb-pipeline") as (typeof treeCases)[number]);
const terms = { name: "vectors", maximumRecordAge: 86400, tier: 3, reviewDays: 365 };

describe("an ensemble in a model directory", () => {
  it("is read as it was written, sums and ratios included", () => {
    expect(new Set(model.columns.map(({ kind }) => kind))).toEqual(new Set(["feature", "sum", "ratio"]));
    const directory = join(mkdtempSync(join(tmpdir(), "credence-")), "model");
    const written = writeModel(directory, model, terms);
    expect(readModel(directory)).toEqual(written);
    expect(written.model).toEqual(model);
    expect(written.sha256).toBe(modelSha256(model));
  });

  it("is not read where a leaf was changed", () => {
    const directory = join(mkdtempSync(join(tmpdir(), "credence-")), "model");
    writeModel(directory, model, terms);
    const { model: path } = modelPaths(directory);
    const leaf = model.trees[0]?.nodes.find((node) => node.kind === "leaf") as { value: bigint };
    const text = readFileSync(path, "utf8");
    const changed = text.replace(`"value": "${leaf.value}"`, `"value": "${leaf.value + 1n}"`);
    expect(changed).not.toBe(text);
    writeFileSync(path, changed);
    expect(() => readModel(directory)).toThrow(expect.objectContaining({ code: "CRD-1016", message: expect.stringMatching(/salt/) }));
  });
});

/** A copy with one thing changed by hand. */
function changed(change: (copy: QuantisedTrees) => void): QuantisedTrees {
  const copy = structuredClone(model);
  change(copy);
  return copy;
}
// biome-ignore lint/suspicious/noExplicitAny: the model is read-only to everybody else.
type Writable = any;
const columnOfKind = (copy: QuantisedTrees, kind: string) => copy.columns.find((column) => column.kind === kind) as Writable;
const splitOf = (copy: QuantisedTrees) => copy.trees[0]?.nodes[0] as Writable;

describe("an ensemble that does not hold together is told by what is wrong", () => {
  it("and the one that is changed does", () => expect(faultOf(model)).toBeUndefined());

  it.each<[string, (copy: QuantisedTrees) => void, RegExp]>([
    ["no trees", (copy) => ((copy as Writable).trees = []), /no column or no tree/],
    ["cut-offs that cross", (copy) => ((copy.policy as Writable).declineFrom = copy.policy.approveBelow - 1n), /approveBelow lies above/],
    ["a band of none", (copy) => ((copy.policy as Writable).bandWidth = 0n), /not positive/],
    ["a slope of none", (copy) => ((copy.policy.score as Writable).slope = 0n), /not positive/],
    ["an error below 0", (copy) => ((copy as Writable).marginError = -1n), /not positive/],
    ["a reason that there is not", (copy) => (columnOfKind(copy, "feature").reason = 99), /has a reason that the policy does not have/],
    ["a feature that there is not", (copy) => (columnOfKind(copy, "feature").feature = 99), /reads a feature that the schema does not have/],
    ["a cut beyond the codes", (copy) => columnOfKind(copy, "feature").cuts.push(10n ** 9n), /cuts that do not ascend/],
    ["a cut at code 0", (copy) => columnOfKind(copy, "feature").cuts.unshift(0n), /cuts that do not ascend/],
    ["a cell too many", (copy) => (columnOfKind(copy, "feature").cells += 1), /counts its cells wrong/],
    ["a sum's cell too few", (copy) => (columnOfKind(copy, "sum").cells -= 1), /counts its cells wrong/],
    ["a sum of nothing", (copy) => (columnOfKind(copy, "sum").form.terms = []), /reads nothing/],
    ["a sum of a category", (copy) => (columnOfKind(copy, "sum").form.terms = [{ feature: 1, coefficient: 1n }]), /weighs what is no number/],
    ["a weight of 0", (copy) => (columnOfKind(copy, "sum").form.terms[0].coefficient = 0n), /weighs by 0/],
    ["a feature twice", (copy) => columnOfKind(copy, "sum").form.terms.push(columnOfKind(copy, "sum").form.terms[0]), /twice or out of order/],
    ["cuts of a ratio out of order", (copy) => columnOfKind(copy, "ratio").cuts.reverse(), /do not ascend/],
    ["a cut not in lowest terms", (copy) => (columnOfKind(copy, "ratio").cuts[0] = twice(columnOfKind(copy, "ratio").cuts[0])), /lowest terms/],
    ["a cut over 0", (copy) => (columnOfKind(copy, "ratio").cuts[0].denominator = 0n), /do not ascend|lowest terms/],
    ["a split on no column", (copy) => (splitOf(copy).column = 99), /node 0 asks a column/],
    ["a split by no cell", (copy) => (splitOf(copy).cells = []), /none of|all/],
    ["a split by all cells", (copy) => (splitOf(copy).cells = [[0, copy.columns[splitOf(copy).column]?.cells]]), /none of|all/],
    [
      "cells that touch",
      (copy) =>
        (splitOf(copy).cells = [
          [0, 1],
          [1, 2],
        ]),
      /none of|all/,
    ],
    ["cells beyond the column", (copy) => (splitOf(copy).cells = [[1, 999]]), /none of|all/],
    ["a child before its parent", (copy) => (splitOf(copy).yes = 0), /child 0 that does not come after/],
    ["a child beyond the tree", (copy) => (splitOf(copy).no = 999), /child 999/],
    ["a child of two", (copy) => (splitOf(copy).no = splitOf(copy).yes), /is the child of 2/],
    ["a reference of another length", (copy) => (copy.policy as Writable).reference.pop(), /no record of the schema/],
    ["a reference beyond the codes", (copy) => ((copy.policy as Writable).reference[0] = 10n ** 9n), /no record of the schema/],
    [
      "a reason that nothing has",
      (copy) => (copy.policy as Writable).reasons.push({ code: "R99", sentence: "Nothing at all" }),
      /no column has the reason R99/,
    ],
  ])("%s", (_, change, message) => {
    expect(faultOf(changed(change))).toMatch(message);
  });

  function twice({ numerator, denominator }: { numerator: bigint; denominator: bigint }) {
    return { numerator: 2n * numerator, denominator: 2n * denominator };
  }
});
