import { describe, expect, it } from "vitest";
import { faultOf } from "../../src/model/check-quantised.ts";
import { faultOfLinearShape } from "../../src/model/parameters/committed-lines.ts";
import { faultOfParameters } from "../../src/model/parameters/fault-of-parameters.ts";
import { faultOfLinearParameters } from "../../src/model/parameters/linear-sections.ts";
import { lossTables } from "../../src/model/parameters/loss-rows.ts";
import { parameterSections } from "../../src/model/parameters/parameter-sections.ts";
import { readTreesHead } from "../../src/model/parameters/trees-sections.ts";
import type { QuantisedCharacteristic, QuantisedScorecard } from "../../src/model/quantised.ts";
import type { LinearPiece, LinearTerm, QuantisedLinear } from "../../src/model/quantised-linear.ts";
import type { QuantisedNode, QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { parametersHash } from "../../src/statement/parameters-hash.ts";
import { crowdedModel, germanModel } from "../circuits/decision-models.ts";
import { attackedModel } from "../circuits/trees/trees-models.ts";
import { smallLinear } from "../circuits/universal/universal-linear-models.ts";

const hashOf = (model: Parameters<typeof parameterSections>[0]) => parametersHash(parameterSections(model));

/** The model with one characteristic changed. */
const withCharacteristic = (model: QuantisedScorecard, at: number, change: (one: QuantisedCharacteristic) => QuantisedCharacteristic): QuantisedScorecard => ({
  ...model,
  characteristics: model.characteristics.map((one, i) => (i === at ? change(one) : one)),
});
const withPolicy = (model: QuantisedScorecard, policy: Partial<QuantisedScorecard["policy"]>): QuantisedScorecard => ({
  ...model,
  policy: { ...model.policy, ...policy },
});

describe("the parameters that a commitment opens to", () => {
  const german = germanModel();
  const crowded = crowdedModel();

  it("have these hashes: a change of the encoding changes every commitment", () => {
    expect({ german: hashOf(german), crowded: hashOf(crowded) }).toMatchInlineSnapshot(`
      {
        "crowded": 19762336326788514623120355083085625460603931753304935578672485295255111529901n,
        "german": 10498699476824955504516065919890444295283050186387143011101195712661378996968n,
      }
    `);
  });

  it("are three rows an element: edge, loss, edge, loss, edge, loss, edge, in 36 bits each", () => {
    const [first] = parameterSections(german).tables;
    const slots = Array.from({ length: 7 }, (_, i) => ((first as bigint) >> BigInt(36 * i)) & ((1n << 36n) - 1n));
    // Checking status: no checking +66, below 200 and overdrawn -34 ..., against a baseline of 16.
    const [table] = lossTables(german);
    expect(slots).toEqual([0n, 50n, 2n, -7n, 3n, -50n, 4n].map((value, i) => (i % 2 === 1 ? value + (1n << 35n) : value)));
    expect(table?.rows.map(({ loss }) => loss)).toEqual([50n, -7n, -50n]);
  });

  it("stand in the order of reasons, then of features, with a bit where a reason begins", () => {
    const tables = lossTables(crowded);
    expect(tables.map(({ reason, feature }) => [reason, feature])).toEqual([
      [0, 0],
      [0, 4],
      [1, 0],
      [2, 2],
      [3, 3],
      [4, 8],
      [5, 9],
    ]);
    expect(parameterSections(crowded).reasons).toEqual([0b111110n]);
  });

  it("are others for another bin, loss, feature, reason, cut-off, band, start or schema", () => {
    const others: QuantisedScorecard[] = [
      withCharacteristic(german, 1, (one) => ({ ...one, baseline: one.baseline + 1n })),
      withCharacteristic(german, 10, (one) => ({ ...one, bins: one.bins.map((bin, i) => (i === 0 ? { ...bin, points: bin.points + 1n } : bin)) })),
      withCharacteristic(german, 1, ({ bins, ...one }) => ({
        ...one,
        bins: bins.map((bin) => ({ ...bin, ranges: bin.ranges.map(([from, to]) => [from === 7n ? 8n : from, to === 7n ? 8n : to] as const) })),
      })),
      withCharacteristic(german, 7, (one) => ({ ...one, feature: 10 })),
      withCharacteristic(german, 1, (one) => ({ ...one, reason: 2 })),
      withPolicy(german, { approveFrom: 481n }),
      withPolicy(german, { referFrom: 419n }),
      withPolicy(german, { bandWidth: 21n }),
      { ...german, initialPoints: german.initialPoints + 1n },
      { ...german, schema: { ...german.schema, version: 2 } },
      { ...german, shape: { characteristics: 14, rows: 7 } },
      { ...german, shape: { characteristics: 13, rows: 10 } },
    ];
    expect(new Set([german, ...others].map(hashOf)).size).toBe(others.length + 1);
  });

  it("are the same for another spelling of the same meaning: names, labels, sentences, the order and the cutting of bins", () => {
    const respelt = withCharacteristic({ ...german, name: "other", version: "9.0.0", characteristics: [...german.characteristics].reverse() }, 0, (one) => ({
      ...one,
      name: "renamed",
      bins: one.bins.flatMap((bin) => bin.ranges.map((range) => ({ ...bin, label: `${range}`, ranges: [range] }))),
    }));
    expect(hashOf(respelt)).toBe(hashOf(german));
  });

  it("of a scorecard over codes beyond 34 bits take an element a row", () => {
    const wide = withCharacteristic(crowded, 4, (one) => ({
      ...one,
      feature: 5,
      bins: [
        { label: "low", ranges: [[0n, 1n << 40n]], points: 3n },
        { label: "high", ranges: [[1n << 40n, 18000000000000000001n]], points: -4n },
      ],
    }));
    expect(parameterSections(crowded).tables).toHaveLength(7 * 2);
    expect(parameterSections(wide).tables).toHaveLength(7 * 6);
  });

  it("of trees say which features their columns read, and what directions depend on", () => {
    const trees = attackedModel();
    const withTree = (change: (nodes: QuantisedTrees["trees"][number]["nodes"]) => QuantisedNode[]): QuantisedTrees => ({
      ...trees,
      trees: trees.trees.map(({ nodes }, i) => ({ nodes: i === 0 ? change(nodes) : nodes })),
    });
    const leaves = trees.trees[0]?.nodes.flatMap((node) => (node.kind === "leaf" ? [node.value] : [])) as bigint[];
    const most = leaves.reduce((a, b) => (b > a ? b : a));
    const others = [
      { ...trees, columns: trees.columns.map((column) => (column.kind === "feature" ? { ...column, feature: column.feature + 1 } : column)) },
      // The greatest leaf of a tree becomes its least; one tree less.
      withTree((nodes) => nodes.map((node) => (node.kind === "leaf" && node.value === most ? { ...node, value: -(1n << 60n) } : node))),
      { ...trees, trees: trees.trees.slice(1) },
    ];
    expect(new Set([trees, ...others].map(hashOf)).size).toBe(others.length + 1);
  });

  it("of a tree are its nodes, the lower values first, then its splits, then the ranks of its leaves", () => {
    const leaf = (value: bigint): QuantisedNode => ({ kind: "leaf", value, source: 0 });
    const [age, debt, means] = [1, 3, 5];
    const tree: QuantisedNode[] = [
      // Of age the cells from 2 up go to yes; of debt those below 1, and what is missing.
      { kind: "split", column: age, cells: [[2, 4]], yes: 1, no: 2 },
      { kind: "split", column: means, cells: [[0, 1]], yes: 3, no: 4 },
      {
        kind: "split",
        column: debt,
        cells: [
          [0, 1],
          [3, 4],
        ],
        yes: 5,
        no: 6,
      },
      leaf(40n),
      leaf(-7n),
      leaf(5n),
      leaf(-7n),
    ];
    const { head, tables } = parameterSections({ ...attackedModel(), trees: [{ nodes: tree }] });
    expect(tables).toEqual([
      0b0010011n,
      // Age is the fourth feature of eight, debt the third; a sum is none: 5 bits each.
      [8n, 6n, 0n].reduce((sum, digit, i) => sum + (digit << BigInt(5 * i)), 0n),
      [1n, 0n, 2n, 0n].reduce((sum, digit, i) => sum + (digit << BigInt(2 * i)), 0n),
    ]);
    // The root's branches exchanged with the cells that go there, and leaves further apart in the same order.
    const respelt = tree.map((node, i) => (i === 0 ? { ...node, cells: [[0, 2] as const], yes: 2, no: 1 } : i === 3 ? leaf(99n) : node));
    expect(parameterSections({ ...attackedModel(), trees: [{ nodes: respelt as QuantisedNode[] }] }).tables).toEqual(tables);
    const own = attackedModel().columns.filter(({ kind }) => kind === "feature").length;
    expect(readTreesHead(head)).toMatchObject({ own, splits: 3, trees: 1, rankBits: 2 });
  });

  it("call a split unordered whose branches share the values of a feature otherwise", () => {
    const digitOf = (column: number, ...cells: [number, number][]) => {
      const nodes: QuantisedNode[] = [
        { kind: "split", column, cells, yes: 1, no: 2 },
        { kind: "leaf", value: 1n, source: 0 },
        { kind: "leaf", value: 2n, source: 1 },
      ];
      return parameterSections({ ...attackedModel(), trees: [{ nodes }] }).tables[1];
    };
    const [income, debt] = [0, 3];
    expect(digitOf(income, [1, 3])).toBe(3n);
    expect(digitOf(income, [0, 1], [2, 5])).toBe(3n);
    expect(digitOf(income, [2, 5])).toBe(2n);
    expect(digitOf(debt, [1, 3])).toBe(6n);
    expect(digitOf(debt, [1, 4])).toBe(6n);
    expect(digitOf(debt, [1, 2], [3, 4])).toBe(7n);
    // Missing against all values parts none of them.
    expect(digitOf(debt, [3, 4])).toBe(0n);
    expect(digitOf(debt, [0, 3])).toBe(0n);
  });
});

describe("the parameters of a linear model that a commitment opens to", () => {
  const model = smallLinear();
  const withTerm = (at: number, change: (term: LinearTerm) => Partial<LinearTerm>): QuantisedLinear => ({
    ...model,
    terms: model.terms.map((term, i) => (i === at ? { ...term, ...change(term) } : term)),
  });
  const withPiece = (at: number, which: number, change: Partial<LinearPiece>) =>
    withTerm(at, ({ pieces }) => ({ pieces: pieces.map((piece, i) => (i === which ? { ...piece, ...change } : piece)) }));
  const withLinearPolicy = (policy: Partial<QuantisedLinear["policy"]>): QuantisedLinear => ({ ...model, policy: { ...model.policy, ...policy } });

  it("have this hash: a change of the encoding changes every commitment", () => {
    expect(hashOf(model)).toMatchInlineSnapshot(`14519209297205122342543856359290705124913562534130262176164393010150162351990n`);
  });

  it("are a row an element: from, to, slope, and the loss at its start against the reference", () => {
    const rows = parameterSections(model).tables.map((element) => {
      const slot = (from: number, bits: number) => (element >> BigInt(from)) & ((1n << BigInt(bits)) - 1n);
      return [slot(0, 36), slot(36, 36), slot(72, 80) - (1n << 79n), slot(152, 100) - (1n << 99n)];
    });
    // At 40 years the first term adds -60, the second 40; at an income of 60 the third adds -100; the second region -30.
    expect(rows).toEqual([
      [0n, 45n, -9n, 360n],
      [45n, 61n, 4n, -45n],
      [0n, 61n, 2n, -80n],
      [0n, 80n, -5n, 300n],
      [80n, 101n, 0n, -100n],
      [101n, 102n, 0n, 137n],
      [0n, 2n, 0n, 0n],
      [2n, 4n, 0n, 85n],
    ]);
    expect(parameterSections(model).policy.map((value) => value - (1n << 251n))).toEqual([-20n, 91n, -133n, 20n, 38_500n, 7n, 77n]);
  });

  it("are others for another slope, offset, edge, feature, reason, cut-off, band, score, start or reference", () => {
    const others = [
      withPiece(0, 0, { slope: -8n }),
      withPiece(2, 2, { offset: 38n }),
      withPiece(0, 1, { from: 46n }),
      withTerm(3, () => ({ feature: 2 })),
      withTerm(1, () => ({ reason: 0 })),
      withLinearPolicy({ approveBelow: -21n }),
      withLinearPolicy({ declineFrom: 90n }),
      withLinearPolicy({ bandWidth: 10n }),
      withLinearPolicy({ score: { offset: 38_501n, slope: 7n, divisor: 77n } }),
      withLinearPolicy({ score: { offset: 38_500n, slope: 8n, divisor: 77n } }),
      withLinearPolicy({ score: { offset: 38_500n, slope: 7n, divisor: 78n } }),
      withLinearPolicy({ reference: [41n, 60n, 0n, 1n] }),
      { ...model, initialMargin: 18n },
    ];
    expect(new Set([model, ...others].map(hashOf)).size).toBe(others.length + 1);
  });

  it("are the same for pieces that are cut otherwise, and for names", () => {
    const cut = withTerm(0, ({ pieces: [young, old] }) => ({ pieces: [young, { ...(young as LinearPiece), from: 20n }, old] as LinearPiece[] }));
    // One code alone has many slopes.
    const alone = withPiece(2, 2, { slope: 1n, offset: 37n - 101n });
    for (const respelt of [cut, alone, { ...model, name: "other" }]) expect(hashOf(respelt)).toBe(hashOf(model));
    const ahead = withTerm(1, () => ({
      pieces: [
        { from: 0n, slope: 0n, offset: -40n },
        { from: 1n, slope: 2n, offset: -40n },
      ],
    }));
    expect(hashOf(ahead)).toBe(hashOf(model));
  });

  it("with room for more have empty runs behind a term's rows, and terms that read nothing and add nothing", () => {
    const roomy: QuantisedLinear = { ...model, shape: { terms: 5, rows: 4 } };
    const { tables, inputs, reasons, policy } = parameterSections(roomy);
    const own = parameterSections(model);
    const empty = (code: bigint) => code + (code << 36n) + (1n << 151n) + (1n << 251n);
    const rowsOf = (term: number) => tables.slice(4 * term, 4 * term + 4);
    expect(tables).toHaveLength(20);
    expect(rowsOf(0)).toEqual([...own.tables.slice(0, 2), empty(61n), empty(61n)]);
    expect(rowsOf(1)).toEqual([...own.tables.slice(2, 3), empty(61n), empty(61n), empty(61n)]);
    expect(rowsOf(2)).toEqual([...own.tables.slice(3, 6), empty(102n)]);
    expect(rowsOf(4)).toEqual([empty(0n) + (1n << 36n), empty(1n), empty(1n), empty(1n)]);
    // Five positions of 10 bits, the last 0; the last term begins no reason.
    expect(inputs).toEqual(own.inputs);
    expect(reasons).toEqual(own.reasons);
    expect(policy).toEqual(own.policy);
    expect(hashOf(roomy)).toMatchInlineSnapshot(`804723453266360222025239788802983385899803729946559880292229727703356176765n`);
  });

  it("are others for other room, and refused where there is too little", () => {
    const shapes = [undefined, { terms: 5, rows: 4 }, { terms: 4, rows: 4 }, { terms: 5, rows: 3 }, { terms: 4, rows: 3 }];
    expect(new Set(shapes.map((shape) => hashOf({ ...model, shape }))).size).toBe(shapes.length);
    for (const shape of shapes) expect(faultOfLinearShape({ ...model, shape })).toBeUndefined();
    expect(faultOfLinearShape({ ...model, shape: { terms: 3, rows: 4 } })).toEqual({
      place: "shape.terms",
      message: "Found 3, expected at least the model's 4.",
    });
    expect(faultOfLinearShape({ ...model, shape: { terms: 5, rows: 2 } })?.place).toBe("shape.rows");
    expect(faultOf({ ...model, shape: { terms: 5, rows: 2 } })).toBe("shape.rows: Found 2, expected at least the model's 3.");
  });

  it("take three elements a row where a number does not fit its slot, and none where it fits no element", () => {
    const far = withPiece(1, 0, { slope: 1n << 100n });
    expect(parameterSections(model).tables).toHaveLength(8);
    expect(parameterSections(far).tables).toHaveLength(24);
    expect(faultOfLinearParameters(far)).toBeUndefined();
    expect(faultOfLinearParameters(withPiece(2, 2, { offset: 1n << 250n }))).toMatch(/what income adds/);
    expect(faultOfLinearParameters(withLinearPolicy({ declineFrom: 1n << 250n }))).toMatch(/declineFrom/);
  });
});

describe("a scorecard that its commitment has no room for", () => {
  const german = germanModel();

  it("is refused by what does not fit", () => {
    expect(faultOfParameters(german)).toBeUndefined();
    expect(faultOfParameters({ ...german, shape: { characteristics: 12, rows: 9 } })?.place).toBe("shape.characteristics");
    expect(faultOfParameters({ ...german, shape: { characteristics: 13, rows: 6 } })?.message).toBe("Found 6, expected at least the model's 7.");
    expect(faultOfParameters(withPolicy(german, { bandWidth: 1n << 61n }))?.place).toBe("bandWidth");
    expect(faultOfParameters(withCharacteristic(german, 0, (one) => ({ ...one, baseline: one.baseline + (1n << 34n) })))?.place).toBe("baseline");
  });
});
