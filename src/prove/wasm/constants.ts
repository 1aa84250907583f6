import { type Code, i32, v128 } from "./assembler.ts";
import { limbsOf, PAIR_BYTES } from "./limbs.ts";

/** The bits of a double. */
export function bitsOf(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

/** Numbers that a module's functions read, in memory from `base` on. V8 builds a constant that stands in the code from smaller ones, which costs more than to load it. */
export class Constants {
  readonly #base: number;
  readonly #words: bigint[] = [];
  readonly #known = new Map<bigint, number>();

  constructor(base: number) {
    this.#base = base;
  }

  get end(): number {
    return this.#base + 8 * this.#words.length;
  }

  /** A word in both lanes. */
  word(bits: bigint): Code {
    const key = BigInt.asUintN(64, bits);
    const at = this.#known.get(key) ?? this.#base + 8 * (this.#words.push(key) - 1);
    this.#known.set(key, at);
    return v128.load64Splat(i32.const(0), at);
  }

  /** A double in both lanes. */
  number(value: number): Code {
    return this.word(bitsOf(value));
  }

  /** The address of a pair of equal elements. */
  pair(value: bigint): number {
    const at = this.end;
    for (const limb of limbsOf(value)) this.#words.push(bitsOf(limb), bitsOf(limb));
    if (this.end !== at + PAIR_BYTES) throw new Error("a pair of elements has another size");
    return at;
  }

  get words(): BigUint64Array<ArrayBuffer> {
    return new BigUint64Array(this.#words);
  }
}

/** Places in memory for what functions keep between two calls, given out one after another. */
export class Places {
  #next: number;

  constructor(base: number) {
    this.#next = (base + 15) & ~15;
  }

  get end(): number {
    return this.#next;
  }

  /** The address of `bytes` bytes, at a multiple of 16. */
  take(bytes: number): number {
    const at = this.#next;
    this.#next = (at + bytes + 15) & ~15;
    return at;
  }
}
