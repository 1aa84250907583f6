import { BASE_FIELD_ORDER, FIELD_ORDER } from "../../statement/field.ts";
import { defineAdditions } from "./addition-code.ts";
import { Assembler } from "./assembler.ts";
import { Constants, Places } from "./constants.ts";
import { defineExport, defineImport } from "./convert-code.ts";
import { defineCurveCheck } from "./curve-code.ts";
import { defineField } from "./field-code.ts";
import { centred, ELEMENT_BYTES, MONTGOMERY } from "./limbs.ts";
import { defineQuadratic, withInversion } from "./quadratic-code.ts";
import { defineTransforms } from "./transform-code.ts";

/** Where the module's constants and places lie in its memory, before everything else. */
const CONSTANTS = 64;
const PLACES = 8192;
/** The first byte of memory that is free to use. */
export const FIRST_FREE = 16384;

/** What y^2 - x^3 is, on the curve and on its twist: 3, and 3 / (9 + i). */
const CURVE_B = [3n];
const TWIST_B = [
  19485874751759354771024239261021720505790618469301721065564631296452457478373n,
  266929791119991161246907387137283842545076965332900288569378510910307636690n,
];

/** A field element as the factor of a conversion: multiplication divides by 2^255. */
const factorOf = (power: bigint, prime: bigint): bigint => {
  const half = (prime + 1n) / 2n;
  let factor = 1n;
  for (let i = 0n; i < (power < 0n ? -power : power); i++) factor = (factor * (power < 0n ? half : 2n)) % prime;
  return centred(factor, prime);
};

/** The program of the engine, and the constants that it reads: what a thread is started with. */
export interface Kernel {
  module: WebAssembly.Module;
  constants: BigUint64Array<ArrayBuffer>;
  /** Addresses of factors for `import` and `export`. */
  factors: {
    /** Coordinates of points from a key, in Montgomery form of 2^256, and back to it. */
    coordinateIn: number;
    coordinateOut: number;
    /** A key's coefficients, which it holds times 2^512, to Montgomery form. */
    coefficientIn: number;
    /** Plain values. */
    valueIn: number;
    /** Values from 2^-255 of themselves. */
    quotientOut: number;
  };
}

/** Writes the program. A few milliseconds. */
export function makeKernel(): Kernel {
  const assembler = new Assembler();
  const [constants, places] = [new Constants(CONSTANTS), new Places(PLACES)];
  const base = defineField(assembler, constants, BASE_FIELD_ORDER);
  const g1 = withInversion(assembler, constants, places, BASE_FIELD_ORDER, base);
  const g2 = defineQuadratic(assembler, constants, places, g1);
  defineAdditions("addG1", assembler, constants, places, g1);
  defineAdditions("addG2", assembler, constants, places, g2);
  const [b1, b2] = [CURVE_B, TWIST_B].map((parts) => parts.map((part) => constants.pair(centred(part * MONTGOMERY, BASE_FIELD_ORDER)))[0] as number);
  defineCurveCheck("checkG1", assembler, constants, places, g1, b1 as number);
  defineCurveCheck("checkG2", assembler, constants, places, g2, b2 as number);
  defineImport("importCoordinates", assembler, constants, places, BASE_FIELD_ORDER, base);
  defineExport("exportCoordinates", assembler, constants, places, BASE_FIELD_ORDER, base);
  const scalars = defineField(assembler, constants, FIELD_ORDER);
  defineTransforms(assembler, places, scalars);
  defineImport("importScalars", assembler, constants, places, FIELD_ORDER, scalars);
  defineExport("exportScalars", assembler, constants, places, FIELD_ORDER, scalars);
  const factors = {
    coordinateIn: constants.pair(factorOf(254n, BASE_FIELD_ORDER)),
    coordinateOut: constants.pair(factorOf(256n, BASE_FIELD_ORDER)),
    coefficientIn: constants.pair(factorOf(-2n, FIELD_ORDER)),
    valueIn: constants.pair(centred(MONTGOMERY, FIELD_ORDER)),
    quotientOut: constants.pair(factorOf(510n, FIELD_ORDER)),
  };
  if (constants.end > PLACES || places.end > FIRST_FREE) throw new Error("the program's constants have outgrown their room");
  return { module: new WebAssembly.Module(assembler.assemble()), constants: constants.words, factors };
}

/** What the program exports; the files that define the functions say what they do. */
export interface KernelFunctions {
  addG1(list: number, end: number, scratch: number): void;
  addG2(list: number, end: number, scratch: number): void;
  checkG1(points: number, end: number, wrong: number): void;
  checkG2(points: number, end: number, wrong: number): void;
  importCoordinates(source: number, out: number, end: number, factor: number): void;
  exportCoordinates(source: number, out: number, end: number, factor: number): void;
  importScalars(source: number, out: number, end: number, factor: number): void;
  exportScalars(source: number, out: number, end: number, factor: number): void;
  stageDown(data: number, end: number, half: number, factors: number, step: number): void;
  stageUp(data: number, end: number, half: number, factors: number, step: number): void;
  scale(data: number, end: number, factors: number): void;
  products(data: number, end: number, out: number): void;
  spread(data: number, end: number, source: number): void;
  collect(data: number, end: number, out: number): void;
  addTerms(list: number, end: number): void;
}

const PAGE = 65536;
/** Numbers of 32 bytes that are converted at once. */
const CHUNK = 2048;

/** The program in a memory of its own. */
export class KernelInstance {
  readonly functions: KernelFunctions;
  readonly factors: Kernel["factors"];
  readonly #memory: WebAssembly.Memory;
  readonly #staging: number;
  #next = FIRST_FREE;

  constructor({ module, constants, factors }: Kernel) {
    this.#memory = new WebAssembly.Memory({ initial: 1 });
    this.functions = new WebAssembly.Instance(module, { env: { memory: this.#memory } }).exports as unknown as KernelFunctions;
    this.factors = factors;
    new BigUint64Array(this.#memory.buffer, CONSTANTS).set(constants);
    this.#staging = this.take(CHUNK * 32);
  }

  /** The address of `bytes` bytes that stay taken. Views that were made before are of no use after it. */
  take(bytes: number): number {
    const at = this.#next;
    this.#next = (at + bytes + 15) & ~15;
    const missing = this.#next - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return at;
  }

  /** Brings numbers of 32 bytes, lowest first, to elements at `out`, where there is room for an even number of them. */
  import(kind: "Coordinates" | "Scalars", numbers: Uint8Array, out: number, factor: number): void {
    for (let first = 0; first < numbers.length; first += CHUNK * 32) {
      const part = numbers.subarray(first, first + CHUNK * 32);
      this.bytes(this.#staging, part.length).set(part);
      this.functions[`import${kind}`](this.#staging, out + (first / 32) * ELEMENT_BYTES, this.#staging + part.length, factor);
    }
  }

  /** The way back, of an even number of elements. */
  export(kind: "Coordinates" | "Scalars", from: number, count: number, factor: number): Uint8Array<ArrayBuffer> {
    const numbers = new Uint8Array(count * 32);
    for (let first = 0; first < count; first += CHUNK) {
      const size = Math.min(CHUNK, count - first);
      const at = from + first * ELEMENT_BYTES;
      this.functions[`export${kind}`](at, this.#staging, at + size * ELEMENT_BYTES, factor);
      numbers.set(this.bytes(this.#staging, size * 32), first * 32);
    }
    return numbers;
  }

  bytes(at: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory.buffer, at, length);
  }

  words(at: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#memory.buffer, at, length);
  }

  numbers(at: number, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#memory.buffer, at, length);
  }
}
