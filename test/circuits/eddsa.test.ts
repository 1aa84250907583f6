import { beforeAll, describe, expect, it } from "vitest";
import { factorMembership, WINDOW_SIZES, windowPoints } from "../../src/circuit/base8-windows.ts";
import { derivePublicKey, sign, verifySignature } from "../../src/record/eddsa.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { type Circuit, openCircuit } from "./harness/circuit.ts";
import { findFreeDirections } from "./harness/rank.ts";
import { sweepWires } from "./harness/sweep.ts";
import { CIRCOMLIB_VERIFIER, ISSUER_SIGNATURE, KEY_MULTIPLE } from "./signature-circuits.ts";
import { BASE8, Fp, montgomery, Point, type SignatureInputs, SUBGROUP_ORDER, secretOf, signOpenly, times } from "./signers.ts";

let ours: Circuit;
let theirs: Circuit;
beforeAll(async () => {
  ours = await openCircuit(ISSUER_SIGNATURE);
  theirs = await openCircuit(CIRCOMLIB_VERIFIER);
});

/** Whether a circuit's program gets to its end on these inputs. A witness that it gives must satisfy the constraints. */
function runs(circuit: Circuit, inputs: Record<string, bigint>): boolean {
  let witness: bigint[];
  try {
    witness = circuit.calculate(inputs);
  } catch (error) {
    expect((error as Error).message).toMatch(/^assert failed/);
    return false;
  }
  expect(circuit.violations(witness)).toEqual([]);
  return true;
}

const accepts = (inputs: SignatureInputs) => runs(ours, { ...inputs });
const circomlibAccepts = ({ issuerKey, message, ...signature }: SignatureInputs, Ax: bigint) =>
  runs(theirs, { enabled: 1n, Ax, Ay: issuerKey, M: message, ...signature });

/** By the library that issuers use. */
function librarySignature(seed: number, message: bigint) {
  const secret = new Uint8Array(32).map((_, i) => (seed * 37 + i * 11) & 0xff);
  const key = derivePublicKey(secret);
  const { R8, S } = sign(secret, message);
  return { key, inputs: { issuerKey: key.y, R8x: R8.x, R8y: R8.y, S, message } };
}

const plain = signOpenly({ a: secretOf("issuer"), r: secretOf("nonce"), message: 1234567890123456789n });

describe("standard signatures", () => {
  it("are accepted from many keys, on many messages and the messages at the edges of the field", () => {
    const messages = [
      0n,
      1n,
      FIELD_ORDER - 1n,
      FIELD_ORDER - 2n,
      SUBGROUP_ORDER,
      1n << 253n,
      ...Array.from({ length: 10 }, (_, i) => secretOf(`message ${i}`)),
    ];
    messages.forEach((message, i) => {
      const { key, inputs } = librarySignature(i, message);
      expect(accepts(inputs), `message ${message}`).toBe(true);
      expect(circomlibAccepts(inputs, key.x)).toBe(true);
    });
  });

  it("are accepted whatever multiple of the order their challenge needs, and name the signer's point", () => {
    const quotients = new Set<bigint>();
    for (let i = 0; i < 160; i++) {
      const signature = signOpenly({ a: secretOf(`key ${i}`), r: secretOf(`r ${i}`), message: BigInt(i) });
      const witness = ours.calculate(signature.inputs);
      expect(ours.violations(witness)).toEqual([]);
      expect(witness[ours.wire("main.keyX")]).toBe(signature.A.toAffine().x);
      quotients.add((4n * signature.h) / SUBGROUP_ORDER);
    }
    expect(quotients.size).toBe(32);
  });

  it("are accepted under either of the two points with the key's y coordinate, which have one holder", () => {
    const negated = signOpenly({ a: SUBGROUP_ORDER - plain.a, r: plain.r, message: 5n });
    expect(negated.inputs.issuerKey).toBe(plain.inputs.issuerKey);
    expect(negated.A.toAffine().x).toBe(Fp.neg(plain.A.toAffine().x));
    expect(accepts(negated.inputs)).toBe(true);
  });

  it("are refused after a flip of one bit of S, R8, message or key, here and by circomlib", () => {
    const Ax = plain.A.toAffine().x;
    expect(accepts(plain.inputs)).toBe(true);
    for (const name of ["S", "R8x", "R8y", "message", "issuerKey"] as const) {
      for (let bit = 0n; bit < 254n; bit += name === "S" ? 1n : 11n) {
        const flipped = { ...plain.inputs, [name]: plain.inputs[name] ^ (1n << bit) };
        // Above the field order it would be another number than the one meant.
        if (flipped[name] >= FIELD_ORDER) continue;
        expect(accepts(flipped), `bit ${bit} of ${name}`).toBe(false);
        if (bit % 55n === 0n) expect(circomlibAccepts(flipped, Ax), `bit ${bit} of ${name}, circomlib`).toBe(false);
      }
    }
  });

  it("are accepted and refused as by circomlib's verifier, mixed up in every way", () => {
    const other = signOpenly({ a: secretOf("other issuer"), r: secretOf("other nonce"), message: 99n });
    const keys = [plain, other];
    for (let mix = 0; mix < 32; mix++) {
      const from = (bit: number) => keys[(mix >> bit) & 1] as typeof plain;
      const inputs = {
        issuerKey: from(0).inputs.issuerKey,
        R8x: from(1).inputs.R8x,
        R8y: from(2).inputs.R8y,
        S: from(3).inputs.S,
        message: from(4).inputs.message,
      };
      const expected = mix === 0 || mix === 31;
      expect(circomlibAccepts(inputs, from(0).A.toAffine().x), `circomlib, mix ${mix}`).toBe(expected);
      expect(accepts(inputs), `mix ${mix}`).toBe(expected);
    }
  });
});

describe("signatures at the edges", () => {
  const Ax = plain.A.toAffine().x;
  const library = (inputs: SignatureInputs) =>
    verifySignature(inputs.message, { R8: { x: inputs.R8x, y: inputs.R8y }, S: inputs.S }, { x: Ax, y: inputs.issuerKey });

  it("S + l and S + 7 l verify too: S is not part of the statement, and no check keys on it", () => {
    for (const multiple of [1n, 7n]) {
      const shifted = { ...plain.inputs, S: plain.inputs.S + multiple * SUBGROUP_ORDER };
      expect(accepts(shifted)).toBe(true);
      expect(library(shifted)).toBe(false);
      expect(circomlibAccepts(shifted, Ax)).toBe(false);
    }
  });

  it("R8 shifted by a point of order 2, 4 or 8 is refused, by the library too", () => {
    // Of order 8 l (ERC-2494). The library takes no scalar as large as l, hence the sum.
    const generator = Point.fromAffine({
      x: 995203441582195749578291179787384436505546430278305826713579947235728471134n,
      y: 5472060717959818805561601436314318772137091100104008585924551046643952123905n,
    });
    for (const order of [2n, 4n, 8n]) {
      const torsion = generator
        .multiplyUnsafe(SUBGROUP_ORDER - 1n)
        .add(generator)
        .multiplyUnsafe(8n / order);
      expect(torsion.multiplyUnsafe(order).is0() && !torsion.multiplyUnsafe(order / 2n).is0()).toBe(true);
      const { inputs } = signOpenly({ a: plain.a, r: plain.r, message: 1n, shift: torsion });
      expect(accepts(inputs), `order ${order}`).toBe(false);
      expect(library(inputs)).toBe(false);
      expect(circomlibAccepts(inputs, Ax)).toBe(false);
    }
  });

  it("a neutral R8 is refused, though the library accepts it: no honest nonce is 0", () => {
    const { inputs } = signOpenly({ a: plain.a, r: 0n, message: 1n });
    expect([inputs.R8x, inputs.R8y]).toEqual([0n, 1n]);
    expect(library(inputs)).toBe(true);
    expect(accepts(inputs)).toBe(false);
  });

  it("R8 off the curve is refused", () => {
    for (const off of [{ R8x: 0n }, { R8y: 0n }, { R8x: 1n, R8y: 1n }, { R8x: 0n, R8y: 0n }, { R8x: 0n, R8y: FIELD_ORDER - 1n }]) {
      expect(accepts({ ...plain.inputs, ...off })).toBe(false);
    }
  });

  it("the keys y = 1, y = -1 and y without a point are refused", () => {
    for (const issuerKey of [1n, FIELD_ORDER - 1n, 0n, 2n, 3n, 4n]) expect(accepts({ ...plain.inputs, issuerKey }), `y = ${issuerKey}`).toBe(false);
  });
});

describe("8 times challenge times key", () => {
  let circuit: Circuit;
  const key = plain.A.toAffine();
  beforeAll(async () => {
    circuit = await openCircuit(KEY_MULTIPLE);
  });

  it("is right at the edges of the field and of the order", () => {
    const edges = [1n, 2n, 3n, SUBGROUP_ORDER - 1n, SUBGROUP_ORDER + 1n, 7n * SUBGROUP_ORDER + 1n, FIELD_ORDER - 1n, FIELD_ORDER - 2n, 1n << 253n, 1n << 126n];
    for (const challenge of edges) {
      const witness = circuit.calculate({ ...key, challenge });
      expect(circuit.violations(witness), `challenge ${challenge}`).toEqual([]);
      const expected = montgomery(times(plain.A, 8n * challenge));
      expect([witness[circuit.wire("main.u")], witness[circuit.wire("main.v")]], `challenge ${challenge}`).toEqual([expected.u, expected.v]);
    }
  });

  it("is refused for the challenges 0, 1/8 and 3/8 modulo the order, whose ladder passes through the neutral element, and for their negatives", () => {
    const eighths = (n: bigint) => Point.Fn.create(Point.Fn.div(1n, 8n) * n);
    for (const n of [0n, 1n, -1n, 3n, -3n]) {
      for (const challenge of [eighths(n), eighths(n) + 5n * SUBGROUP_ORDER]) expect(runs(circuit, { ...key, challenge }), `${n}/8`).toBe(false);
    }
  });

  it("leaves no slope free next to the refused challenges", () => {
    for (const n of [2n, -2n, 5n, -5n, 7n, -7n]) {
      const witness = circuit.calculate({ ...key, challenge: Point.Fn.create(Point.Fn.div(1n, 8n) * n) });
      expect(circuit.violations(witness)).toEqual([]);
      const held = (signal: string) => /^main\.(x|y|challenge)$/.test(signal);
      expect(sweepWires(circuit, witness, held)).toEqual([]);
      expect(findFreeDirections(circuit, witness, held)).toEqual([]);
    }
  });
});

describe("a number of five digits, at most a bound unless exempt,", () => {
  /** Every bound below 31, each with its own exemption. */
  const BOUNDS = `pragma circom 2.2.0;
include "eddsa/at-most-unless.circom";
template EveryBound() {
    signal input v;
    signal input digit[5];
    signal input exempt[31];
    component atMost[31];
    for (var bound = 0; bound < 31; bound++) {
        atMost[bound] = AtMostUnless(5, bound);
        atMost[bound].v <== v;
        atMost[bound].digit <== digit;
        atMost[bound].exempt <== exempt[bound];
    }
}
component main = EveryBound();`;

  it("is accepted up to every bound and refused above, and never refused where exempt", async () => {
    const circuit = await openCircuit(BOUNDS);
    const v = secretOf("any v");
    const judge = (number: number, bound: number) => {
      const digit = Array.from({ length: 5 }, (_, i) => ((number >> i) & 1 ? v : -v));
      const exempt = Array.from({ length: 31 }, (_, other) => (other === bound ? 0n : 2n * v));
      try {
        return circuit.violations(circuit.calculate({ v, digit, exempt })).length === 0;
      } catch {
        return false;
      }
    };
    for (let bound = 0; bound < 31; bound++)
      for (let number = 0; number < 32; number++) expect(judge(number, bound), `${number}, ${bound}`).toBe(number <= bound);
  });
});

describe("the whole circuit", () => {
  it("leaves no wire that can be nudged unnoticed, and no free direction", () => {
    for (let i = 0; i < 3; i++) {
      const witness = ours.calculate(signOpenly({ a: secretOf(`swept ${i}`), r: secretOf(`nonce ${i}`), message: BigInt(i) }).inputs);
      expect(sweepWires(ours, witness)).toEqual([]);
      expect(findFreeDirections(ours, witness)).toEqual([]);
    }
  });

  it("has no wire for S", () => {
    expect(ours.symbols.has("main.S")).toBe(false);
  });
});

describe("the windows of Base8", () => {
  it("have as many sums as the subgroup has points, and no two points with the same u", () => {
    expect(WINDOW_SIZES.reduce((product, size) => product * BigInt(size), 1n)).toBeGreaterThan(SUBGROUP_ORDER);
    WINDOW_SIZES.forEach((size, window) => {
      const points = windowPoints(window);
      expect(new Set(points.map(({ u }) => u)).size).toBe(size / 2);
      points.forEach((point, i) => {
        expect(point).toEqual(montgomery(times(BASE8, BigInt(2 * i + 1) * 24n ** BigInt(window))));
      });
    });
  });

  it("are proved by quadratic steps that multiply out to the product over their points", () => {
    WINDOW_SIZES.forEach((_, window) => {
      const roots = windowPoints(window).map(({ u }) => u);
      const steps = factorMembership(roots);
      // A polynomial of degree 12 or 6 with leading coefficient 1 is known by its values at 13 places; the roots alone would be 12.
      for (const u of [...roots, 0n, 1n, 2n, FIELD_ORDER - 1n]) {
        const square = u * u;
        const cube = u * (square + 168698n * u + 1n);
        const sixth = cube * (cube + (steps[0] as bigint) * square + (steps[1] as bigint) * u);
        const dot = (coefficients: bigint[], values: bigint[]) => coefficients.reduce((sum, coefficient, i) => sum + coefficient * (values[i] as bigint), 0n);
        const value =
          roots.length === 6
            ? sixth + dot(steps.slice(2), [cube, square, u, 1n])
            : (sixth + dot(steps.slice(2, 4), [square, u])) * (sixth + dot(steps.slice(4, 7), [cube, square, u])) +
              dot(steps.slice(7), [sixth, cube, square, u, 1n]);
        expect(Fp.create(value)).toBe(roots.reduce((product, root) => Fp.create(product * (u - root)), 1n));
      }
    });
  });
});
