import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { claimSizes } from "../../../src/circuit/claims/claim-sizes.ts";
import { generateClaimCircuit } from "../../../src/circuit/claims/generate-claim-circuit.ts";
import { checkLinearClaim } from "../../../src/evidence/claims/check-linear-claim.ts";
import { findClaimed, parseClaim } from "../../../src/evidence/claims/claim.ts";
import { lineTables } from "../../../src/model/parameters/line-tables.ts";
import type { LinearTerm, QuantisedLinear } from "../../../src/model/quantised-linear.ts";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { tinyLinear } from "../../evidence/small-linear.ts";
import { tinySchema } from "../../evidence/small-trees.ts";
import { nudgeAssignments } from "../harness/nudge-assignments.ts";
import { findFreeDirections } from "../harness/rank.ts";
import { sweepWires } from "../harness/sweep.ts";
import type { CircuitInputs } from "../harness/witness.ts";
import { hmdaModel } from "../linear/linear-models.ts";
import { lineElement } from "../templates/instances.ts";
import { ClaimBench, holds } from "./claim-bench.ts";
import { LineClaim } from "./line-claim.ts";
import { grownLinear, recalibratedLinear, roomyLinear, smallLinear } from "./universal-linear-models.ts";

const rowsOf = (model: QuantisedLinear) => lineTables(model).map(({ rows }) => rows.length);

/** Rows of `a` twice, of `b` and of `c`. */
const SHAPE = [3, 2, 2, 1];
const CODES = [6, 6, 4, 4];
const FEATURES = [0, 0, 1, 2];

const small = fc.integer({ min: -3, max: 3 });
/** So many rows over so many codes, of slopes and jumps of either sign or of one. */
const termOf = (i: number): fc.Arbitrary<LinearTerm> =>
  fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 1, max: (CODES[i] as number) - 1 }), { minLength: (SHAPE[i] as number) - 1, maxLength: (SHAPE[i] as number) - 1 }),
      fc.array(fc.tuple(small, small), { minLength: SHAPE[i] as number, maxLength: SHAPE[i] as number }),
      fc.constantFrom(-1, 0, 1),
    )
    .map(([cuts, drawn, way]) => {
      const signed = (value: number) => (way === 0 ? value : way * Math.abs(value));
      let [before, value, slope] = [0, 0, 0];
      const pieces = [0, ...cuts.sort((a, b) => a - b)].map((from, r) => {
        const [nextSlope, jump] = drawn[r] as [number, number];
        value += slope * (from - before) + signed(jump);
        [before, slope] = [from, signed(nextSlope)];
        return { from: BigInt(from), slope: BigInt(slope), offset: BigInt(value - slope * from) };
      });
      return { feature: FEATURES[i] as number, reason: i === 0 ? 0 : 1, pieces };
    });
const shaped = fc
  .tuple(tinyLinear, fc.tuple(...SHAPE.map((_, i) => termOf(i))))
  .map(([model, terms]) => ({ ...model, terms }))
  .filter((model) => `${rowsOf(model)}` === `${SHAPE}`);

/** Whether the claim holds of every term that reads its feature, each for itself. */
const holdsOfEach = (model: QuantisedLinear, text: string) =>
  model.terms.every((term) => checkLinearClaim({ ...model, terms: [term] }, parseClaim(text), findClaimed(parseClaim(text), tinySchema)).result === "holds");

describe("what a claim's circuit says of a linear model's tables", () => {
  it.each([
    { kind: "monotone", texts: ["monotone:a:increasing", "monotone:a:decreasing", "monotone:b:increasing", "monotone:c:decreasing"] },
    { kind: "never-worse", texts: ["never-worse:a:0", "never-worse:a:2", "never-worse:a:3", "never-worse:b:2", "never-worse:c:1"] },
  ])("holds of a model where it holds of each of its terms, and of no other: $kind", async ({ texts }) => {
    const first = fc.sample(shaped, { numRuns: 1, seed: 2 })[0] as QuantisedLinear;
    const bench = new LineClaim(texts[0] as string);
    await bench.open(first);
    const seen = { holds: 0, fails: 0 };
    fc.assert(
      fc.property(shaped, fc.constantFrom(...texts), (model, text) => {
        const claim = parseClaim(text);
        const truth = holdsOfEach(model, text);
        seen[truth ? "holds" : "fails"] += 1;
        expect(bench.takes(model, claim)).toBe(truth);
        if (truth || claim.claim !== "never-worse") return;
        // No other limit makes it true.
        for (let limit = -12n; limit <= 12n; limit += 8n) expect(bench.takes(model, claim, { limit: SHAPE.map(() => limit) })).toBe(false);
      }),
      { numRuns: 120, seed: 5 },
    );
    expect(Math.min(seen.holds, seen.fails)).toBeGreaterThan(20);
  });

  it("is proven of the regression that the project ships as far as it holds", async () => {
    const model = hmdaModel();
    for (const texts of [
      ["monotone:pirat:decreasing", "monotone:lvrat:decreasing", "monotone:lvrat:increasing", "monotone:hirat:increasing", "monotone:unemp:increasing"],
      ["never-worse:lvrat:0.8", "never-worse:hirat:0.4", "never-worse:hirat:0"],
    ]) {
      const bench = new LineClaim(texts[0] as string);
      await bench.open(model);
      for (const claim of texts.map(parseClaim)) expect(bench.takes(model, claim)).toBe(holds(model, claim));
    }
  });
});

describe("a proven claim about the direction of a linear model", () => {
  const bench = new LineClaim("monotone:age:decreasing");
  /** Age rises in the margin, slowly and then fast. */
  const model = smallLinear({ young: 2, old: 9, again: 1, income: -5, missing: 37, regions: [-30, 55] });
  /** As the first, but for what it adds from 45 on. */
  const crooked = smallLinear({ young: 2, old: -9, again: 1, income: -5, missing: 37, regions: [-30, 55] });
  const row = () => bench.inputs(model).row as bigint[];
  beforeAll(() => bench.open(model));

  it("holds of that model, in that direction, and of values only", () => {
    expect(bench.takes(model)).toBe(true);
    expect(bench.takes(crooked)).toBe(false);
    expect(bench.takes(model, parseClaim("monotone:age:increasing"))).toBe(false);
    // A missing income adds 37, more than any: it is no value.
    expect(bench.takes(model, parseClaim("monotone:income:increasing"))).toBe(true);
    expect(bench.takes(model, parseClaim("monotone:income:increasing"), { values: 102n })).toBe(false);
  });

  it("is taken for no tables but whole ones in order", () => {
    const [low, high] = [lineElement(0n, 45n, 2n, 220n), lineElement(45n, 61n, 9n, 310n)];
    expect(rowsOf(model)).toEqual([2, 1, 3, 2]);
    const own = row();
    const swap = (i: number, k: number) => own.with(i, own[k] as bigint).with(k, own[i] as bigint);
    for (const forged of [
      swap(0, 1),
      swap(3, 4),
      swap(4, 5),
      // Rows moved from one term to its neighbour.
      [...own.slice(1, 3), own[0] as bigint, ...own.slice(3)],
      [...own.slice(0, 2), ...own.slice(3, 4), own[2] as bigint, ...own.slice(4)],
      // An overlap, a gap, an end too soon and too late, a beginning after 0.
      own.with(0, lineElement(0n, 46n, 2n, 220n)),
      own.with(1, lineElement(46n, 61n, 9n, 310n)),
      own.with(1, lineElement(45n, 60n, 9n, 310n)),
      own.with(1, lineElement(45n, 62n, 9n, 310n)),
      own.with(0, lineElement(1n, 45n, 2n, 220n)),
      // One row twice, none where two stood, an empty one.
      [low, low, ...own.slice(2)],
      [high, high, ...own.slice(2)],
      own.with(0, lineElement(0n, 0n, 2n, 220n)),
    ]) {
      expect(bench.takes(model, bench.claim, { row: forged })).toBe(false);
    }
  });

  it("is said of the feature that the inputs name: a term that reads another has that one's codes", () => {
    for (const input_ of [
      [2n, 1n, 2n, 4n],
      [1n, 2n, 2n, 4n],
      [1n, 1n, 1n, 4n],
      [0n, 1n, 2n, 4n],
    ]) {
      expect(bench.takes(model, bench.claim, { input_ })).toBe(false);
    }
    expect(bench.takes(crooked, bench.claim, { feature: 2n })).toBe(false);
    expect(bench.takes(crooked, bench.claim, { term: 0n })).toBe(false);
    expect(bench.takes(crooked, bench.claim, { term: (FIELD_ORDER + 1n) / 2n + 1n })).toBe(false);
  });

  it("leaves no wire that can be nudged unnoticed, and no free direction, once the model is held", () => {
    const witness = bench.cheat(bench.inputs(model) as CircuitInputs);
    const held = /^main\.(feature|values|term|input_|row)\b/;
    // Of what is 0 there is no inverse, and any number will do: circomlib's IsZero, where a term reads the feature.
    const explained = /^main\.IsEqual_\w+\.isz\.inv$/;
    const nudged = sweepWires(bench.circuit, witness, (signal) => held.test(signal)).map(({ signal }) => signal);
    expect(nudged.filter((signal) => !explained.test(signal))).toEqual([]);
    expect(nudged.length).toBeGreaterThan(0);
    const free = findFreeDirections(bench.circuit, witness, (signal) => held.test(signal));
    expect(free.filter((signal) => !explained.test(signal))).toEqual([]);
  });

  it("leaves no signal that can be moved unnoticed with all that follows from it", async () => {
    expect(await nudgeAssignments({ main: bench.main, path: "main.circom", inputs: bench.inputs(model) })).toEqual([]);
  });
});

describe("a proven claim about a linear model whose tables have room for more", () => {
  const models = [roomyLinear(), roomyLinear(recalibratedLinear()), grownLinear()];
  const [model] = models as [QuantisedLinear];

  it.each([
    ["monotone:age:decreasing", "monotone:income:increasing", "monotone:income:decreasing"],
    ["never-worse:income:30", "never-worse:age:45"],
  ])("is one circuit's for every version, and true of just those of which it holds: %s", async (...texts) => {
    const bench = new LineClaim(texts[0] as string);
    await bench.open(model);
    const seen = new Set<boolean>();
    for (const of of models) {
      expect(claimSizes(of, bench.claim).lines).toEqual({ rows: [4, 4, 4, 4, 4], perRow: 1 });
      for (const claim of texts.map(parseClaim)) {
        const each = of.terms.every((term) => holds({ ...of, terms: [term] }, claim));
        seen.add(each);
        expect(bench.takes(of, claim), `${of.version} ${claim.claim}`).toBe(each);
      }
    }
    expect(seen.size).toBe(2);
  });

  it("is taken for no rows that are not there but those behind the last, and for no term that is not there but one of a single code", async () => {
    const bench = new LineClaim("monotone:income:increasing");
    await bench.open(model);
    const own = bench.inputs(model).row as bigint[];
    const absent = lineElement(61n, 61n, 0n, 0n);
    expect(own.slice(2, 4)).toEqual([absent, absent]);
    expect(bench.takes(model)).toBe(true);
    for (const forged of [
      // Ahead of the others, between them, of another code, of a code of their own.
      [absent, ...own.slice(0, 2), ...own.slice(3)],
      [own[0] as bigint, lineElement(45n, 45n, 0n, 0n), own[1] as bigint, ...own.slice(3)],
      own.with(3, lineElement(60n, 60n, 0n, 0n)),
      own.with(3, lineElement(61n, 62n, 0n, 0n)),
      own.with(2, lineElement(33n, 34n, 0n, -100n)),
      own.with(16, lineElement(0n, 61n, 0n, 0n)),
      own.with(17, lineElement(1n, 2n, 0n, 0n)),
    ]) {
      expect(bench.takes(model, bench.claim, { row: forged })).toBe(false);
    }
  });
});

describe("a proven claim about an age of a committed linear model", () => {
  const bench = new ClaimBench("never-worse:income:30");
  const model = smallLinear();
  const honest = () => bench.inputs(model) as Record<string, bigint[]>;
  beforeAll(() => bench.open(model));

  it("is proven of every version of its sizes for which it holds, and of features that nothing reads", () => {
    const rising = smallLinear({ young: -9, old: 4, again: 2, income: 5, missing: 37, regions: [-30, 55] });
    for (const of of [model, recalibratedLinear(), rising]) expect(bench.takes(of)).toBe(holds(of, bench.claim));
    expect(bench.takes(rising)).toBe(false);
    expect(bench.takes(model, parseClaim("never-worse:income:99"))).toBe(true);
  });

  it("is refused where it holds only of two terms together", () => {
    const claim = parseClaim("never-worse:age:10");
    expect(holds(model, claim)).toBe(true);
    expect(bench.takes(model, claim)).toBe(false);
  });

  it("is not made true by a limit, by other terms of the claim, or by another model's tables", () => {
    const claim = parseClaim("never-worse:age:45");
    const rising = smallLinear({ young: 9, old: 4, again: -2, income: -5, missing: 37, regions: [-30, 55] });
    for (let limit = -400n; limit <= 400n; limit += 50n) expect(bench.takes(rising, claim, { limit: [limit, limit, 0n, 0n] })).toBe(false);
    for (const bent of [
      { term_: 61n },
      { term_: 0n },
      { values_: 45n },
      { values_: 44n },
      { feature_: 3n },
      { row: honest().row as bigint[] },
      { input_: [3n, 3n, 2n, 4n] },
      { salt: 1n },
      { policyHash: 1n },
      { reasonsHash: 1n },
    ]) {
      expect(bench.takes(rising, claim, bent)).toBe(false);
    }
    expect(bench.takes(model, bench.claim, { row: recalibratedRows() })).toBe(false);
    expect(bench.takes(model, bench.claim, { upper: 1n })).toBe(false);
  });

  const recalibratedRows = () => (bench.inputs(recalibratedLinear()) as Record<string, bigint[]>).row as bigint[];

  it("is refused of a model whose rows take three elements", () => {
    const terms = model.terms.map((term, i) => (i === 0 ? { ...term, pieces: [{ from: 0n, slope: 1n << 78n, offset: 0n }] } : term));
    const sizes = claimSizes({ ...model, terms }, bench.claim);
    expect(sizes.lines).toEqual({ rows: [1, 1, 3, 2], perRow: 3 });
    expect(() => generateClaimCircuit(bench.claim, model.schema, sizes)).toThrow(expect.objectContaining({ code: "CRD-1203" }));
    expect(generateClaimCircuit(parseClaim("does-not-use:branch"), model.schema, sizes)).toContain("NoneIs(4)");
  });
});
