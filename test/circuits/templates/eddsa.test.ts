import { beforeAll, describe, expect, it } from "vitest";
import { windowPoints } from "../../../src/circuit/base8-windows.ts";
import { openForger } from "../harness/forge.ts";
import { BASE8, Fp, montgomery, Point, secretOf, signOpenly, times } from "../signers.ts";
import { INSTANCES, type TemplateInstance } from "./instances.ts";
import { type OpenTemplate, openTemplate, templateMain } from "./open-template.ts";

const signature = signOpenly({ a: secretOf("key"), r: secretOf("r"), message: 5n });
const A = signature.A;
const affine = A.toAffine();

describe("KeyPoint", () => {
  let key: OpenTemplate;
  beforeAll(async () => {
    key = await openTemplate("KeyPoint", {
      declares: "toldU, toldV, bendTangent, bendSlope",
      hints: [
        ["u <-- (1 + y) / (1 - y);", "u <-- toldU;"],
        ["v <-- u / x;", "v <-- toldV;"],
        ["/ (2 * v);", "/ (2 * v) + bendTangent;"],
        ["/ (u - double) - tangent;", "/ (u - double) - tangent + bendSlope;"],
      ],
    });
  });
  const own = montgomery(A);
  const honest = { ...affine, toldU: own.u, toldV: own.v, bendTangent: 0n, bendSlope: 0n };

  it("gives the point and three times it", () => {
    const witness = key.tell(honest);
    expect(key.circuit.violations(witness)).toEqual([]);
    const triple = montgomery(times(A, 3n));
    expect([key.output(witness, "u3"), key.output(witness, "v3")]).toEqual([triple.u, triple.v]);
  });

  it("takes no other point, no other slope, and no x of another y", () => {
    const order2 = Point.fromAffine({ x: 0n, y: Fp.neg(1n) });
    const others = [A.negate(), A.double(), A.add(order2), BASE8].map((point) => ({ point, ...montgomery(point) }));
    for (const { point, u, v } of others) {
      expect(key.accepts({ ...honest, toldU: u, toldV: v })).toBe(false);
      if (point !== others[0]?.point) expect(key.accepts({ ...honest, x: point.toAffine().x, toldU: u, toldV: v })).toBe(false);
    }
    expect(key.accepts({ ...honest, toldV: -own.v })).toBe(false);
    expect(key.accepts({ ...honest, bendTangent: 1n })).toBe(false);
    expect(key.accepts({ ...honest, bendSlope: 1n })).toBe(false);
    expect(key.accepts({ ...honest, x: 0n, y: -1n, toldU: 0n, toldV: 0n })).toBe(false);
  });
});

describe("PointSum", () => {
  it("gives the sum with its one slope, and refuses a point and its negative", async () => {
    const sum = await openTemplate("PointSum", { declares: "bend", hints: [["/ (u2 - u1);", "/ (u2 - u1) + bend;"]] });
    const [first, second] = [montgomery(A), montgomery(times(A, 5n))];
    const inputs = { u1: first.u, v1: first.v, u2: second.u, v2: second.v };
    const expected = montgomery(times(A, 6n));
    const witness = sum.tell({ ...inputs, bend: 0n });
    expect(sum.circuit.violations(witness)).toEqual([]);
    expect([sum.output(witness, "u"), sum.output(witness, "v")]).toEqual([expected.u, expected.v]);
    for (const bend of [1n, -1n, secretOf("any")]) expect(sum.accepts({ ...inputs, bend })).toBe(false);
    for (const bend of [0n, 1n]) expect(sum.accepts({ u1: first.u, v1: first.v, u2: first.u, v2: -first.v, bend })).toBe(false);
  });

  it("leaves the slope free where a point is added to itself, which is why its callers see that none is", async () => {
    const sum = await openTemplate("PointSum", { declares: "bend", hints: [["/ (u2 - u1);", "/ (u2 - u1) + bend;"]] });
    const { u, v } = montgomery(A);
    for (const bend of [1n, 7n]) expect(sum.accepts({ u1: u, v1: v, u2: u, v2: v, bend })).toBe(true);
  });
});

describe("Base8Window", () => {
  it.each([7, 54])("%i takes the points of its table and their negatives, and no other", async (window) => {
    const told = await openTemplate("Base8Window", {
      call: `Base8Window(${window})`,
      declares: "toldU, toldV",
      hints: [
        ["u <-- table[j];", "u <-- toldU;"],
        ["v <-- digit >= points ? table[points + j] : -table[points + j];", "v <-- toldV;"],
      ],
    });
    const table = windowPoints(window);
    const unit = 24n ** BigInt(window);
    for (const { u, v } of table) {
      expect(told.accepts({ scalar: 0n, toldU: u, toldV: v })).toBe(true);
      expect(told.accepts({ scalar: 0n, toldU: u, toldV: -v })).toBe(true);
      expect(told.accepts({ scalar: 0n, toldU: u, toldV: v + 1n })).toBe(false);
      expect(told.accepts({ scalar: 0n, toldU: u + 1n, toldV: v })).toBe(false);
    }
    const multiples = Array.from({ length: 40 }, (_, i) => BigInt(i + 1));
    let taken = 0;
    for (const multiple of multiples) {
      const { u, v } = montgomery(times(BASE8, multiple * unit));
      if (told.accepts({ scalar: 0n, toldU: u, toldV: v })) taken++;
      else expect(multiple % 2n === 0n || multiple > 2n * BigInt(table.length) - 1n).toBe(true);
    }
    expect(taken).toBe(table.length);
  });
});

describe("Base8Multiple", () => {
  it("adds S Base8, with the slopes and points of its windows alone", async () => {
    const { circuit, tell, output } = await openTemplate("Base8Multiple", {
      declares: "bend[55]",
      hints: [["window[i].scalar <-- scalar;", "window[i].scalar <-- scalar + bend[i] * 24 ** i;"]],
    });
    const start = montgomery(times(A, 9n));
    const S = secretOf("S");
    const straight = Array.from({ length: 55 }, () => 0n);
    const witness = tell({ ...start, S, bend: straight });
    expect(circuit.violations(witness)).toEqual([]);
    const expected = montgomery(times(A, 9n).add(times(BASE8, S)));
    expect([output(witness, "outU"), output(witness, "outV")]).toEqual([expected.u, expected.v]);
    // Another digit in a window is another scalar: a right sum, of something else.
    const bent = tell({ ...start, S, bend: straight.map((_, i) => (i === 3 ? 1n : 0n)) });
    expect(circuit.violations(bent)).toEqual([]);
    expect(output(bent, "outU")).not.toBe(expected.u);
    // A point that is in no table, and a sum that is not the sum.
    const forge = await openForger(circuit, templateMain(INSTANCES.Base8Multiple as TemplateInstance));
    const hint = (signal: string) => /^main\.[uv]$|window\[\d+\]\.[uv]$/.test(signal);
    const even = montgomery(times(BASE8, 2n * 24n ** 3n));
    for (const set of [{ "main.window[3].u": even.u, "main.window[3].v": even.v }, { "main.outU": expected.u + 1n }, { "main.outV": -expected.v }]) {
      expect(circuit.violations(forge({ ...start, S }, { set, hint }))).not.toEqual([]);
    }
  });
});

describe("ChallengeMultiple", () => {
  it("gives 8 challenge A with its own digits and slopes alone", async () => {
    const { circuit, tell, accepts, output } = await openTemplate("ChallengeMultiple", {
      declares: "bendE, bendK, bendToSum, bendAgain",
      hints: [
        ["    // digit[i] is v where bit i", "    e += bendE; k += bendK;\n    // digit[i] is v where bit i"],
        ["/ (u - sumU[i]);", "/ (u - sumU[i]) + (i == 100 ? bendToSum : 0);"],
        ["/ (sumU[i] - middleU[i]) - toSum[i];", "/ (sumU[i] - middleU[i]) - toSum[i] + (i == 100 ? bendAgain : 0);"],
      ],
    });
    const { u, v } = montgomery(A);
    const triple = montgomery(times(A, 3n));
    const inputs = { u, v, v2: Fp.create(v * v), u3: triple.u, v3: triple.v, challenge: signature.h, bendE: 0n, bendK: 0n, bendToSum: 0n, bendAgain: 0n };
    const witness = tell(inputs);
    expect(circuit.violations(witness)).toEqual([]);
    const expected = montgomery(times(A, 8n * signature.h));
    expect([output(witness, "outU"), output(witness, "outV")]).toEqual([expected.u, expected.v]);
    for (const lie of [{ bendE: 1n }, { bendE: 4n }, { bendK: 4n }, { bendToSum: 1n }, { bendAgain: 1n }, { challenge: signature.h + 1n }]) {
      const told = tell({ ...inputs, ...lie });
      expect(told).not.toEqual(witness);
      if ("challenge" in lie) expect(output(told, "outU")).not.toBe(expected.u);
      else expect(accepts({ ...inputs, ...lie }), Object.keys(lie).join()).toBe(false);
    }
  });
});

describe("AtMostUnless", () => {
  it("takes no number above its bound, whatever the quotient is told to be", async () => {
    const { accepts } = await openTemplate("AtMostUnless", {
      declares: "told[2]",
      hints: [["ratio[run] <-- missing == 0 ? 0 : excess / missing;", "ratio[run] <-- run < 2 ? told[run] : 0;"]],
    });
    const v = 5n;
    const written = (number: number) => Array.from({ length: 5 }, (_, i) => ((number >> i) & 1 ? v : -v));
    const quotients = [0n, 1n, 2n, -1n, Fp.inv(2n), Fp.inv(3n), secretOf("any")];
    for (let number = 0; number < 32; number++) {
      const taken = quotients.some((first) => quotients.some((second) => accepts({ v, digit: written(number), exempt: 0n, told: [first, second] })));
      expect(taken, `${number}`).toBe(number <= 13);
    }
  });
});

describe("IssuerSignature", () => {
  it("takes a signature and no other message, key or nonce with it", async () => {
    const { accepts } = await openTemplate("IssuerSignature");
    const inputs = INSTANCES.IssuerSignature?.inputs as Record<string, bigint>;
    expect(accepts(inputs)).toBe(true);
    for (const name of Object.keys(inputs)) expect(accepts({ ...inputs, [name]: (inputs[name] as bigint) + 1n }), name).toBe(false);
  });
});
