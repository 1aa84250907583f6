import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { invert, modulo } from "../harness/r1cs.ts";
import { INSTANCES, lineElement, type TemplateInstance } from "./instances.ts";
import { type OpenTemplate, openTemplate } from "./open-template.ts";

const HALF = (FIELD_ORDER + 1n) / 2n;

/** Codes in [from, to), slope, loss. */
type Row = readonly [from: bigint, to: bigint, slope: bigint, loss: bigint];
const elements = (rows: readonly Row[]) => rows.map((row) => lineElement(...row));

describe("OrderedLines", () => {
  let lines: OpenTemplate;
  beforeAll(async () => {
    lines = await openTemplate("OrderedLines", {
      declares: "told[10]",
      hints: [
        ["edge[0] <== 0;", "edge[0] <-- told[9];"],
        ["edge[r + 1] <-- (element[r] >> 36) & ((1 << 36) - 1);", "edge[r + 1] <-- told[3 * r];"],
        ["slope[r] <-- ((element[r] >> 72) & ((1 << 80) - 1)) - (1 << 79);", "slope[r] <-- told[3 * r + 1];"],
        ["loss[r] <-- (element[r] >> 152) - (1 << 99);", "loss[r] <-- told[3 * r + 2];"],
      ],
    });
  });
  const ROWS: readonly Row[] = [
    [0n, 10n, 3n, -7n],
    [10n, 11n, 0n, 127n],
    [11n, 40n, -16n, 50n],
  ];
  /** What is told of the rows, and where the first begins. */
  const told = (rows: readonly Row[]) => [...rows.flatMap(([, ...rest]) => rest), rows[0]?.[0] ?? 0n];
  const { element } = (INSTANCES.OrderedLines as TemplateInstance).inputs as { element: bigint[] };
  const takes = (of: bigint[], hints: readonly bigint[], end = 40n) => lines.accepts({ element: of, end, told: hints.map(modulo) });

  it("takes a table in order and without gap, of its own end", () => {
    const witness = lines.tell({ element, end: 40n, told: told(ROWS).map(modulo) });
    expect(lines.circuit.violations(witness)).toEqual([]);
    expect(["edge[0]", "edge[3]", "slope[2]", "loss[0]"].map((name) => lines.output(witness, name))).toEqual([0n, 40n, modulo(-16n), modulo(-7n)]);
    for (const end of [39n, 41n, 0n]) expect(takes(element, told(ROWS), end)).toBe(false);
  });

  it("gives by its own hints what it gives by those told", async () => {
    const honest = await openTemplate("OrderedLines");
    const witness = honest.circuit.calculate({ element, end: 40n });
    expect([0, 1, 2].map((r) => [honest.output(witness, `slope[${r}]`), honest.output(witness, `loss[${r}]`)])).toEqual(
      ROWS.map(([, , slope, loss]) => [modulo(slope), modulo(loss)]),
    );
  });

  /** What a prover would have the honest elements be: added to the edge, the slope and the loss of one row. */
  const UNPACKED: [name: string, r: number, edge: bigint, slope: bigint, loss: bigint][] = [
    ["another end", 1, 1n, 0n, 0n],
    ["another slope", 0, 0n, -1n, 0n],
    ["the slope's sign", 0, 0n, -6n, 0n],
    ["another loss", 2, 0n, 0n, 1n],
    ["the loss's sign", 0, 0n, 0n, 14n],
    ["an end that flows over into the slope", 0, 1n << 36n, -1n, 0n],
    ["an end that takes from the slope", 0, -(1n << 36n), 1n, 0n],
    ["a slope that flows over into the loss", 0, 0n, 1n << 80n, -1n],
    ["a slope that takes from the loss", 0, 0n, -(1n << 80n), 1n],
    ["an end that flows over into the loss", 0, 1n << 116n, 0n, -1n],
    ["a bias taken from the slope", 0, 0n, 1n << 79n, 0n],
    ["a bias taken from the loss", 0, 0n, 0n, 1n << 99n],
    ["a slope that is a fraction which the loss makes up for", 0, 0n, HALF, modulo(-HALF * invert(1n << 80n))],
    ["an end that is a fraction which the slope makes up for", 0, HALF, modulo(-HALF * invert(1n << 36n)), 0n],
    ["a loss around the field", 0, modulo(1n << 152n), 0n, modulo(-(1n << 36n))],
  ];
  it.each(UNPACKED)("does not unpack %s", (_, r, edge, slope, loss) => {
    const own = told(ROWS);
    const bent = own.map((value, i) => (i === 3 * r ? value + edge : i === 3 * r + 1 ? value + slope : i === 3 * r + 2 ? value + loss : value));
    expect(takes(element, bent)).toBe(false);
  });

  /** Tables that are no model's, unpacked as they are. */
  const TABLES: [name: string, rows: Row[]][] = [
    ["rows in another order", [ROWS[1] as Row, ROWS[0] as Row, ROWS[2] as Row]],
    ["an overlap", [[0n, 11n, 3n, -7n], ROWS[1] as Row, ROWS[2] as Row]],
    ["a gap", [[0n, 9n, 3n, -7n], ROWS[1] as Row, ROWS[2] as Row]],
    ["a beginning after 0", [[1n, 10n, 3n, -7n], ROWS[1] as Row, ROWS[2] as Row]],
    ["an end before the end", [ROWS[0] as Row, ROWS[1] as Row, [11n, 39n, -16n, 50n]]],
    ["an end beyond the end", [ROWS[0] as Row, ROWS[1] as Row, [11n, 41n, -16n, 50n]]],
    ["an empty row", [ROWS[0] as Row, [10n, 10n, 0n, 127n], [10n, 40n, -16n, 50n]]],
    ["a row backwards", [[0n, 20n, 3n, -7n], [20n, 11n, 0n, 127n], ROWS[2] as Row]],
    ["a slope beyond its bits", [[0n, 10n, 16n, -7n], ROWS[1] as Row, ROWS[2] as Row]],
    ["a slope below its bits", [ROWS[0] as Row, ROWS[1] as Row, [11n, 40n, -17n, 50n]]],
    ["a loss beyond its bits", [ROWS[0] as Row, [10n, 11n, 0n, 128n], ROWS[2] as Row]],
    ["a loss below its bits", [[0n, 10n, 3n, -129n], ROWS[1] as Row, ROWS[2] as Row]],
    ["one row three times", [ROWS[2] as Row, ROWS[2] as Row, ROWS[2] as Row]],
  ];
  it.each(TABLES)("takes no table with %s", (_, rows) => {
    expect(takes(elements(rows), told(rows))).toBe(false);
    // Nor by the hints of the table that it ought to be.
    expect(takes(elements(rows), told(ROWS))).toBe(false);
  });
});

describe("OrderedLines of a table with room for more rows", () => {
  let lines: OpenTemplate;
  beforeAll(async () => {
    lines = await openTemplate("OrderedLines", { declares: "told[3]", hints: [["empty[r] <-- edge[r] == end ? 1 : 0;", "empty[r] <-- told[r];"]] });
  });
  const takes = (rows: readonly Row[], empty: readonly bigint[], end = 40n) => lines.accepts({ element: elements(rows), end, told: empty.map(modulo) });
  const FIRST: Row = [0n, 40n, 3n, -7n];
  const ABSENT: Row = [40n, 40n, 0n, 0n];

  it("takes rows that are not there behind the last, and says of no other that it is not there", () => {
    expect(takes([FIRST, ABSENT, ABSENT], [0n, 1n, 1n])).toBe(true);
    expect(takes([[0n, 10n, 3n, -7n], [10n, 40n, 0n, 1n], ABSENT], [0n, 0n, 1n])).toBe(true);
    expect(
      takes(
        [
          [0n, 1n, 0n, 0n],
          [1n, 1n, 0n, 0n],
          [1n, 1n, 0n, 0n],
        ],
        [0n, 1n, 1n],
        1n,
      ),
    ).toBe(true);
    for (const empty of [
      [0n, 0n, 1n],
      [0n, 1n, 0n],
      [1n, 1n, 1n],
      [0n, 2n, 1n],
      [0n, HALF, 1n],
    ]) {
      expect(takes([FIRST, ABSENT, ABSENT], empty)).toBe(false);
    }
  });

  it.each<[name: string, rows: Row[], empty: bigint[]]>([
    [
      "ahead of the last",
      [
        [0n, 10n, 3n, -7n],
        [10n, 10n, 0n, 0n],
        [10n, 40n, 0n, 1n],
      ],
      [0n, 1n, 0n],
    ],
    ["at the beginning", [[0n, 0n, 3n, -7n], FIRST, ABSENT], [1n, 0n, 1n]],
    ["from the end to beyond it", [FIRST, [40n, 41n, 0n, 0n], [41n, 41n, 0n, 0n]], [0n, 1n, 1n]],
    ["and take a step back", [[0n, 41n, 3n, -7n], [41n, 40n, 0n, 0n], ABSENT], [0n, 1n, 1n]],
  ])("takes no rows that are not there %s", (_, rows, empty) => {
    expect(takes(rows, empty)).toBe(false);
  });
});

/** What rows add at each code below `values`. */
const addedOf = (edge: readonly bigint[], slope: readonly bigint[], loss: readonly bigint[], values: bigint): bigint[] =>
  Array.from({ length: Number(values) }, (_, code) => {
    const r = edge.findLastIndex((from) => from <= BigInt(code));
    return (loss[r] as bigint) + (slope[r] as bigint) * (BigInt(code) - (edge[r] as bigint));
  });

const EDGE = [0n, 10n, 20n, 40n, 41n];
/** The last two rows are not there. */
const PADDED = [0n, 10n, 41n, 41n, 41n];

describe("MonotoneLines", () => {
  let lines: OpenTemplate;
  beforeAll(async () => {
    lines = await openTemplate("MonotoneLines");
  });
  const takes = (slope: bigint[], loss: bigint[], decreasing: bigint, { counts = 1n, values = 40n, edge = EDGE } = {}) =>
    lines.accepts({ edge, slope: slope.map(modulo), loss: loss.map(modulo), values, decreasing, counts });

  it.each([
    [
      [-1n, 0n, -3n, 9n],
      [7n, -2n, -3n, 99n],
    ],
    [
      [-1n, 0n, 1n, 0n],
      [7n, -2n, -30n, 99n],
    ],
    [
      [-1n, 0n, -3n, 0n],
      [7n, -1n, -3n, 99n],
    ],
    [
      [1n, 0n, 3n, 0n],
      [7n, 16n, 16n, -99n],
    ],
    [
      [1n, 0n, 3n, 0n],
      [7n, 15n, 16n, -99n],
    ],
    [
      [0n, 0n, 0n, 0n],
      [5n, 5n, 5n, -99n],
    ],
    [
      [2n, -2n, 0n, 0n],
      [5n, 23n, 5n, -99n],
    ],
    [
      [-2n, 2n, 0n, 0n],
      [5n, -13n, 5n, -99n],
    ],
  ])("takes slopes %s and losses %s as every code tells, in both directions", (slope, loss) => {
    for (const edge of [EDGE, PADDED]) {
      for (const values of [40n, 41n, 22n, 21n, 20n, 12n, 11n, 10n, 1n]) {
        const added = addedOf(edge, slope, loss, values);
        const never = (way: bigint) => added.every((value, i) => i === 0 || way * (value - (added[i - 1] as bigint)) <= 0n);
        expect(takes(slope, loss, 0n, { values, edge }), `${values}`).toBe(never(1n));
        expect(takes(slope, loss, 1n, { values, edge }), `${values}`).toBe(never(-1n));
        expect(takes(slope, loss, 1n, { values, edge, counts: 0n })).toBe(true);
      }
    }
  });

  it("takes steps as large as losses and slopes of their bits make them, the right way alone", () => {
    const flat = [0n, 0n, 0n, 0n];
    expect(takes(flat, [127n, -128n, -128n, 0n], 0n)).toBe(true);
    expect(takes(flat, [127n, -128n, -128n, 0n], 1n)).toBe(false);
    expect(takes(flat, [-128n, 127n, 127n, 0n], 1n)).toBe(true);
    expect(takes(flat, [-128n, 127n, 127n, 0n], 0n)).toBe(false);
    expect(takes([15n, 15n, 15n, 0n], [-128n, 7n, 127n, 0n], 1n, { values: 20n })).toBe(true);
    expect(takes([-16n, -16n, -16n, 0n], [127n, -17n, -128n, 0n], 0n, { values: 11n })).toBe(true);
  });
});

describe("NeverWorseLines", () => {
  let lines: OpenTemplate;
  beforeAll(async () => {
    lines = await openTemplate("NeverWorseLines");
  });
  const takes = (slope: bigint[], loss: bigint[], from: bigint, values: bigint, limit: bigint, { counts = 1n, edge = EDGE } = {}) =>
    lines.accepts({ edge, slope: slope.map(modulo), loss: loss.map(modulo), from, values, counts, limit: modulo(limit) });

  it.each([
    [
      [2n, -1n, -3n, 0n],
      [5n, 14n, 3n, 99n],
    ],
    [
      [0n, -1n, 0n, 0n],
      [20n, 14n, 4n, 99n],
    ],
    [
      [0n, 1n, 0n, 0n],
      [20n, 14n, 14n, -99n],
    ],
    [
      [-1n, 0n, 1n, 0n],
      [9n, 0n, -20n, 1n],
    ],
    [
      [0n, 0n, 0n, 0n],
      [5n, 5n, 5n, 6n],
    ],
  ])("takes slopes %s and losses %s under some limit where every code tells so, and under no other", (slope, loss) => {
    for (const from of [0n, 1n, 9n, 10n, 15n, 19n, 20n, 39n]) {
      for (const [edge, values] of [
        [EDGE, 40n],
        [EDGE, 41n],
        [PADDED, 40n],
        [PADDED, 41n],
      ] as const) {
        const added = addedOf(edge, slope, loss, values);
        const least = added.slice(0, Number(from)).reduce((low, value) => (low === undefined || value < low ? value : low), undefined as bigint | undefined);
        const most = added.slice(Number(from)).reduce((high, value) => (value > high ? value : high));
        const holds = least === undefined || most <= least;
        expect(takes(slope, loss, from, values, most, { edge })).toBe(holds);
        if (least !== undefined) expect(takes(slope, loss, from, values, least, { edge })).toBe(holds);
        // Past both bounds no limit is taken, between them each is.
        expect(takes(slope, loss, from, values, most - 1n, { edge })).toBe(false);
        if (least !== undefined) expect(takes(slope, loss, from, values, least + 1n, { edge })).toBe(false);
        expect(takes(slope, loss, from, values, HALF, { edge })).toBe(false);
        expect(takes(slope, loss, from, values, HALF, { edge, counts: 0n })).toBe(true);
      }
    }
  });

  it("takes no claim of values that end where it begins to compare, but such a one says nothing", () => {
    expect(takes([1n, 1n, 1n, 1n], [0n, 10n, 20n, 40n], 20n, 20n, 0n)).toBe(true);
    expect(takes([1n, 1n, 1n, 1n], [0n, 10n, 20n, 40n], 20n, 21n, 0n)).toBe(false);
  });
});
