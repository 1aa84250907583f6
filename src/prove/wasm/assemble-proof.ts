import { type Bn254, POINT_BYTES } from "../../keys/bn254.ts";
import { readScalar, writeScalars } from "../../keys/scalar-bytes.ts";
import type { ZkeyHeader } from "../../keys/zkey.ts";
import { FIELD_ORDER, toField } from "../../statement/field.ts";
import type { Group } from "./multiply.ts";
import type { ShareSums } from "./proving-share.ts";

export type ProofPoints = Pick<ZkeyHeader, "alpha1" | "beta2" | "delta2">;

type Operation = (...pointers: number[]) => number;

/** A group of the curve in a memory of its own. The points that are pointed at are projective but where it says affine. */
class PointArithmetic {
  readonly #bytes: Uint8Array;
  readonly #calls: Record<string, Operation>;
  readonly #prefix: string;
  readonly #size: number;
  #next: number;

  constructor(module: WebAssembly.Module, group: Group) {
    // The program's own data takes less than its least memory of 25 pages.
    const memory = new WebAssembly.Memory({ initial: 32 });
    this.#calls = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<string, Operation>;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#prefix = `${group}m`;
    this.#size = POINT_BYTES[group];
    this.#next = 25 * 65536;
  }

  call(name: string, ...pointers: number[]): number {
    return (this.#calls[`${this.#prefix}_${name}`] as Operation)(...pointers);
  }

  take(bytes: number): number {
    const at = this.#next;
    this.#next = (at + bytes + 7) & ~7;
    return at;
  }

  put(at: number, bytes: Uint8Array): number {
    this.#bytes.set(bytes, at);
    return at;
  }

  /** Everything taken since `mark` is free again. */
  reset(mark: number): void {
    this.#next = mark;
  }

  get mark(): number {
    return this.#next;
  }

  /** The sum of sums by bits, of several shares, and of a point times a scalar. */
  join(shares: readonly Uint8Array[], point?: Uint8Array, scalar = 0n): number {
    const size = this.#size;
    const sum = this.take((3 * size) / 2);
    const addend = this.take(size);
    const fixed = point === undefined ? 0 : this.put(this.take(size), point);
    this.call("zero", sum);
    const top = Math.max(254, ...shares.map((bytes) => bytes.length / size)) - 1;
    for (let bit = top; bit >= 0; bit--) {
      this.call("double", sum, sum);
      for (const bytes of shares) {
        if ((bit + 1) * size > bytes.length) continue;
        this.put(addend, bytes.subarray(bit * size, (bit + 1) * size));
        this.call("addMixed", sum, addend, sum);
      }
      if ((scalar >> BigInt(bit)) & 1n) this.call("addMixed", sum, fixed, sum);
    }
    return sum;
  }

  addAffine(sum: number, point: Uint8Array): void {
    this.call("addMixed", sum, this.put(this.take(this.#size), point), sum);
  }

  /** A point times a scalar. */
  times(point: number, scalar: bigint): number {
    const product = this.take((3 * this.#size) / 2);
    this.call("timesScalar", point, this.put(this.take(32), writeScalars([scalar])), 32, product);
    return product;
  }

  /** The affine coordinates of a point as numbers, out of Montgomery form. */
  coordinates(point: number): bigint[] {
    const affine = this.take(this.#size);
    this.call("normalize", point, point);
    this.call("toAffine", point, affine);
    const plain = this.take(32);
    return Array.from({ length: this.#size / 32 }, (_, i) => {
      (this.#calls.f1m_fromMontgomery as Operation)(affine + 32 * i, plain);
      return readScalar(this.#bytes, plain);
    });
  }
}

/** Draws a scalar that is not zero from the system's generator: 320 bits, so that every residue is as likely as another. */
function drawScalar(): bigint {
  const bytes = crypto.getRandomValues(new Uint8Array(40));
  return (bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) % (FIELD_ORDER - 1n)) + 1n;
}

/** 1 / value in the scalar field, by Euclid's algorithm. */
function inverseOf(value: bigint): bigint {
  let [a, b, x, y] = [FIELD_ORDER, value, 0n, 1n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return toField(x);
}

/** Puts proofs together from the shares' sums, on the library's curve. */
export class ProofAssembly {
  readonly #points: ProofPoints;
  readonly #g1: PointArithmetic;
  readonly #g2: PointArithmetic;

  constructor(curve: Bn254, points: ProofPoints) {
    const module = new WebAssembly.Module(new Uint8Array(curve.tm.code));
    this.#g1 = new PointArithmetic(module, "g1");
    this.#g2 = new PointArithmetic(module, "g2");
    this.#points = points;
  }

  /**
   * The eight words of a proof that the contracts take, blinded by two scalars that are drawn for it alone: A = u (alpha + a), B = (beta + b + s delta) / u, C = c + s (alpha + a).
   *
   * That is Groth's proof with r = 0, made anew as K. Baghery, M. Kohlweiss, J. Siim and M. Volkhov, "Another look at extraction and randomization of Groth's zk-SNARK" (2021), section 4, do with
   * any proof. A and B are uniform and C follows from them, as in Groth's own; but the sum of the points B in the first group is not needed.
   */
  assemble(shares: readonly ShareSums[]): bigint[] {
    const { alpha1, beta2, delta2 } = this.#points;
    const [u, s] = [drawScalar(), drawScalar()];
    const [g1, g2] = [this.#g1, this.#g2];
    const [mark1, mark2] = [g1.mark, g2.mark];
    const of = (name: keyof ShareSums) => shares.map((share) => share[name]);
    const a = g1.join(of("a"));
    g1.addAffine(a, alpha1);
    const b = g2.join(of("b"), delta2, s);
    g2.addAffine(b, beta2);
    const c = g1.join([...of("c"), ...of("quotient")]);
    g1.call("add", c, g1.times(a, s), c);
    const [b0, b1, b2, b3] = g2.coordinates(g2.times(b, inverseOf(u))) as [bigint, bigint, bigint, bigint];
    const words = [...g1.coordinates(g1.times(a, u)), b1, b0, b3, b2, ...g1.coordinates(c)];
    g1.reset(mark1);
    g2.reset(mark2);
    return words;
  }
}
