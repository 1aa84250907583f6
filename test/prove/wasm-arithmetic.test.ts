import { beforeAll, describe, expect, test } from "vitest";
import { type Bn254, openCurve } from "../../src/keys/bn254.ts";
import { multiplyGenerators } from "../../src/keys/fixed-base.ts";
import { invert } from "../../src/keys/lagrange.ts";
import { writeScalars } from "../../src/keys/scalar-bytes.ts";
import { Assembler, type Call, i32, type Local } from "../../src/prove/wasm/assembler.ts";
import { Constants } from "../../src/prove/wasm/constants.ts";
import { cutScalars, differencesOf, scalarsIn } from "../../src/prove/wasm/digits.ts";
import { defineField } from "../../src/prove/wasm/field-code.ts";
import { KernelInstance, makeKernel } from "../../src/prove/wasm/kernel.ts";
import { centred, limbsOf, MONTGOMERY, numberOf, PAIR_BYTES } from "../../src/prove/wasm/limbs.ts";
import { type Group, KEY_POINT, Multiplier, POINT } from "../../src/prove/wasm/multiply.ts";
import { BASE_FIELD_ORDER, FIELD_ORDER } from "../../src/statement/field.ts";

/** Numbers that repeat from run to run, spread over a range. */
function* spread(seed: bigint, below: bigint): Generator<bigint> {
  for (let state = seed; ; ) {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 512n;
    yield (state >> 128n) % below;
  }
}
const some = (count: number, seed: bigint, below: bigint): bigint[] => {
  const numbers = spread(seed, below);
  return Array.from({ length: count }, () => numbers.next().value as bigint);
};
const residue = (value: bigint, prime: bigint) => ((value % prime) + prime) % prime;

describe.each([
  ["base", BASE_FIELD_ORDER],
  ["scalar", FIELD_ORDER],
])("pairs of elements of the %s field", (_, prime) => {
  const constants = new Constants(1024);
  const assembler = new Assembler();
  const field = defineField(assembler, constants, prime);
  const expose = (name: string, call: Call) =>
    assembler.define(name, 3, (_, out, a, b) => call((out as Local).get, i32.add((a as Local).get, i32.const(0)), (b as Local).get));
  expose("multiply", field.multiply);
  expose("add", field.add);
  expose("subtract", field.subtract);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assembler.assemble()), { env: { memory } });
  new BigUint64Array(memory.buffer, 1024).set(constants.words);
  const [out, a, b] = [32768, 32768 + PAIR_BYTES, 32768 + 2 * PAIR_BYTES];
  const numbers = new Float64Array(memory.buffer);
  const put = (at: number, values: readonly bigint[]) => {
    for (const [lane, value] of values.entries()) for (const [i, limb] of limbsOf(value).entries()) numbers[at / 8 + 2 * i + lane] = limb;
  };
  const limbs = (at: number, lane: number) => [0, 1, 2, 3, 4].map((i) => numbers[at / 8 + 2 * i + lane] as number);

  /** Whether all holds that is promised of what is stored: the residue, and the bounds that the next operation relies on. */
  function isStored(value: bigint): boolean {
    return [0, 1].every((lane) => {
      const stored = limbs(out, lane);
      const number = numberOf(stored);
      const inBounds = stored.slice(0, 4).every((limb) => Math.abs(limb) <= 2 ** 50) && Math.abs(Number(number)) < 0.7 * Number(prime);
      return inBounds && residue(number - value, prime) === 0n;
    });
  }

  test("multiply, add and subtract as whole numbers do, at the edges of limbs and of the field too", () => {
    const edges = [0n, 1n, prime - 1n, prime / 2n, prime / 2n + 1n, ...Array.from({ length: 5 }, (_, i) => 2n ** (51n * BigInt(i) + 50n) % prime)];
    // The largest that is ever stored: above half the prime, and with full limbs.
    const extreme = [(prime * 69n) / 100n, (prime * -69n) / 100n, numberOf([2 ** 50, 2 ** 50, 2 ** 50, 2 ** 50, 2 ** 48])];
    const values = [...edges.flatMap((edge) => [edge, edge + 1n, -edge]).map((edge) => centred(edge, prime)), ...extreme, ...extreme.map((value) => -value)];
    const random = some(24, 7n, prime).map((value) => centred(value, prime));
    const inverse = invertIn(MONTGOMERY, prime);
    const wrong: string[] = [];
    for (const x of [...values, ...random]) {
      for (const y of [...values, ...random.slice(0, 4)]) {
        put(a, [x, x]);
        put(b, [y, y]);
        for (const [name, expected] of Object.entries({ multiply: x * y * inverse, add: x + y, subtract: x - y })) {
          (exports[name] as (...at: number[]) => void)(out, a, b);
          if (!isStored(expected)) wrong.push(`${name} ${x} ${y}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test("keep their lanes apart", () => {
    const [p, q, r, s] = some(4, 9n, prime).map((value) => centred(value, prime)) as [bigint, bigint, bigint, bigint];
    put(a, [p, q]);
    put(b, [r, s]);
    (exports.multiply as (...at: number[]) => void)(out, a, b);
    const lanes = [0, 1].map((lane) => residue(numberOf(limbs(out, lane)) * MONTGOMERY, prime));
    expect(lanes).toEqual([residue(p * r, prime), residue(q * s, prime)]);
  });
});

/** An inverse modulo a prime, by Fermat. */
function invertIn(value: bigint, prime: bigint): bigint {
  if (prime === FIELD_ORDER) return invert(value % prime);
  let [result, square] = [1n, value % prime];
  for (let rest = prime - 2n; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}

interface LibraryGroup {
  g: Uint8Array;
  zero: Uint8Array;
  add(a: Uint8Array, b: Uint8Array): Uint8Array;
  neg(a: Uint8Array): Uint8Array;
  double(a: Uint8Array): Uint8Array;
  eq(a: Uint8Array, b: Uint8Array): boolean;
  timesFr(a: Uint8Array, scalar: Uint8Array): Uint8Array;
  toAffine(a: Uint8Array): Uint8Array;
}

describe.each<Group>(["g1", "g2"])("points of %s", (group) => {
  let curve: Bn254;
  let library: LibraryGroup;
  const kernel = makeKernel();
  const size = KEY_POINT[group];
  const add = group === "g1" ? "addG1" : "addG2";
  const multiples = async (scalars: readonly bigint[]) => (await multiplyGenerators(curve, [{ group, scalars: writeScalars(scalars) }]))[0] as Uint8Array;

  beforeAll(async () => {
    curve = await openCurve();
    library = curve[group === "g1" ? "G1" : "G2"] as unknown as LibraryGroup;
  });

  /** Points in an instance of the program, and where they are. */
  function load(points: Uint8Array) {
    const instance = new KernelInstance(kernel);
    const address = instance.take((points.length / size) * POINT[group]);
    instance.import("Coordinates", points, address, instance.factors.coordinateIn);
    return { instance, address, at: (i: number) => address + i * POINT[group] };
  }

  test("are added as the library adds them, equal, opposite and infinite ones too, with either sign", async () => {
    const points = await multiples([1n, 2n, 5n, 5n, 7n, FIELD_ORDER - 7n, 0n, 9n, 9n, 0n, 0n, 0n, 11n, 12n, 13n, 13n]);
    const { instance, at } = load(points);
    const [list, scratch] = [instance.take(8 * 12), instance.take(5 * 2 * POINT[group] * 2)];
    const sums = instance.take(8 * POINT[group]);
    const of = (i: number, negated: number) => {
      const point = points.subarray(i * size, (i + 1) * size);
      return negated === 1 ? library.neg(point) : point;
    };
    for (const signs of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      instance.words(list, 24).set(Array.from({ length: 8 }, (_, i) => [at(2 * i) | signs[0], at(2 * i + 1) | signs[1], sums + i * POINT[group]]).flat());
      instance.functions[add](list, list + 8 * 12, scratch);
      const exported = instance.export("Coordinates", sums, (8 * size) / 32, instance.factors.coordinateOut);
      for (let i = 0; i < 8; i++) {
        const expected = library.toAffine(library.add(of(2 * i, signs[0]), of(2 * i + 1, signs[1])));
        expect(exported.subarray(i * size, (i + 1) * size), `${i} ${signs}`).toEqual(expected);
      }
    }
  });

  test.each([1, 40, 700])("times %i scalars of every kind sum up to what they must", async (count) => {
    const kinds = [0n, 1n, FIELD_ORDER - 1n, 2n, 77n, FIELD_ORDER - 300n, FIELD_ORDER / 2n, FIELD_ORDER / 2n + 1n, 2n ** 128n];
    const scalars = some(count, 3n, FIELD_ORDER).map((value, i) => (i % 3 === 0 && i > 0 ? (kinds[(i / 3) % kinds.length] as bigint) : value));
    // Equal and opposite points, too.
    const bases = some(count, 5n, FIELD_ORDER).map((value, i) => (i % 7 === 3 ? 5n : i % 7 === 4 ? FIELD_ORDER - 5n : value));
    const { instance, address } = load(await multiples(bases));
    const multiplier = new Multiplier(instance, group, [{ lists: 2, scalars: count }]);
    const digits = cutScalars(count, scalarsIn(writeScalars(scalars)));
    const all = { address, scalars: Int32Array.from({ length: count }, (_, i) => i) };
    const first = { address, scalars: Int32Array.of(0) };
    const sums = await multiplier.sumsByBit([all, first], digits, async () => {});
    const total = (upTo: number) => scalars.slice(0, upTo).reduce((sum, scalar, i) => (sum + scalar * (bases[i] as bigint)) % FIELD_ORDER, 0n);
    const joined = sums.map((bytes) => {
      let sum = library.zero;
      for (let bit = bytes.length / size - 1; bit >= 0; bit--) sum = library.add(library.double(sum), bytes.subarray(bit * size, (bit + 1) * size));
      return library.toAffine(sum);
    });
    const expected = await multiples([total(count), total(1)]);
    expect(joined[0]).toEqual(expected.slice(0, size));
    expect(joined[1]).toEqual(expected.slice(size));
  });

  test("that are off their curve are seen", async () => {
    const points = await multiples([3n, 4n, 5n]);
    const check = (bytes: Uint8Array) => {
      const { instance, address } = load(bytes);
      const wrong = instance.take(16);
      instance.functions[group === "g1" ? "checkG1" : "checkG2"](address, address + 3 * POINT[group], wrong);
      return instance.bytes(wrong, 16).some((byte) => byte !== 0);
    };
    expect(check(points)).toBe(false);
    for (let i = 0; i < 3; i++) {
      const altered = points.slice();
      altered[i * size + 3] = (altered[i * size + 3] as number) ^ 1;
      expect(check(altered)).toBe(true);
    }
  });
});

test("digits add up to the scalars, and to differences of scalars", () => {
  const edges = [0n, 1n, FIELD_ORDER - 1n, FIELD_ORDER / 2n, FIELD_ORDER / 2n + 1n, 2n ** 253n, 2n ** 32n - 1n, 2n ** 64n];
  const [a, b] = [
    [...edges, ...some(60, 1n, FIELD_ORDER)],
    [...edges.toReversed(), ...some(60, 2n, FIELD_ORDER)],
  ];
  const cases = [
    { digits: cutScalars(a.length, scalarsIn(writeScalars(a))), expected: a },
    { digits: cutScalars(a.length, differencesOf(writeScalars(a), writeScalars(b))), expected: a.map((value, i) => value - (b[i] as bigint)) },
  ];
  for (const { digits, expected } of cases) {
    const { bits, windows, count, values } = digits;
    expected.forEach((value, i) => {
      let sum = 0n;
      for (let w = windows - 1; w >= 0; w--) {
        const digit = values[w * count + i] as number;
        expect(Math.abs(digit)).toBeLessThanOrEqual(2 ** (bits - 1));
        sum = (sum << BigInt(bits)) + BigInt(digit);
      }
      expect(residue(sum, FIELD_ORDER)).toBe(residue(value, FIELD_ORDER));
    });
    expect(digits.used.reduce((sum, each) => sum + each, 0)).toBe(values.filter((digit) => digit !== 0).length);
  }
});
