import { type Assembler, type Call, type Code, f64x2, i64x2, type Local, type Scope, v128 } from "./assembler.ts";
import { bitsOf, type Constants } from "./constants.ts";
import { LIMB_BITS, LIMBS, limbsOf, negativeInverse } from "./limbs.ts";

/**
 * Arithmetic on pairs of field elements, one in each lane. Multiplication is Montgomery's, on limbs of 51 bits in doubles: one fused multiplication and addition gives the
 * upper half of a product of limbs, a second one what the first left out, both exactly, and both are added as the integers that their bits are
 * (Emmart, Zheng, Weems, "Faster modular exponentiation using double precision floating point arithmetic on the GPU", 2018; here with rounding to nearest).
 *
 * Every function takes addresses of pairs, the result's first, which may be an operand's. What it stores is centred: limbs between -2^50 and 2^50, the value between
 * -0.7 p and 0.7 p; zero has no limbs but zeros. It takes what it stores.
 *
 * Multiplication takes more: it is exact as long as no product of two limbs exceeds 2^102, so that both factors may be loose sums or differences, and what it stores is below
 * p / 2 + 0.378 |a b| / p. Who multiplies loose factors sees to the bounds of what comes of it.
 */
export interface Field {
  /** Bytes of a pair. */
  readonly bytes: number;
  multiply: Call;
  add: Call;
  subtract: Call;
  /** a - b - c, of values below 1.3 p. */
  subtractTwo: Call;
  /** Sum and difference without a carry: limbs up to 2^51. */
  addLoosely: Call;
  subtractLoosely: Call;
}

/** 1.5 2^103: what is added to it is rounded to multiples of 2^51. */
const UPPER = 1.5 * 2 ** 103;
/** 3 2^51: a whole number below 2^50, added to it, stands in the low bits. */
const LOWER = 3 * 2 ** 51;
const HALF = 2 ** 50;
/** Keeps sums positive, so that they can be shifted without regard to a sign. */
const BIAS = 1n << 60n;
const at = (limb: number) => 16 * limb;

export const loadLimbs = (scope: Scope, address: Local): { limbs: Local[]; code: Code } => {
  const limbs = Array.from({ length: LIMBS }, () => scope.local("v128"));
  return { limbs, code: limbs.map((limb, i) => limb.set(v128.load(address.get, at(i)))) };
};

/** Brings limbs that are sums of a few centred ones, and a value of a few times p, back into their bounds. */
export function reduceLimbs(constants: Constants, prime: bigint, scope: Scope, limbs: readonly Local[]): Code {
  const [quotient, carry] = [scope.local("v128"), scope.local("v128")];
  const top = limbs[LIMBS - 1] as Local;
  return [
    quotient.set(f64x2.nearest(f64x2.mul(top.get, constants.number(2 ** (Number(LIMB_BITS) * (LIMBS - 1)) / Number(prime))))),
    limbsOf(prime).map((limb, i) => (limbs[i] as Local).set(f64x2.multiplySubtract(quotient.get, constants.number(limb), (limbs[i] as Local).get))),
    limbs.slice(0, -1).map((limb, i) => {
      const next = limbs[i + 1] as Local;
      return [
        carry.set(f64x2.sub(f64x2.add(limb.get, constants.number(UPPER)), constants.number(UPPER))),
        limb.set(f64x2.sub(limb.get, carry.get)),
        next.set(f64x2.multiplyAdd(carry.get, constants.number(2 ** -Number(LIMB_BITS)), next.get)),
      ];
    }),
  ];
}

export const storeLimbs = (address: Code, limbs: readonly Local[]): Code => limbs.map((limb, i) => v128.store(address, limb.get, at(i)));

function defineMultiply(assembler: Assembler, constants: Constants, prime: bigint): Call {
  const [lowerBits, upperBits] = [bitsOf(LOWER), bitsOf(UPPER)];
  const mask = (1n << LIMB_BITS) - 1n;
  const places = 2 * LIMBS;
  /** How many products of two limbs end at a place. */
  const products = (place: number) => BigInt(Math.max(0, place < LIMBS ? place + 1 : places - 1 - place));
  const initial = (place: number): bigint => {
    const offsets = 2n * (products(place) * lowerBits + products(place - 1) * upperBits);
    const carried = place === 0 ? 0n : BIAS >> LIMB_BITS;
    const wanted = place < LIMBS ? BIAS : place < places - 1 ? BIAS + BigInt(HALF) : lowerBits;
    return wanted - offsets - carried;
  };
  return assembler.define(undefined, 3, (scope, out, a, b) => {
    const { limbs, code: loadB } = loadLimbs(scope, b as Local);
    const local = () => scope.local("v128");
    const [factor, upper, upperHalf, lowerHalf] = [local(), local(), local(), local()];
    const sums = Array.from({ length: places }, local);
    const begun = new Set<number>();
    const accumulate = (place: number, value: Code): Code => {
      const sum = sums[place] as Local;
      const before = begun.has(place) ? sum.get : constants.word(initial(place));
      begun.add(place);
      return sum.set(i64x2.add(before, value));
    };
    const product = (place: number, limb: Code): Code => [
      upper.set(f64x2.multiplyAdd(factor.get, limb, upperHalf.get)),
      accumulate(place + 1, upper.get),
      accumulate(place, f64x2.multiplyAdd(factor.get, limb, f64x2.sub(lowerHalf.get, upper.get))),
    ];
    const carry = (place: number): Code => accumulate(place + 1, i64x2.shrU((sums[place] as Local).get, [0x41, Number(LIMB_BITS)]));
    const rows = limbs.map((_, i): Code => {
      const sum = sums[i] as Local;
      const ninv = constants.number(Number(negativeInverse(prime)));
      return [
        factor.set(v128.load((a as Local).get, at(i))),
        limbs.map((limb, j) => product(i + j, limb.get)),
        // The multiple of p that makes this place zero.
        factor.set(f64x2.sub(v128.or(v128.and(sum.get, constants.word(mask)), constants.number(2 ** 52)), constants.number(2 ** 52))),
        upper.set(f64x2.multiplyAdd(factor.get, ninv, upperHalf.get)),
        factor.set(f64x2.multiplyAdd(factor.get, ninv, f64x2.sub(upperHalf.get, upper.get))),
        limbsOf(prime).map((limb, j) => product(i + j, constants.number(limb))),
        carry(i),
      ];
    });
    const results = limbs.map((_, i): Code => {
      const place = LIMBS + i;
      const sum = sums[place] as Local;
      if (place === places - 1) return v128.store((out as Local).get, f64x2.sub(sum.get, lowerHalf.get), at(i));
      const digit = v128.or(v128.and(sum.get, constants.word(mask)), constants.number(2 ** 52));
      return [v128.store((out as Local).get, f64x2.sub(digit, constants.number(2 ** 52 + HALF)), at(i)), carry(place)];
    });
    return [
      loadB,
      upperHalf.set(constants.number(UPPER)),
      lowerHalf.set(constants.number(UPPER + LOWER)),
      rows,
      lowerHalf.set(constants.number(LOWER)),
      results,
    ];
  });
}

function defineSum(assembler: Assembler, operation: (a: Code, b: Code) => Code, settle: (scope: Scope, limbs: readonly Local[]) => Code): Call {
  return assembler.define(undefined, 3, (scope, out, a, b) => {
    const { limbs, code } = loadLimbs(scope, a as Local);
    const sums = limbs.map((limb, i) => limb.set(operation(limb.get, v128.load((b as Local).get, at(i)))));
    return [code, sums, settle(scope, limbs), storeLimbs((out as Local).get, limbs)];
  });
}

function defineSubtractTwo(assembler: Assembler, constants: Constants, prime: bigint): Call {
  return assembler.define(undefined, 4, (scope, ...parameters) => {
    const [out, a, b, c] = parameters as [Local, Local, Local, Local];
    const { limbs, code } = loadLimbs(scope, a);
    const rest = limbs.map((limb, i) => limb.set(f64x2.sub(f64x2.sub(limb.get, v128.load(b.get, at(i))), v128.load(c.get, at(i)))));
    return [code, rest, reduceLimbs(constants, prime, scope, limbs), storeLimbs(out.get, limbs)];
  });
}

export function defineField(assembler: Assembler, constants: Constants, prime: bigint): Field {
  const reduce = (scope: Scope, limbs: readonly Local[]) => reduceLimbs(constants, prime, scope, limbs);
  const leave = () => [];
  return {
    bytes: at(LIMBS),
    multiply: defineMultiply(assembler, constants, prime),
    add: defineSum(assembler, f64x2.add, reduce),
    subtract: defineSum(assembler, f64x2.sub, reduce),
    subtractTwo: defineSubtractTwo(assembler, constants, prime),
    addLoosely: defineSum(assembler, f64x2.add, leave),
    subtractLoosely: defineSum(assembler, f64x2.sub, leave),
  };
}
