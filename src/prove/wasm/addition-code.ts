import { type Assembler, type Code, f64x2, i32, i64, i64x2, type Local, repeatWhile, v128, when } from "./assembler.ts";
import type { Constants, Places } from "./constants.ts";
import { gatherLimbs, scatterLimbs } from "./convert-code.ts";
import type { CoordinateField } from "./quadratic-code.ts";

/** What stands in the list of additions: the addresses of two points and of their sum, 32 bits each. The lowest bit of a point's address negates it. */
export const ADDITION_BYTES = 12;

/**
 * Exports `name`(list, end, scratch): sums of affine points, two side by side, all sharing one inversion (P. Montgomery, "Speeding the Pollard and elliptic curve methods
 * of factorization", 1987, section 10.3.1). The list holds an even number of additions; a sum may take the place of a point of its own addition and of no other. Points
 * that are equal, opposite or at infinity (all zeros) are added as they must. `scratch` has room for two coordinates a pair and one more.
 */
export function defineAdditions(name: string, assembler: Assembler, constants: Constants, places: Places, field: CoordinateField): void {
  const { bytes } = field;
  const limbs = bytes / 16;
  const place = (): number => places.take(bytes);
  const [xA, yA, xB, yB, x, y, slope, inverse, product] = [place(), place(), place(), place(), place(), place(), place(), place(), place()].map(i32.const) as [
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
    Code,
  ];
  const [noA, noB, twice, opposite] = [places.take(16), places.take(16), places.take(16), places.take(16)].map(i32.const) as [Code, Code, Code, Code];

  const ADDRESS = -2;
  const address = (pointer: Code) => i32.and(pointer, i32.const(ADDRESS));
  const gatherX = assembler.define(undefined, 3, (_, out, p, q) =>
    gatherLimbs(limbs, (out as Local).get, address((p as Local).get), address((q as Local).get)),
  );
  const gatherY = assembler.define(undefined, 3, (scope, ...parameters) => {
    const [out, p, q] = parameters as [Local, Local, Local];
    const sign = scope.local("v128");
    const flag = (pointer: Local) => i64.extend(i32.and(pointer.get, i32.const(1)));
    const coordinate = (pointer: Local) => i32.add(address(pointer.get), i32.const(bytes / 2));
    return [
      sign.set(i64x2.shl(v128.insert64(i64x2.splat(flag(p)), 1, flag(q)), i32.const(63))),
      gatherLimbs(limbs, out.get, coordinate(p), coordinate(q), (value) => v128.xor(value, sign.get)),
    ];
  });
  const gatherAll = (entry: Local): Code => [
    gatherX(xA, i32.load(entry.get), i32.load(entry.get, 12)),
    gatherX(xB, i32.load(entry.get, 4), i32.load(entry.get, 16)),
    gatherY(yA, i32.load(entry.get), i32.load(entry.get, 12)),
    gatherY(yB, i32.load(entry.get, 4), i32.load(entry.get, 16)),
  ];
  const isZero = (from: Code): Code =>
    Array.from({ length: limbs }, (_, i) => f64x2.eq(v128.load(from, 16 * i), constants.number(0))).reduce((all, each) => v128.and(all, each));
  const select = (out: Code, a: Code, mask: Code): Code =>
    Array.from({ length: limbs }, (_, i) => v128.store(out, v128.select(v128.load(a, 16 * i), v128.load(out, 16 * i), v128.load(mask)), 16 * i));

  /** Finds which lanes are no ordinary addition. Takes all coordinates; spoils `x` and `y`. */
  const classify = assembler.define(undefined, 0, () => [
    v128.store(noA, v128.and(isZero(xA), isZero(yA))),
    v128.store(noB, v128.and(isZero(xB), isZero(yB))),
    field.subtract(x, xB, xA),
    field.subtract(y, yB, yA),
    v128.store(opposite, v128.andNot(isZero(x), v128.or(v128.load(noA), v128.load(noB)))),
    v128.store(twice, v128.and(v128.load(opposite), isZero(y))),
    v128.store(opposite, v128.andNot(v128.load(opposite), v128.load(twice))),
  ]);
  /** Writes the denominator of the slope's special lanes: 2y to double, one where nothing is added. */
  const specialDenominator = assembler.define(undefined, 2, (_, ...parameters) => {
    const [entry, out] = parameters as [Local, Local];
    return [
      gatherAll(entry),
      classify(),
      field.add(y, yA, yA),
      select(out.get, y, twice),
      [noA, noB, opposite].map((mask) => select(out.get, i32.const(field.one), mask)),
      i32.store(entry.get, i32.add(i32.load(entry.get, 8), i32.const(1)), 8),
    ];
  });
  const specialNumerator = assembler.define(undefined, 0, () => [
    classify(),
    field.multiply(x, xA, xA),
    field.add(y, x, x),
    field.add(x, x, y),
    select(slope, x, twice),
  ]);
  const zero = constants.pair(0n);
  if (bytes > 80) constants.pair(0n);
  const specialSum = (out: Code, a: Code, b: Code): Code => [select(out, a, noB), select(out, b, noA), select(out, i32.const(zero), opposite)];

  const prefix = (slot: Local, ahead = 0) => i32.add(slot.get, i32.const(2 * bytes * ahead));
  const denominator = (slot: Local) => i32.add(slot.get, i32.const(bytes));
  const firstLimb = (from: Code) => f64x2.eq(v128.load(from), constants.number(0));
  assembler.define(name, 3, (scope, ...parameters) => {
    const [list, end, scratch] = parameters as [Local, Local, Local];
    const [entry, slot] = [scope.local("i32"), scope.local("i32")];
    const sum = (lane: 0 | 1, coordinate: number) => i32.add(address(i32.load(entry.get, 8 + 12 * lane)), i32.const(coordinate));
    return [
      entry.set(list.get),
      slot.set(scratch.get),
      Array.from({ length: limbs }, (_, i) => v128.store(scratch.get, v128.load(i32.const(field.one), 16 * i), 16 * i)),
      repeatWhile(
        [
          gatherX(xA, i32.load(entry.get), i32.load(entry.get, 12)),
          gatherX(xB, i32.load(entry.get, 4), i32.load(entry.get, 16)),
          field.subtract(denominator(slot), xB, xA),
          when(v128.anyTrue(v128.or(firstLimb(denominator(slot)), v128.or(firstLimb(xA), firstLimb(xB)))), specialDenominator(entry.get, denominator(slot))),
          field.multiply(prefix(slot, 1), slot.get, denominator(slot)),
          slot.set(prefix(slot, 1)),
        ],
        i32.ltU(entry.tee(i32.add(entry.get, i32.const(2 * ADDITION_BYTES))), end.get),
      ),
      field.invert(product, slot.get),
      repeatWhile(
        [
          slot.set(prefix(slot, -1)),
          entry.set(i32.sub(entry.get, i32.const(2 * ADDITION_BYTES))),
          field.multiply(inverse, product, slot.get),
          field.multiply(product, product, denominator(slot)),
          gatherAll(entry),
          field.difference(slope, yB, yA),
          when(i32.and(i32.load(entry.get, 8), i32.const(1)), specialNumerator()),
          field.multiply(slope, slope, inverse),
          // Coordinates are below 0.7 p and the inverse as well, so the slope is below 0.9 p and y before its last subtraction too.
          field.square(x, slope),
          field.subtractTwo(x, x, xA, xB),
          field.difference(y, xA, x),
          field.multiply(y, y, slope),
          field.subtract(y, y, yA),
          when(i32.and(i32.load(entry.get, 8), i32.const(1)), [specialSum(x, xA, xB), specialSum(y, yA, yB)]),
          scatterLimbs(limbs, x, sum(0, 0), sum(1, 0)),
          scatterLimbs(limbs, y, sum(0, bytes / 2), sum(1, bytes / 2)),
        ],
        i32.ltU(list.get, entry.get),
      ),
    ];
  });
}
