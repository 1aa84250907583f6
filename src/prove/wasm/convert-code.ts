import { type Assembler, type Code, f64x2, i32, i64x2, type Local, repeatWhile, v128 } from "./assembler.ts";
import { bitsOf, type Constants, type Places } from "./constants.ts";
import { type Field, loadLimbs, reduceLimbs, storeLimbs } from "./field-code.ts";
import { ELEMENT_BYTES, LIMB_BITS, LIMBS, limbsOf, PAIR_BYTES } from "./limbs.ts";

/** 3 2^51, as in field-code.ts. */
const LOWER = 3 * 2 ** 51;
const BITS = Number(LIMB_BITS);
const count = (bits: number) => i32.const(bits);

export const gatherLimbs = (limbs: number, out: Code, first: Code, second: Code, change: (value: Code) => Code = (value) => value): Code =>
  Array.from({ length: limbs }, (_, i) => v128.store(out, change(v128.load64High(second, v128.load64Zero(first, 8 * i), 8 * i)), 16 * i));

export const scatterLimbs = (limbs: number, pair: Code, first: Code, second: Code): Code =>
  Array.from({ length: limbs }, (_, i) => [v128.store64(first, v128.load(pair, 16 * i), 0, 8 * i), v128.store64(second, v128.load(pair, 16 * i), 1, 8 * i)]);

const plus = (address: Local, bytes: number) => i32.add(address.get, i32.const(bytes));

/**
 * Exports `name`(source, out, end of the source, factor): numbers of 32 bytes, lowest first, in groups of two, to elements, each times the pair at `factor` in Montgomery
 * multiplication.
 */
export function defineImport(name: string, assembler: Assembler, constants: Constants, places: Places, prime: bigint, field: Field): void {
  const pair = places.take(PAIR_BYTES);
  assembler.define(name, 4, (scope, ...parameters) => {
    const [source, out, end, factor] = parameters as [Local, Local, Local, Local];
    const words = Array.from({ length: 4 }, () => scope.local("v128"));
    const limbs = Array.from({ length: LIMBS }, () => scope.local("v128"));
    const mask = constants.word((1n << LIMB_BITS) - 1n);
    const word = (i: number) => (words[i] as Local).get;
    const across = (i: number) => v128.and(v128.or(i64x2.shrU(word(i - 1), count(64 - 13 * i)), i64x2.shl(word(i), count(13 * i))), mask);
    const parts = [v128.and(word(0), mask), across(1), across(2), across(3), i64x2.shrU(word(3), count(12))];
    return repeatWhile(
      [
        words.map((each, i) => each.set(v128.load64High(source.get, v128.load64Zero(source.get, 8 * i), 32 + 8 * i))),
        parts.map((part, i) => (limbs[i] as Local).set(f64x2.sub(v128.or(part, constants.number(2 ** 52)), constants.number(2 ** 52)))),
        reduceLimbs(constants, prime, scope, limbs),
        storeLimbs(i32.const(pair), limbs),
        field.multiply(i32.const(pair), i32.const(pair), factor.get),
        scatterLimbs(LIMBS, i32.const(pair), out.get, plus(out, ELEMENT_BYTES)),
        out.set(plus(out, 2 * ELEMENT_BYTES)),
      ],
      i32.ltU(source.tee(plus(source, 64)), end.get),
    );
  });
}

/** Exports `name`(source, out, end of the source, factor): the way back, to the least residues. */
export function defineExport(name: string, assembler: Assembler, constants: Constants, places: Places, prime: bigint, field: Field): void {
  const pair = places.take(PAIR_BYTES);
  assembler.define(name, 4, (scope, ...parameters) => {
    const [source, out, end, factor] = parameters as [Local, Local, Local, Local];
    const { limbs } = loadLimbs(scope, source);
    const [carry, negative] = [scope.local("v128"), scope.local("v128")];
    const mask = constants.word((1n << LIMB_BITS) - 1n);
    const limb = (i: number) => limbs[i] as Local;
    const settle = limbs
      .slice(0, -1)
      .map((each, i) => [
        carry.set(i64x2.shrS(each.get, count(BITS))),
        each.set(v128.and(each.get, mask)),
        limb(i + 1).set(i64x2.add(limb(i + 1).get, carry.get)),
      ]);
    const low = [0, 1, 2, 3].map((i) => v128.or(i64x2.shrU(limb(i).get, count(13 * i)), i64x2.shl(limb(i + 1).get, count(BITS - 13 * i))));
    return repeatWhile(
      [
        gatherLimbs(LIMBS, i32.const(pair), source.get, plus(source, ELEMENT_BYTES)),
        field.multiply(i32.const(pair), i32.const(pair), factor.get),
        limbs.map((each, i) => each.set(i64x2.sub(f64x2.add(v128.load(i32.const(pair), 16 * i), constants.number(LOWER)), constants.word(bitsOf(LOWER))))),
        settle,
        negative.set(i64x2.shrS(limb(LIMBS - 1).get, count(63))),
        limbsOf(prime).map((part, i) => limb(i).set(i64x2.add(limb(i).get, v128.and(negative.get, constants.word(BigInt(part)))))),
        settle,
        low.map((word, i) => [v128.store64(out.get, carry.tee(word), 0, 8 * i), v128.store64(out.get, carry.get, 1, 32 + 8 * i)]),
        out.set(plus(out, 64)),
      ],
      i32.ltU(source.tee(plus(source, 2 * ELEMENT_BYTES)), end.get),
    );
  });
}
