import { type Bn254, POINT_BYTES } from "../../keys/bn254.ts";
import { readScalar, writeScalars } from "../../keys/scalar-bytes.ts";
import type { ZkeyHeader } from "../../keys/zkey.ts";
import { FIELD_ORDER } from "../../statement/field.ts";
import type { Group } from "./multiply.ts";
import type { ShareSums } from "./proving-share.ts";

export type ProofPoints = Pick<ZkeyHeader, "alpha1" | "beta1" | "beta2" | "delta1" | "delta2">;

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
  join(shares: readonly Uint8Array[], point: Uint8Array, scalar: bigint): number {
    const size = this.#size;
    const sum = this.take((3 * size) / 2);
    const addend = this.take(size);
    const fixed = this.put(this.take(size), point);
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

/** Draws a scalar from the system's generator: 320 bits, so that every residue is as likely as another. */
function drawScalar(): bigint {
  const bytes = crypto.getRandomValues(new Uint8Array(40));
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) % FIELD_ORDER;
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

  /** The eight words of a proof that the contracts take, blinded by two scalars that are drawn for it alone. */
  assemble(shares: readonly ShareSums[]): bigint[] {
    const { alpha1, beta1, beta2, delta1, delta2 } = this.#points;
    const [r, s] = [drawScalar(), drawScalar()];
    const [g1, g2] = [this.#g1, this.#g2];
    const [mark1, mark2] = [g1.mark, g2.mark];
    const of = (name: keyof ShareSums) => shares.map((share) => share[name]);
    const a = g1.join(of("a"), delta1, r);
    g1.addAffine(a, alpha1);
    const b1 = g1.join(of("b1"), delta1, s);
    g1.addAffine(b1, beta1);
    const b2 = g2.join(of("b2"), delta2, s);
    g2.addAffine(b2, beta2);
    const c = g1.join([...of("c"), ...of("quotient")], delta1, FIELD_ORDER - ((r * s) % FIELD_ORDER));
    g1.call("add", c, g1.times(a, s), c);
    g1.call("add", c, g1.times(b1, r), c);
    const [b20, b21, b22, b23] = g2.coordinates(b2) as [bigint, bigint, bigint, bigint];
    const words = [...g1.coordinates(a), b21, b20, b23, b22, ...g1.coordinates(c)];
    g1.reset(mark1);
    g2.reset(mark2);
    return words;
  }
}
