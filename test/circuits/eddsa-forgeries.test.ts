import { beforeAll, describe, expect, it } from "vitest";
import { type MontgomeryPoint, WINDOW_SIZES, windowPoints } from "../../src/circuit/base8-windows.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { type Circuit, openCircuit } from "./harness/circuit.ts";
import { type Forger, openForger } from "./harness/forge.ts";
import { type MaliciousGenerator, openMaliciousGenerator } from "./harness/malicious-generator.ts";
import { KEY_MULTIPLE, ISSUER_SIGNATURE as MAIN } from "./signature-circuits.ts";
import { BASE8, type CurvePoint, challengeOf, Fp, montgomery, type OpenSignature, Point, SUBGROUP_ORDER, secretOf, signOpenly, times } from "./signers.ts";

let circuit: Circuit;
let forge: Forger;
beforeAll(async () => {
  circuit = await openCircuit(MAIN);
  forge = await openForger(circuit, MAIN);
});

const l = SUBGROUP_ORDER;
/** 4 h + OFFSET = e + k l, as in ChallengeMultiple. */
const OFFSET = (3n * l - 2n ** 252n - 1n) / 2n;
const E_LIMIT = 2n ** 251n;

/** What the constraints leave to the prover: all else follows. */
const FREE = /^main\.(issuerKey|R8x|R8y|message|keyX|multiple\.(digit|quotient)\[\d+\]|commitment\.window\[\d+\]\.[uv])$/;

const honest = signOpenly({ a: secretOf("issuer"), r: secretOf("nonce"), message: 31337n });
const v = montgomery(honest.A).v;

/** The digits of e and the upper three bits of k as the circuit holds them. */
function digitsOf(e: bigint, k: bigint): Record<string, bigint> {
  const set: Record<string, bigint> = {};
  for (let i = 0n; i < 251n; i++) set[`main.multiple.digit[${i}]`] = (e >> i) & 1n ? v : -v;
  for (let i = 0n; i < 3n; i++) set[`main.multiple.quotient[${i}]`] = (k >> (i + 2n)) & 1n ? v : -v;
  return set;
}

const setWindow = (window: number, point: MontgomeryPoint) => ({
  [`main.commitment.window[${window}].u`]: point.u,
  [`main.commitment.window[${window}].v`]: point.v,
});

const TABLES = WINDOW_SIZES.map((_, window) => windowPoints(window));

/** The windows' points for S Base8. */
function windowsOf(S: bigint): Record<string, bigint> {
  const s = Point.Fn.create(S);
  let rest = ((s % 2n === 1n ? s : s - l) + 12n * 24n ** 54n - 1n) / 2n;
  const set: Record<string, bigint> = {};
  for (const [window, points] of TABLES.entries()) {
    const digit = Number(rest % 24n);
    rest /= 24n;
    const point = points[digit >= points.length ? digit - points.length : points.length - 1 - digit] as MontgomeryPoint;
    Object.assign(set, setWindow(window, digit >= points.length ? point : { u: point.u, v: -point.v }));
  }
  return set;
}

interface Lie {
  set: Record<string, bigint>;
  /** The signature that the lie is told about. */
  about?: OpenSignature;
  /** What keeps its honest value besides the free choices. */
  keep?: RegExp;
}

const violationsOf = ({ set, about = honest, keep }: Lie) =>
  circuit.violations(forge(about.inputs, { set, hint: (signal) => FREE.test(signal) || (keep?.test(signal) ?? false) }));

/** The lie is refused, and by constraints of this kind only: all else in it is consistent. */
function expectRefused(lie: Lie, kind = /./) {
  const violations = violationsOf(lie);
  expect(violations).not.toEqual([]);
  for (const violation of violations) expect(violation).toMatch(kind);
}

/** Digits of another challenge, with S fitted to them by the key's own holder: R8 = S Base8 - (2^252 + 2 e + 1) A holds. */
const fitted = (e: bigint, k: bigint, { a, r } = honest) => ({ ...digitsOf(e, k), ...windowsOf(r + (2n ** 252n + 2n * e + 1n) * a) });

/** The hash is what it is; a wrong challenge shows where the digits are linked to it. */
const HASH = /^main\.hash\.out$/;
const LINK = /^\{main\.key\.v\} \* |multiple\.digit\[\d+\],main\.multiple\.digit/;

/** A signature by the honest signer whose challenge is as wanted. */
function signatureWith(wanted: (h: bigint) => boolean): OpenSignature {
  for (let message = 0n; ; message++) if (wanted(challengeOf(honest.R8, honest.A, message))) return signOpenly({ a: honest.a, r: honest.r, message });
}

const isSquare = (value: bigint) => Fp.pow(Fp.create(value), (FIELD_ORDER - 1n) / 2n) === 1n;

const decompositions = (h: bigint) =>
  Array.from({ length: 34 }, (_, k) => ({ k: BigInt(k), e: 4n * h + OFFSET - BigInt(k) * l })).filter(({ e }) => e >= 0n && e < E_LIMIT);

describe("the forger", () => {
  it("is believed when it tells the truth in another way: the other decomposition of the same challenge", () => {
    const twofold = signatureWith((h) => decompositions(h).length === 2);
    const witness = circuit.calculate(twofold.inputs);
    const others = decompositions(twofold.h)
      .map(({ e, k }) => digitsOf(e, k))
      .filter((set) => Object.entries(set).some(([name, value]) => witness[circuit.wire(name)] !== Fp.create(value)));
    expect(others.length).toBe(1);
    expect(violationsOf({ set: others[0] as Record<string, bigint>, about: twofold, keep: HASH })).toEqual([]);
  });
});

describe("the key", () => {
  const x = honest.A.toAffine().x;

  it("cannot be exchanged for its negative", () => {
    expectRefused({ set: { "main.keyX": -x } });
  });

  it("cannot have an x that is not on the curve", () => {
    for (const off of [x + 1n, 0n, 2n * x]) expectRefused({ set: { "main.keyX": off } });
  });

  it("cannot enter the hash with one sign and the ladder with the other", () => {
    const set: Record<string, bigint> = { "main.key.v": -v };
    const witness = circuit.calculate(honest.inputs);
    for (const [name, wire] of circuit.symbols) if (/multiple\.(digit|quotient)/.test(name)) set[name] = -(witness[wire] as bigint);
    // With S fitted to -A.
    Object.assign(set, windowsOf(honest.r - 8n * honest.h * honest.a));
    expectRefused({ set, keep: /^main\.(hash\.out|key\.u)$/ }, /^\{main\.keyX\} \* \{main\.key\.v\}/);
  });

  it("cannot be another point than y says: its double, its sum with the generator, its sum with the point of order 2", () => {
    const order2 = Point.fromAffine({ x: 0n, y: Fp.neg(1n) });
    for (const other of [honest.A.double(), honest.A.add(BASE8), honest.A.add(order2)]) {
      const point = montgomery(other);
      expectRefused({ set: { "main.key.u": point.u, "main.key.v": point.v, "main.key.v2": point.v * point.v, "main.keyX": other.toAffine().x } });
    }
  });

  it("cannot be the point of order 2, whose v and digits would all be 0", () => {
    const set: Record<string, bigint> = { "main.issuerKey": -1n, "main.key.u": 0n, "main.key.v": 0n };
    for (const name of circuit.symbols.keys()) if (/multiple\.(digit|quotient)/.test(name)) set[name] = 0n;
    expectRefused({ set });
    expect(violationsOf({ set }).join()).toContain("main.key.tangent");
  });

  it("cannot be public as one and used as another", () => {
    const own = signOpenly({ a: secretOf("cheater"), r: secretOf("nonce"), message: honest.inputs.message });
    const witness = circuit.calculate(own.inputs);
    expect(circuit.violations(witness)).toEqual([]);
    witness[circuit.wire("main.issuerKey")] = honest.inputs.issuerKey;
    expect(circuit.violations(witness)).not.toEqual([]);
  });
});

describe("the digits of the challenge, with S fitted to them by the key's holder,", () => {
  const { e, k } = decompositions(honest.h)[0] as { e: bigint; k: bigint };

  it("cannot have a bit flipped, wherever it stands", () => {
    for (const bit of [0n, 1n, 2n, 125n, 249n, 250n]) expectRefused({ set: fitted(e ^ (1n << bit), k), keep: HASH }, LINK);
  });

  it("cannot be those of the next challenge, or of the one before", () => {
    for (const step of [4n, -4n]) expectRefused({ set: fitted(e + step, k), keep: HASH }, LINK);
  });

  it("cannot be those of another quotient", () => {
    for (const flip of [4n, 8n, 16n]) expectRefused({ set: fitted(e, k ^ flip), keep: HASH }, LINK);
  });

  it("cannot be those of 4 h + p, 4 h + 2 p or 4 h + 3 p: the lower bits of the quotient are not free", () => {
    for (const turns of [1n, 2n, 3n]) {
      const aim = ((4n * honest.h + turns * FIELD_ORDER) % (4n * FIELD_ORDER)) + OFFSET;
      const quotient = aim / l > 31n ? 31n : aim / l;
      expectRefused({ set: fitted(aim - quotient * l, quotient), keep: HASH }, LINK);
    }
  });

  it("cannot be made up for by a quotient digit that is neither v nor -v", () => {
    const wrong = e ^ (1n << 77n);
    const set = fitted(wrong, k);
    // The link has 2 v e + l 2 v k on its right; this digit counts four times in 2 v k.
    const missing = Fp.div(Fp.create(2n * v * (e - wrong)), Fp.create(4n * l));
    set["main.multiple.quotient[0]"] = Fp.create((set["main.multiple.quotient[0]"] as bigint) + missing);
    expectRefused({ set, keep: /^main\.(hash\.out|key\.v2)$/ }, /^\{main\.multiple\.quotient\[0\]\} \* \{main\.multiple\.quotient\[0\]\}/);
  });

  it("cannot be 0, 2 v or v + 1 in place of v or -v", () => {
    for (const value of [0n, 2n * v, v + 1n]) {
      for (const i of [0, 1, 100, 250]) {
        expect(violationsOf({ set: { [`main.multiple.digit[${i}]`]: value }, keep: /^main\.(hash\.out|key\.v2)$/ }).join()).toContain(
          `digit[${i}]} * {main.multiple.digit[${i}]}`,
        );
      }
    }
  });

  it("cannot stand for h + p", () => {
    const small = signatureWith((h) => 4n * (h + FIELD_ORDER) + OFFSET - 31n * l < E_LIMIT);
    const set = fitted(4n * (small.h + FIELD_ORDER) + OFFSET - 31n * l, 31n, small);
    expectRefused({ set, about: small, keep: HASH }, /below\.ratio/);
  });

  it("cannot stand for h - p", () => {
    const large = signatureWith((h) => 4n * (h - FIELD_ORDER) + OFFSET >= 0n);
    const set = fitted(4n * (large.h - FIELD_ORDER) + OFFSET, 0n, large);
    expectRefused({ set, about: large, keep: HASH }, /above\.ratio/);
  });
});

describe("challenges that no hash gives", () => {
  let bare: Circuit;
  let forgeBare: Forger;
  beforeAll(async () => {
    bare = await openCircuit(KEY_MULTIPLE);
    forgeBare = await openForger(bare, KEY_MULTIPLE);
  });

  it("cannot be read a field's order too high or too low, from the first on", () => {
    const free = /^main\.(x|y|challenge|multiple\.(digit|quotient)\[\d+\])$/;
    const high = { off: FIELD_ORDER, k: 31n, challenges: [1n, 2n, 1n << 100n], kind: /below\.ratio/ };
    const low = { off: -FIELD_ORDER, k: 0n, challenges: [FIELD_ORDER - 1n, FIELD_ORDER - 2n, FIELD_ORDER - (1n << 100n)], kind: /above\.ratio/ };
    for (const { off, k, challenges, kind } of [high, low]) {
      for (const challenge of challenges) {
        const set = digitsOf(4n * (challenge + off) + OFFSET - k * l, k);
        const violations = bare.violations(forgeBare({ ...honest.A.toAffine(), challenge }, { set, hint: (signal) => free.test(signal) }));
        expect(violations).not.toEqual([]);
        for (const violation of violations) expect(violation).toMatch(kind);
      }
    }
  });
});

describe("the ladder", () => {
  it("cannot start from the key itself, from its double, or from five times it", () => {
    for (const start of [1n, 2n, 5n]) {
      const { u, v } = montgomery(times(honest.A, start));
      expectRefused({ set: { "main.key.u3": u, "main.key.v3": v }, keep: HASH });
    }
  });

  it("cannot skip a step, or land on the negative of a sum", () => {
    const witness = circuit.calculate(honest.inputs);
    const at = (name: string) => witness[circuit.wire(`main.multiple.${name}`)] as bigint;
    for (const i of [2, 100, 250]) {
      expectRefused({ set: { [`main.multiple.sumU[${i}]`]: at(`sumU[${i - 1}]`), [`main.multiple.sumV[${i}]`]: at(`sumV[${i - 1}]`) }, keep: HASH });
      expectRefused({ set: { [`main.multiple.sumV[${i}]`]: -at(`sumV[${i}]`) }, keep: HASH });
    }
  });

  it("cannot take a slope that is not the one between its points", () => {
    const witness = circuit.calculate(honest.inputs);
    for (const name of ["toSum[0]", "toSum[250]", "again[0]", "again[250]"]) {
      const slope = witness[circuit.wire(`main.multiple.${name}`)] as bigint;
      for (const other of [slope + 1n, -slope, 0n]) expectRefused({ set: { [`main.multiple.${name}`]: other }, keep: HASH });
    }
  });

  it("cannot hand on another point than it came to, with S fitted to that", () => {
    const other = montgomery(times(honest.A, 8n * honest.h + 1n));
    const set = { "main.multiple.outU": other.u, "main.multiple.outV": other.v, ...windowsOf(honest.r + (8n * honest.h + 1n) * honest.a) };
    expectRefused({ set, keep: HASH });
  });
});

describe("the windows", () => {
  const window = 7;
  const unit = 24n ** BigInt(window);
  const membership = new RegExp(`window\\[${window}\\]`);
  const points = windowsOf(honest.inputs.S);
  const pointOf = (set: Record<string, bigint>, i: number) => {
    const u = Fp.create(set[`main.commitment.window[${i}].u`] as bigint);
    const v = Fp.create(set[`main.commitment.window[${i}].v`] as bigint);
    return Point.fromAffine({ x: Fp.div(u, v), y: Fp.div(Fp.create(u - 1n), Fp.create(u + 1n)) });
  };

  /** Puts a point into a window, and takes what it is too much out of the last one: the sum stays right. */
  const exchanged = (point: CurvePoint) => ({
    ...setWindow(window, montgomery(point)),
    ...setWindow(54, montgomery(pointOf(points, 54).add(pointOf(points, window)).subtract(point))),
  });

  it("cannot add an even multiple, a multiple above 23, the neighbour's point or a point of another base", () => {
    const others = [
      times(BASE8, 2n * unit),
      times(BASE8, 25n * unit),
      times(BASE8, 24n * unit),
      times(BASE8, 7n),
      times(honest.A, unit),
      times(BASE8, secretOf("any")),
    ];
    for (const point of others) expectRefused({ set: exchanged(point), keep: HASH }, /window\[(7|54)\]/);
  });

  it("cannot make the sum right by one point outside of the table, which would be a forgery without any secret", () => {
    // Everything honest but the signature: the last window closes the gap to whatever R8 says.
    const own = signOpenly({ a: secretOf("cheater"), r: secretOf("nonce"), message: honest.inputs.message });
    const target = honest.R8.add(times(honest.A, 8n * honest.h)).subtract(times(BASE8, own.inputs.S));
    const now = windowsOf(own.inputs.S);
    const closing = pointOf(now, 54).add(target);
    expectRefused({ set: { ...now, ...setWindow(54, montgomery(closing)) }, keep: HASH }, /window\[54\]/);
  });

  it("cannot add a point of the table shifted by one of order 2", () => {
    const order2 = Point.fromAffine({ x: 0n, y: Fp.neg(1n) });
    expectRefused({ set: exchanged(times(BASE8, 3n * unit).add(order2)), keep: HASH }, /window\[(7|54)\]/);
  });

  it("cannot pair the u of one point with the v of another, or with a v off the curve", () => {
    const [first, second] = TABLES[window] as [MontgomeryPoint, MontgomeryPoint];
    for (const point of [
      { u: first.u, v: second.v },
      { u: first.u, v: first.v + 1n },
      { u: first.u, v: 0n },
    ]) {
      expect(violationsOf({ set: setWindow(window, point), keep: HASH }).join()).toMatch(membership);
    }
  });

  it("cannot take a slope that is not the one between its points, nor pass by a point", () => {
    const witness = circuit.calculate(honest.inputs);
    const at = (name: string) => witness[circuit.wire(`main.commitment.${name}`)] as bigint;
    for (const i of [0, 20, 54]) {
      const slope = at(`sum[${i}].slope`);
      for (const other of [slope + 1n, -slope, 0n]) expectRefused({ set: { [`main.commitment.sum[${i}].slope`]: other }, keep: HASH });
    }
    expectRefused({ set: { "main.commitment.sum[20].u": at("sum[19].u"), "main.commitment.sum[20].v": at("sum[19].v") }, keep: HASH });
  });
});

describe("R8", () => {
  const { x, y } = honest.R8.toAffine();

  it("cannot be the negative, or another point, while the hash keeps the challenge", () => {
    for (const set of [{ "main.R8x": -x }, { "main.R8y": -y }, { "main.R8x": -x, "main.R8y": -y }, { "main.R8x": x + 1n }]) expectRefused({ set, keep: HASH });
  });

  it("cannot be chosen to suit, with the challenge that follows from it", () => {
    const other = times(BASE8, secretOf("other nonce")).toAffine();
    expectRefused({ set: { "main.R8x": other.x, "main.R8y": other.y } });
  });
});

describe("the circuit's own program, run to the end without its checks,", () => {
  let cheat: MaliciousGenerator;
  beforeAll(async () => {
    cheat = await openMaliciousGenerator(circuit, MAIN);
  });

  it("is honest about an honest signature", () => {
    expect(cheat(honest.inputs)).toEqual(circuit.calculate(honest.inputs));
  });

  it("is refused by the last two constraints alone, for any other message, nonce, S and key", () => {
    const other = signOpenly({ a: secretOf("cheater"), r: secretOf("other nonce"), message: 1n });
    const { R8x, R8y, S, message, issuerKey } = other.inputs;
    for (const lie of [
      { message },
      { R8x, R8y },
      { S },
      { issuerKey },
      { message: honest.inputs.message + 1n },
      { S: honest.inputs.S ^ 1n },
      { R8x, R8y, S },
    ]) {
      const violations = circuit.violations(cheat({ ...honest.inputs, ...lie }));
      expect(violations).not.toEqual([]);
      for (const violation of violations) expect(violation).toMatch(/R8[xy]/);
    }
  });

  it("is refused at the key, for y = 1, y = -1 and a y that no point has", () => {
    const nowhere = Array.from({ length: 20 }, (_, y) => BigInt(y)).find((y) => y > 1n && !isSquare(Fp.div(1n - y * y, 168700n - 168696n * y * y)));
    for (const issuerKey of [1n, FIELD_ORDER - 1n, nowhere as bigint]) {
      expect(circuit.violations(cheat({ ...honest.inputs, issuerKey })).join()).toContain("main.key.");
    }
  });

  it("is refused with any x by hand", async () => {
    const path = "circuits/lib/eddsa/issuer-signature.circom";
    const find = "signal keyX <-- signer_x(issuerKey, R8x, R8y, S, message);";
    const byHand = await openMaliciousGenerator(circuit, MAIN, [{ path, find, replace: "signal input x;\n    signal keyX <-- x;" }]);
    const { x } = honest.A.toAffine();
    expect(circuit.violations(byHand({ ...honest.inputs, x }))).toEqual([]);
    for (const other of [-x, x + 1n, 2n * x, 0n, 1n]) expect(circuit.violations(byHand({ ...honest.inputs, x: other }))).not.toEqual([]);
  });
});
