import { type Assembler, type Call, type Code, i32, type Local } from "./assembler.ts";
import type { Constants, Places } from "./constants.ts";
import type { Field } from "./field-code.ts";
import { PAIR_BYTES } from "./limbs.ts";

/** A field in which points have their coordinates. */
export interface CoordinateField extends Pick<Field, "bytes" | "multiply" | "add" | "subtract" | "subtractTwo"> {
  /** The square of an element, below 1.3 p: for `subtractTwo` alone. */
  square: Call;
  /** a - b, for `multiply` alone. */
  difference: Call;
  /** The inverses of two elements that are not zero. */
  invert: Call;
  /** The address of a pair of ones that are not in Montgomery form: any constants that have an inverse. */
  readonly one: number;
}

/** Adds inversion to the prime field, by Fermat: a power with the bits of p - 2. */
export function withInversion(assembler: Assembler, constants: Constants, places: Places, prime: bigint, field: Field): CoordinateField & Field {
  const [base, result] = [places.take(PAIR_BYTES), places.take(PAIR_BYTES)];
  const square = field.multiply(i32.const(result), i32.const(result), i32.const(result));
  const times = field.multiply(i32.const(result), i32.const(result), i32.const(base));
  const bits = (prime - 2n).toString(2).slice(1);
  const copy = (out: number, from: Code) => field.add(i32.const(out), from, i32.const(zero));
  const zero = constants.pair(0n);
  const invert = assembler.define(undefined, 2, (_, out, a) => [
    copy(base, (a as Local).get),
    copy(result, i32.const(base)),
    [...bits].map((bit) => (bit === "1" ? [square, times] : square)),
    field.add((out as Local).get, i32.const(result), i32.const(zero)),
  ]);
  return {
    ...field,
    square: (...[out, a]) => field.multiply(out as Code, a as Code, a as Code),
    difference: field.subtractLoosely,
    invert,
    one: constants.pair(1n),
  };
}

/** The extension by the square root of -1, its elements real part first. Multiplication is Karatsuba's. */
export function defineQuadratic(assembler: Assembler, constants: Constants, places: Places, base: CoordinateField & Field): CoordinateField {
  const real = (address: Local) => address.get;
  const imaginary = (address: Local) => i32.add(address.get, i32.const(PAIR_BYTES));
  const [s, t, u, v] = Array.from({ length: 4 }, () => i32.const(places.take(PAIR_BYTES))) as [Code, Code, Code, Code];
  const parts = (operation: Call) =>
    assembler.define(undefined, 3, (_, ...parameters) => {
      const [out, a, b] = parameters as [Local, Local, Local];
      return [operation(real(out), real(a), real(b)), operation(imaginary(out), imaginary(a), imaginary(b))];
    });
  const multiply = assembler.define(undefined, 3, (_, ...parameters) => {
    const [out, a, b] = parameters as [Local, Local, Local];
    return [
      base.addLoosely(s, real(a), imaginary(a)),
      base.addLoosely(t, real(b), imaginary(b)),
      base.multiply(u, real(a), real(b)),
      base.multiply(v, imaginary(a), imaginary(b)),
      base.multiply(s, s, t),
      base.subtract(real(out), u, v),
      base.subtractTwo(imaginary(out), s, u, v),
    ];
  });
  const square = assembler.define(undefined, 2, (_, ...parameters) => {
    const [out, a] = parameters as [Local, Local];
    return [
      base.addLoosely(s, real(a), imaginary(a)),
      base.subtractLoosely(t, real(a), imaginary(a)),
      base.multiply(u, real(a), imaginary(a)),
      base.multiply(real(out), s, t),
      base.add(imaginary(out), u, u),
    ];
  });
  const subtractTwo = assembler.define(undefined, 4, (_, ...parameters) => {
    const [out, a, b, c] = parameters as [Local, Local, Local, Local];
    return [base.subtractTwo(real(out), real(a), real(b), real(c)), base.subtractTwo(imaginary(out), imaginary(a), imaginary(b), imaginary(c))];
  });
  const zero = i32.const(constants.pair(0n));
  const invert = assembler.define(undefined, 2, (_, ...parameters) => {
    const [out, a] = parameters as [Local, Local];
    return [
      base.multiply(s, real(a), real(a)),
      base.multiply(t, imaginary(a), imaginary(a)),
      base.add(s, s, t),
      base.invert(s, s),
      base.multiply(real(out), real(a), s),
      base.multiply(t, imaginary(a), s),
      base.subtract(imaginary(out), zero, t),
    ];
  });
  const one = constants.pair(1n);
  constants.pair(0n);
  const subtract = parts(base.subtract);
  return { bytes: 2 * base.bytes, multiply, square, add: parts(base.add), subtract, subtractTwo, difference: subtract, invert, one };
}
