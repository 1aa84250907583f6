import { rootOfUnity } from "../../keys/lagrange.ts";
import { writeScalars } from "../../keys/scalar-bytes.ts";
import { FIELD_ORDER } from "../../statement/field.ts";
import type { KernelInstance } from "./kernel.ts";
import { ELEMENT_BYTES, MONTGOMERY, PAIR_BYTES } from "./limbs.ts";

/** A key's coefficients: those of the first two matrices, sorted by where they end. */
export interface Coefficients {
  /** Row, times two, plus one for the second matrix. */
  places: Int32Array;
  wires: Int32Array;
  /** 32 bytes each, times 2^512. */
  values: Uint8Array;
}

const ENTRY_WORDS = 3;
/** Terms that are worked on together. */
const BATCH = 4096;

const NOWHERE = -1;

/**
 * An order of terms, which are sorted by where they end, in which two after two end in different places: those of the first half beside those of the second.
 * A negative position is a term of nothing.
 */
function pairTerms(places: Int32Array): Int32Array {
  const half = Math.ceil(places.length / 2);
  const order: number[] = [];
  for (let i = 0; i < half; i++) {
    const other = half + i < places.length ? half + i : NOWHERE;
    if (other === NOWHERE || places[i] !== places[other]) order.push(i, other);
    else order.push(i, NOWHERE, other, NOWHERE);
  }
  return Int32Array.from(order);
}

/** The powers of a number from the first on, scaled. */
function powers(base: bigint, count: number, first = 1n): bigint[] {
  const values = new Array<bigint>(count);
  for (let i = 0, value = first; i < count; i++, value = (value * base) % FIELD_ORDER) values[i] = value;
  return values;
}

function reversed(index: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit++) result |= ((index >> bit) & 1) << (bits - 1 - bit);
  return result;
}

const inverseOf = (value: bigint): bigint => {
  let [a, b, x, y] = [value % FIELD_ORDER, FIELD_ORDER, 1n, 0n];
  while (a > 0n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x];
  return y < 0n ? y + FIELD_ORDER : y;
};

/**
 * What the quotient polynomial's points are multiplied with: A B - C at the odd roots of unity of twice the domain's order, from the witness and the matrices. The
 * transforms to coefficients leave them in reversed order, in which they are moved to the coset, and from which the second ones start: nothing is ever reordered.
 */
export class Quotient {
  readonly #instance: KernelInstance;
  readonly #log: number;
  readonly #terms: { wires: Int32Array; places: Int32Array; count: number };
  readonly #coefficients: number;
  readonly #witness: number;
  readonly #list: number;
  readonly #data: number;
  readonly #products: number;
  readonly #forward: number;
  readonly #backward: number;
  readonly #coset: number;

  constructor(instance: KernelInstance, log: number, wires: number, { places, wires: of, values }: Coefficients) {
    this.#instance = instance;
    this.#log = log;
    const rows = 2 ** log;
    const order = pairTerms(places);
    const pick = (from: Int32Array, none: number) => order.map((at) => (at < 0 ? none : (from[at] as number)));
    this.#terms = { wires: pick(of, 0), places: pick(places, NOWHERE), count: order.length };
    this.#coefficients = instance.take(order.length * ELEMENT_BYTES);
    this.#witness = instance.take((wires + 1) * ELEMENT_BYTES);
    this.#list = instance.take(BATCH * 4 * ENTRY_WORDS);
    // One place more than rows: where the term of nothing ends.
    this.#data = instance.take((rows + 1) * PAIR_BYTES);
    this.#products = instance.take(rows * ELEMENT_BYTES);
    const inOrder = new Uint8Array(order.length * 32);
    order.forEach((at, i) => {
      if (at >= 0) inOrder.set(values.subarray(at * 32, at * 32 + 32), i * 32);
    });
    instance.import("Scalars", inOrder, this.#coefficients, instance.factors.coefficientIn);
    const root = rootOfUnity(log);
    // In Montgomery form.
    const table = (factors: bigint[]): number => {
      const at = instance.take((factors.length + 1) * ELEMENT_BYTES);
      instance.import("Scalars", writeScalars(factors.map((factor) => (factor * MONTGOMERY) % FIELD_ORDER)), at, instance.factors.valueIn);
      return at;
    };
    this.#forward = table(powers(root, Math.max(1, rows / 2)));
    this.#backward = table(powers(inverseOf(root), Math.max(1, rows / 2)));
    const shifts = powers(rootOfUnity(log + 1), rows, inverseOf(BigInt(rows)));
    this.#coset = table(shifts.map((_, i) => shifts[reversed(i, log)] as bigint));
  }

  /** A B at the coset, 32 bytes a row, of a witness of 32 bytes a wire. */
  async ofProduct(witness: Uint8Array, pause: () => Promise<void>): Promise<Uint8Array> {
    this.#fillRows(witness);
    await this.#toCoset(pause);
    this.#instance.functions.products(this.#data, this.#end, this.#products);
    return this.#export();
  }

  /** C at the coset, which is A B on the domain. */
  async ofThird(witness: Uint8Array, pause: () => Promise<void>): Promise<Uint8Array> {
    const { functions } = this.#instance;
    this.#fillRows(witness);
    functions.products(this.#data, this.#end, this.#products);
    functions.spread(this.#data, this.#end, this.#products);
    await this.#toCoset(pause);
    functions.collect(this.#data, this.#end, this.#products);
    return this.#export();
  }

  get #end(): number {
    return this.#data + 2 ** this.#log * PAIR_BYTES;
  }

  #export(): Uint8Array {
    return this.#instance.export("Scalars", this.#products, 2 ** this.#log, this.#instance.factors.quotientOut);
  }

  #fillRows(witness: Uint8Array): void {
    const { functions } = this.#instance;
    this.#instance.import("Scalars", witness, this.#witness, this.#instance.factors.valueIn);
    this.#instance.bytes(this.#data, (2 ** this.#log + 1) * PAIR_BYTES).fill(0);
    const list = this.#instance.words(this.#list, BATCH * ENTRY_WORDS);
    const { wires, places, count } = this.#terms;
    for (let first = 0; first < count; first += BATCH) {
      const size = Math.min(BATCH, count - first);
      for (let i = 0; i < size; i++) {
        const place = places[first + i] as number;
        list[3 * i] = this.#coefficients + (first + i) * ELEMENT_BYTES;
        list[3 * i + 1] = this.#witness + (wires[first + i] as number) * ELEMENT_BYTES;
        list[3 * i + 2] = place === NOWHERE ? this.#end : this.#data + (place >> 1) * PAIR_BYTES + (place & 1) * 8;
      }
      functions.addTerms(this.#list, this.#list + size * 4 * ENTRY_WORDS);
    }
  }

  async #toCoset(pause: () => Promise<void>): Promise<void> {
    const { functions } = this.#instance;
    const rows = 2 ** this.#log;
    const stage = (half: number) => [half * PAIR_BYTES, (rows / 2 / half) * ELEMENT_BYTES] as const;
    for (let half = rows / 2; half >= 1; half /= 2) functions.stageDown(this.#data, this.#end, stage(half)[0], this.#backward, stage(half)[1]);
    await pause();
    functions.scale(this.#data, this.#end, this.#coset);
    for (let half = 1; half < rows; half *= 2) functions.stageUp(this.#data, this.#end, stage(half)[0], this.#forward, stage(half)[1]);
    await pause();
  }
}
