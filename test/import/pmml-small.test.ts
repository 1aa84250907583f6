import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importBytes } from "../../src/import/import-model.ts";
import type { Tree, TreeEnsembleIR } from "../../src/model/trees-ir.ts";
import { openColumnSources } from "../../src/quantise/column-sources.ts";
import { goesToYes } from "../../src/quantise/split-rule.ts";
import { encodeCell, RecordSchema } from "../../src/record/schema.ts";

type Cell = number | string | null;

/** Small documents with what the JPMML evaluator makes of every row, as values with how often they stand in a row. */
const small: { head: string; rows: readonly Cell[][]; cases: readonly { name: string; model: string; expected: readonly [number | null, number][] }[] } =
  JSON.parse(readFileSync(join(import.meta.dirname, "../vectors/pmml/small.json"), "utf8"));

const schema = RecordSchema.parse({
  format: "credence.schema/1",
  name: "small",
  version: 1,
  features: [
    { name: "x", type: "number", scale: 1, min: "0", max: "10", missing: "marker" },
    { name: "f", type: "number", scale: 1, min: "0", max: "1", missing: "marker" },
    { name: "n", type: "number", scale: 0, min: "0", max: "9", missing: "marker" },
    { name: "c", type: "category", values: ["a", "b", "c"], missing: "marker" },
    { name: "o", type: "category", values: ["a", "z"], missing: "marker" },
  ],
});
const names = schema.features.map(({ name }) => name);
const rows = small.rows.map((row) => row.map((cell, i) => encodeCell(schema.features[i] as (typeof schema.features)[number], `${cell ?? ""}`) as bigint));

const importSmall = (model: string) => importBytes("small.pmml", new TextEncoder().encode(small.head.replace("MODEL", model))) as TreeEnsembleIR;

/** The margin of the rows as the IR says it, in floats. */
function margins(ir: TreeEnsembleIR): number[] {
  const sourceOf = openColumnSources(ir, schema, undefined);
  const leaf = ({ nodes }: Tree, codes: readonly bigint[]) => {
    for (let at = 0; ; ) {
      const node = nodes[at] as Tree["nodes"][number];
      if (node.kind === "leaf") return node.value;
      const source = sourceOf(node.column, node.place);
      if (source.kind !== "feature") throw new Error(`column ${node.column} is of several features`);
      at = goesToYes(node.rule, source.value.of(codes[source.feature] as bigint)) ? node.yes : node.no;
    }
  };
  return rows.map((codes) => (ir.trees.reduce((sum, tree) => sum + leaf(tree, codes), 0) + (ir.initialMargins[0] as number)) / ir.divisor);
}

describe("a small document is what the JPMML evaluator makes of it, row by row", () => {
  it("over rows with and without missing values", () => {
    expect(rows).toHaveLength(219);
    expect(small.cases.length).toBeGreaterThan(100);
  });

  it.each(small.cases)("$name", ({ name, model, expected }) => {
    const wanted = expected.flatMap(([value, times]) => Array.from({ length: times }, () => value));
    expect(wanted).toHaveLength(rows.length);
    const ir = importSmall(model);
    // Where the source gives no prediction, it asks the schema for values that are there.
    const present = (ir.inputs ?? []).filter((input) => input.present).map(({ name }) => names.indexOf(name));
    const answered = small.rows.map((row) => present.every((feature) => row[feature] !== null));
    const found = margins(ir);
    const differing = wanted.flatMap((value, i) =>
      answered[i] && Math.abs((value ?? Number.NaN) - (found[i] as number)) < 1e-15 ? [] : answered[i] ? [{ row: small.rows[i], value, found: found[i] }] : [],
    );
    expect(differing).toEqual([]);
    // A row that is asked not to be is one for which the evaluator, or the standard by its letter (isIn of a missing value), has no answer.
    if (name !== "isIn") for (const feature of present) expect(wanted.some((value, i) => value === null && small.rows[i]?.[feature] === null)).toBe(true);
  });
});

describe("strategies that the JPMML evaluator does not have", () => {
  const counts = (bad: number, good: number) => `<ScoreDistribution value="good" recordCount="${good}"/><ScoreDistribution value="bad" recordCount="${bad}"/>`;
  const below = '<SimplePredicate field="x" operator="lessThan" value="5"/>';
  const model = (strategy: string) =>
    `<TreeModel functionName="classification" missingValueStrategy="${strategy}"><MiningSchema><MiningField name="k" usageType="target"/><MiningField name="x"/></MiningSchema>
    <Node><True/><Node recordCount="8">${below}${counts(3, 1)}</Node><Node recordCount="2">${below.replace("lessThan", "greaterOrEqual")}${counts(1, 5)}</Node></Node></TreeModel>`;

  it.each([
    // 8 of 10 records times 3/4, and 2 of 10 times 1/6.
    ["weightedConfidence", 0.8 * 0.75 + 0.2 * (1 / 6)],
    // 3 + 1 of 10 records.
    ["aggregateNodes", 0.4],
  ])("%s", (strategy, missing) => {
    const found = margins(importSmall(model(strategy)));
    expect(found).toEqual(small.rows.map(([x]) => (x === null ? missing : (x as number) < 5 ? 0.75 : 1 / 6)));
  });
});
