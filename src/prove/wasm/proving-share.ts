import { cutScalars, differencesOf, scalarsIn } from "./digits.ts";
import { type Kernel, KernelInstance } from "./kernel.ts";
import type { KeyShare, QuotientPart, SharePoints } from "./key-shares.ts";
import { type Group, KEY_POINT, Multiplier, POINT, type PointList } from "./multiply.ts";
import { Quotient } from "./quotient.ts";

/** A share's part of the sums of a proof, each by the bits of the scalars. */
export interface ShareSums {
  a: Uint8Array<ArrayBuffer>;
  b: Uint8Array<ArrayBuffer>;
  c: Uint8Array<ArrayBuffer>;
  quotient: Uint8Array<ArrayBuffer>;
}

/** The two parts of the quotient, 32 bytes a row. */
export type QuotientParts = Record<QuotientPart, Uint8Array>;

/** A share that cannot be used; the message says what was expected. */
export class UnsoundKey extends Error {}

/** A share of a key, ready to compute with, in a memory of its own. */
export class ProvingShare {
  readonly #share: Pick<KeyShare, "wires" | "parts"> & { rows: { first: number; count: number } };
  readonly #lists: Record<"a" | "b" | "c" | "quotient", PointList>;
  readonly #g1: Multiplier;
  readonly #g2: Multiplier;
  readonly #quotient: Quotient | undefined;

  /** @throws UnsoundKey where a point is not on its curve. */
  constructor(kernel: Kernel, { wires, parts, circuit, a, b, c, quotient }: KeyShare) {
    const instance = new KernelInstance(kernel);
    const wrong = instance.take(16);
    const load = (group: Group, { points, scalars }: SharePoints): PointList => {
      const address = instance.take((points.length / KEY_POINT[group]) * POINT[group]);
      instance.import("Coordinates", points, address, instance.factors.coordinateIn);
      if (scalars.length > 0) {
        instance.functions[group === "g1" ? "checkG1" : "checkG2"](address, address + scalars.length * POINT[group], wrong);
        if (instance.bytes(wrong, 16).some((byte) => byte !== 0)) throw new UnsoundKey("every point to be on its curve");
      }
      return { address, scalars };
    };
    this.#lists = { a: load("g1", a), b: load("g2", b), c: load("g1", c), quotient: load("g1", quotient) };
    const last = quotient.scalars.at(-1) ?? -1;
    this.#share = { wires, parts, rows: { first: quotient.firstRow, count: last + 1 } };
    this.#g1 = new Multiplier(instance, "g1", [
      { lists: 2, scalars: wires.length },
      { lists: 1, scalars: last + 1 },
    ]);
    this.#g2 = new Multiplier(instance, "g2", [{ lists: 1, scalars: wires.length }]);
    this.#quotient = circuit === undefined ? undefined : new Quotient(instance, circuit.log, circuit.wires, circuit.coefficients);
  }

  /**
   * Computes the share's part of a proof.
   * @param witness 32 bytes a wire, below the field's order.
   * @param publish hears the parts of the quotient that this share computes.
   * @param quotient all parts, once every share has published.
   * @param pause is awaited between steps, so that the thread hears what it is told meanwhile; where it throws, the work ends.
   */
  async sums(
    witness: Uint8Array,
    publish: (part: QuotientPart, values: Uint8Array) => void,
    quotient: () => Promise<QuotientParts>,
    pause: () => Promise<void>,
  ): Promise<ShareSums> {
    for (const part of this.#share.parts) {
      const values = await (part === "product" ? this.#quotient?.ofProduct(witness, pause) : this.#quotient?.ofThird(witness, pause));
      publish(part, values as Uint8Array);
    }
    const { wires, rows } = this.#share;
    const digits = cutScalars(wires.length, scalarsIn(witness, wires));
    const lists = this.#lists;
    const [a, c] = (await this.#g1.sumsByBit([lists.a, lists.c], digits, pause)) as [Sums, Sums];
    const [b] = (await this.#g2.sumsByBit([lists.b], digits, pause)) as [Sums];
    const { product, third } = await quotient();
    const share = (values: Uint8Array) => values.subarray(32 * rows.first, 32 * (rows.first + rows.count));
    const ofRows = cutScalars(rows.count, differencesOf(share(product), share(third)));
    const [ofQuotient] = (await this.#g1.sumsByBit([lists.quotient], ofRows, pause)) as [Sums];
    return { a, b, c, quotient: ofQuotient };
  }
}

type Sums = Uint8Array<ArrayBuffer>;
