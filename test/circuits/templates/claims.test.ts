import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { modulo } from "../harness/r1cs.ts";
import { INSTANCES, type TemplateInstance, tableElement } from "./instances.ts";
import { type OpenTemplate, openTemplate } from "./open-template.ts";

const HALF = (FIELD_ORDER + 1n) / 2n;

describe("NoneIs", () => {
  it("takes a list without the value, and none with it, whatever stands for the inverse", async () => {
    const none = await openTemplate("NoneIs", {
      declares: "told[n]",
      hints: [["inverse[i] <-- digit[i] == value ? 0 : 1 / (digit[i] - value);", "inverse[i] <-- told[i];"]],
    });
    for (const told of [0n, 1n, HALF, FIELD_ORDER - 1n]) {
      for (let at = 0; at < 3; at++)
        expect(none.accepts({ digit: [3n, 0n, 9n].map((own, i) => (i === at ? 5n : own)), value: 5n, told: [told, told, told] })).toBe(false);
    }
    const honest = await openTemplate("NoneIs");
    expect(honest.accepts({ digit: [3n, 0n, 1000n], value: 5n })).toBe(true);
    for (const wide of [1024n, -1n, HALF]) expect(honest.accepts({ digit: [3n, wide, 9n], value: 5n }), `${wide}`).toBe(false);
  });
});

describe("OrderedRows", () => {
  let rows: OpenTemplate;
  beforeAll(async () => {
    rows = await openTemplate("OrderedRows", {
      declares: "told[7], toldLoss[6]",
      hints: [
        ["edge[0] <== 0;", "edge[0] <-- told[6];"],
        ["edge[r + 1] <-- (element[m] >> (72 * (k + 1))) & slot;", "edge[r + 1] <-- told[r];"],
        ["loss[r] <-- ((element[m] >> (72 * k + 36)) & slot) - (1 << 35);", "loss[r] <-- toldLoss[r];"],
      ],
    });
  });
  /** Where each row ends, and where the first begins. */
  const told = [10n, 20n, 30n, 35n, 40n, 40n, 0n];
  const toldLoss = [3n, -4n, 7n, -16n, 15n, 0n];
  const { element } = (INSTANCES.OrderedRows as TemplateInstance).inputs as { element: bigint[] };

  it("takes a table in order and without gap, and unpacks it in its one way", () => {
    const witness = rows.tell({ element, end: 40n, told, toldLoss });
    expect(rows.circuit.violations(witness)).toEqual([]);
    expect([0, 1, 6].map((r) => rows.output(witness, `edge[${r}]`))).toEqual([0n, 10n, 40n]);
    const shift = 1n << 36n;
    for (const [k, edge, loss] of [
      [1, shift, -1n],
      [1, -shift, 1n],
      [2, 1n, 0n],
    ] as const) {
      const edges = told.map((own, r) => (r === k - 1 ? own + edge : own));
      const losses = toldLoss.map((own, r) => (r === k ? own + loss : own));
      expect(rows.accepts({ element, end: 40n, told: edges, toldLoss: losses })).toBe(false);
    }
    for (const end of [39n, 41n, 0n]) expect(rows.accepts({ element, end, told, toldLoss })).toBe(false);
  });

  it("takes no table with a gap, an overlap, rows out of order, another beginning, or a loss beyond its bits", () => {
    const [own, next] = element as [bigint, bigint];
    const bad: [bigint[], bigint[], bigint[]][] = [
      [[own, tableElement(31n, -16n, 35n, 15n, 40n, 0n, 40n)], told, toldLoss],
      [[own, tableElement(29n, -16n, 35n, 15n, 40n, 0n, 40n)], told, toldLoss],
      [[tableElement(0n, 3n, 20n, -4n, 10n, 7n, 30n), next], [20n, 10n, 30n, 35n, 40n, 40n, 0n], toldLoss],
      [[tableElement(1n, 3n, 10n, -4n, 20n, 7n, 30n), next], told.with(6, 1n), toldLoss],
      [[tableElement(0n, 16n, 10n, -4n, 20n, 7n, 30n), next], told, [16n, ...toldLoss.slice(1)]],
      [
        [next, own],
        [35n, 40n, 40n, 10n, 20n, 30n, 30n],
        [-16n, 15n, 0n, 3n, -4n, 7n],
      ],
    ];
    for (const [elements, edges, losses] of bad) expect(rows.accepts({ element: elements, end: 40n, told: edges, toldLoss: losses })).toBe(false);
  });
});

describe("MonotoneRows", () => {
  it("takes losses that only fall among values, or only rise, and whatever does not count", async () => {
    const { accepts } = await openTemplate("MonotoneRows");
    const edge = [0n, 10n, 20n, 40n, 41n];
    const holds = (loss: bigint[], decreasing: bigint, counts = 1n) => accepts({ edge, loss, values: 40n, decreasing, counts });
    expect(holds([7n, 3n, -4n, 9n], 0n)).toBe(true);
    expect(holds([7n, 3n, 4n, 9n], 0n)).toBe(false);
    expect(holds([3n, 7n, 7n, -9n], 0n)).toBe(false);
    expect(holds([3n, 7n, 7n, -9n], 1n)).toBe(true);
    expect(holds([3n, 7n, 6n, -9n], 1n)).toBe(false);
    expect(holds([3n, 7n, 6n, -9n], 1n, 0n)).toBe(true);
    // The missing marker is no value; where it were one, it would count.
    expect(accepts({ edge, loss: [7n, 3n, -4n, 9n], values: 41n, decreasing: 0n, counts: 1n })).toBe(false);
  });
});

describe("NeverWorseRows", () => {
  let rows: OpenTemplate;
  beforeAll(async () => {
    rows = await openTemplate("NeverWorseRows");
  });
  const edge = [0n, 10n, 20n, 40n, 41n];
  const someLimit = (loss: bigint[], from: bigint, counts = 1n) =>
    Array.from({ length: 40 }, (_, i) => BigInt(i - 20)).some((limit) => rows.accepts({ edge, loss, from, values: 40n, counts, limit: modulo(limit) }));

  it("takes losses of which none from the code on is more than any below it, and no others, under any limit", () => {
    expect(someLimit([7n, 9n, -4n, 15n], 20n)).toBe(true);
    expect(someLimit([7n, 9n, 7n, 15n], 20n)).toBe(true);
    expect(someLimit([7n, 9n, 8n, 15n], 20n)).toBe(false);
    expect(someLimit([7n, 9n, 8n, 15n], 20n, 0n)).toBe(true);
  });

  it("counts a row that holds codes on both sides for both", () => {
    expect(someLimit([7n, 3n, 3n, 0n], 15n)).toBe(true);
    expect(someLimit([2n, 3n, 3n, 0n], 15n)).toBe(false);
    expect(someLimit([7n, 3n, 4n, 0n], 15n)).toBe(false);
  });

  it.each([
    [7n, 9n, 7n, 15n],
    [9n, 7n, 7n, 9n],
    [7n, 7n, 7n, 7n],
    [9n, 8n, 7n, 6n],
  ])("takes losses %s %s %s %s as every code tells, on both sides of every edge", (...loss) => {
    // The last row but one may hold nothing.
    for (const edges of [edge, [0n, 10n, 41n, 41n, 41n]]) {
      for (const from of [0n, 1n, 9n, 10n, 11n, 19n, 20n, 21n, 39n]) {
        for (const values of [from + 1n, 10n, 11n, 20n, 21n, 40n, 41n].filter((each) => each > from)) {
          const lost = Array.from({ length: Number(values) }, (_, code) => loss[edges.findLastIndex((start) => start <= BigInt(code))] as bigint);
          const most = lost.slice(Number(from)).reduce((high, value) => (value > high ? value : high));
          const expected = lost.slice(0, Number(from)).every((value) => value >= most);
          expect(rows.accepts({ edge: edges, loss, from, values, counts: 1n, limit: most }), `${from} ${values}`).toBe(expected);
        }
      }
    }
  });

  it("takes everything where nothing lies below", () => expect(someLimit([-9n, 3n, 9n, 0n], 0n)).toBe(true));
});
