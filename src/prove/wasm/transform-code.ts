import { type Assembler, type Code, i32, type Local, repeatWhile, v128 } from "./assembler.ts";
import type { Places } from "./constants.ts";
import { gatherLimbs } from "./convert-code.ts";
import type { Field } from "./field-code.ts";
import { ELEMENT_BYTES, LIMBS, PAIR_BYTES } from "./limbs.ts";

/**
 * Exports what the quotient of a proof is computed with, on arrays of pairs, two polynomials side by side:
 *
 * - `stageDown`(data, end, half, factors, step): one stage of a transform that leaves its result in reversed order (Gentleman and Sande): u + v and (u - v) w.
 * - `stageUp`(same): one stage of a transform that takes reversed order (Cooley and Tukey): u + v w and u - v w. `half` is the distance of u and v in bytes; w is the
 *   element `step` bytes on from one u to the next.
 * - `scale`(data, end, factors): each pair times an element of its own.
 * - `products`(data, end, out): the product of a pair's two, as an element.
 * - `spread`(data, end, source): elements to pairs of equals.
 * - `collect`(data, end, out): the first of each pair.
 * - `addTerms`(list, end): the list holds the addresses of a coefficient, of a value, and of the lane to which their product is added; two such follow one another that
 *   end in different pairs.
 */
export function defineTransforms(assembler: Assembler, places: Places, field: Field): void {
  const [s, t, u] = [places.take(PAIR_BYTES), places.take(PAIR_BYTES), places.take(PAIR_BYTES)].map(i32.const) as [Code, Code, Code];
  const splat = (out: Code, from: Code): Code => Array.from({ length: LIMBS }, (_, i) => v128.store(out, v128.load64Splat(from, 8 * i), 16 * i));
  const on = (address: Local, bytes: number) => i32.add(address.get, i32.const(bytes));
  const stage = (name: string, butterfly: (low: Code, high: Code) => Code) =>
    assembler.define(name, 5, (scope, ...parameters) => {
      const [data, end, half, factors, step] = parameters as [Local, Local, Local, Local, Local];
      const [low, high, factor] = [scope.local("i32"), scope.local("i32"), scope.local("i32")];
      return repeatWhile(
        [
          low.set(data.get),
          high.set(i32.add(data.get, half.get)),
          data.set(high.get),
          factor.set(factors.get),
          repeatWhile(
            [
              splat(t, factor.get),
              butterfly(low.get, high.get),
              low.set(on(low, PAIR_BYTES)),
              high.set(on(high, PAIR_BYTES)),
              factor.set(i32.add(factor.get, step.get)),
            ],
            i32.ltU(low.get, data.get),
          ),
        ],
        i32.ltU(data.tee(high.get), end.get),
      );
    });
  stage("stageDown", (low, high) => [field.subtract(s, low, high), field.add(low, low, high), field.multiply(high, s, t)]);
  stage("stageUp", (low, high) => [field.multiply(s, high, t), field.subtract(high, low, s), field.add(low, low, s)]);

  const each = (name: string, step: number, body: (data: Code, other: Code) => Code) =>
    assembler.define(name, 3, (_, ...parameters) => {
      const [data, end, other] = parameters as [Local, Local, Local];
      return repeatWhile([body(data.get, other.get), other.set(on(other, step))], i32.ltU(data.tee(on(data, PAIR_BYTES)), end.get));
    });
  each("scale", ELEMENT_BYTES, (data, factor) => [splat(t, factor), field.multiply(data, data, t)]);
  each("products", ELEMENT_BYTES, (data, out) => [
    Array.from({ length: LIMBS }, (_, i) => v128.store(t, v128.swap(v128.load(data, 16 * i)), 16 * i)),
    field.multiply(s, data, t),
    Array.from({ length: LIMBS }, (_, i) => v128.store64(out, v128.load(s, 16 * i), 0, 8 * i)),
  ]);
  each("spread", ELEMENT_BYTES, (data, source) => splat(data, source));
  each("collect", ELEMENT_BYTES, (data, out) => Array.from({ length: LIMBS }, (_, i) => v128.store64(out, v128.load(data, 16 * i), 0, 8 * i)));

  assembler.define("addTerms", 2, (_, ...parameters) => {
    const [list, end] = parameters as [Local, Local];
    const entry = (field: number, second: 0 | 1) => i32.load(list.get, 4 * field + 12 * second);
    const lanes = (limb: (i: number) => Code): Code => Array.from({ length: LIMBS }, (_, i) => limb(i));
    return repeatWhile(
      [
        gatherLimbs(LIMBS, s, entry(0, 0), entry(0, 1)),
        gatherLimbs(LIMBS, t, entry(1, 0), entry(1, 1)),
        field.multiply(s, s, t),
        lanes((i) => v128.store(u, v128.load64High(entry(2, 1), v128.load64Zero(entry(2, 0), 16 * i), 16 * i), 16 * i)),
        field.add(u, u, s),
        lanes((i) => [v128.store64(entry(2, 0), v128.load(u, 16 * i), 0, 16 * i), v128.store64(entry(2, 1), v128.load(u, 16 * i), 1, 16 * i)]),
      ],
      i32.ltU(list.tee(on(list, 24)), end.get),
    );
  });
}
