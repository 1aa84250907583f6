import { ADDITION_BYTES } from "./addition-code.ts";
import { chooseBits, type Digits, MOST_BITS } from "./digits.ts";
import type { KernelInstance } from "./kernel.ts";
import { ELEMENT_BYTES } from "./limbs.ts";

export type Group = "g1" | "g2";

/** Bytes of a point as a key holds it and as the program does. */
export const KEY_POINT = { g1: 64, g2: 128 } as const;
export const POINT = { g1: 2 * ELEMENT_BYTES, g2: 4 * ELEMENT_BYTES } as const;

/** Points, and the scalars that each is to be taken times, by their positions. */
export interface PointList {
  address: number;
  scalars: Int32Array;
}

/** Additions that share an inversion. */
const BATCH = 2048;
/** Digits that are worked on together: what bounds the room for sums. */
const MOST_DIGITS = 1 << 16;

/** Sets of points that are to be added up, each set's addresses from its start on. */
interface Sets {
  items: Int32Array;
  starts: Int32Array;
  counts: Int32Array;
}

/**
 * Sums of points times scalars, by buckets (N. Pippenger, "On the evaluation of powers and related problems", 1976) in affine coordinates: the points of one digit in one
 * window are added up as a tree, and so are the buckets, all additions of a round sharing inversions. A digit that is zero costs nothing.
 */
export class Multiplier {
  readonly #instance: KernelInstance;
  readonly #group: Group;
  readonly #queueAt: number;
  readonly #scratch: number;
  readonly #spare: number;
  readonly #sums: number;
  #used = 0;
  #queue = new Int32Array();
  #queued = 0;

  /** @param sizes how many lists at once of how many scalars there will be at most. */
  constructor(instance: KernelInstance, group: Group, sizes: readonly { lists: number; scalars: number }[]) {
    this.#instance = instance;
    this.#group = group;
    this.#queueAt = instance.take(BATCH * ADDITION_BYTES);
    this.#scratch = instance.take((BATCH / 2 + 1) * 2 * POINT[group]);
    this.#spare = instance.take(POINT[group]);
    const digits = Math.max(MOST_DIGITS, ...sizes.map(({ lists, scalars }) => lists * (scalars + 2 ** chooseBits(scalars))));
    const results = Math.max(...sizes.map(({ lists }) => lists)) * MOST_BITS;
    // Half as many sums as there are digits at first, and three quarters as many as buckets.
    this.#sums = instance.take(POINT[group] * (Math.ceil((3 * digits) / 4) + results));
  }

  /**
   * For each list the sums of its points by the bits of the scalars: the first is to be taken once, the next twice, the next four times, and so on. Affine points in
   * Montgomery form, as a key holds them.
   * @param pause is awaited between groups of windows, so that the thread hears what it is told meanwhile.
   */
  async sumsByBit(lists: readonly PointList[], digits: Digits, pause: () => Promise<void>): Promise<Uint8Array<ArrayBuffer>[]> {
    const { bits, windows } = digits;
    const size = KEY_POINT[this.#group];
    const results = lists.map(() => new Uint8Array(windows * bits * size));
    const cost = (w: number) => lists.length * ((digits.used[w] as number) + 2 ** bits);
    for (let first = 0, last = 0; first < windows; first = last) {
      let total = 0;
      do total += cost(last++);
      while (last < windows && total + cost(last) <= MOST_DIGITS);
      this.#used = 0;
      this.#queue = this.#instance.words(this.#queueAt, (BATCH * ADDITION_BYTES) / 4);
      const buckets = this.#sumBuckets(lists, digits, first, last);
      const sums = this.#export(this.#sumBits(buckets, lists.length * (last - first), bits));
      const share = (last - first) * bits * size;
      results.forEach((result, i) => {
        result.set(sums.subarray(i * share, (i + 1) * share), first * bits * size);
      });
      await pause();
    }
    return results;
  }

  /** The sum of every bucket of some windows: of each list and window an address for every digit from 0 on, zero where there is nothing. */
  #sumBuckets(lists: readonly PointList[], { bits, count, values }: Digits, first: number, last: number): Int32Array {
    const width = 2 ** (bits - 1) + 1;
    const sets = lists.length * (last - first) * width;
    const counts = new Int32Array(sets);
    const [step, windows] = [POINT[this.#group], last - first];
    for (const [list, { scalars }] of lists.entries()) {
      for (let w = 0; w < windows; w++) {
        const [set, row, length] = [(list * windows + w) * width, (first + w) * count, scalars.length];
        for (let i = 0; i < length; i++) {
          const at = set + Math.abs(values[row + (scalars[i] as number)] as number);
          counts[at] = (counts[at] as number) + 1;
        }
        // What is taken no times.
        counts[set] = 0;
      }
    }
    const starts = new Int32Array(sets);
    for (let set = 1; set < sets; set++) starts[set] = (starts[set - 1] as number) + (counts[set - 1] as number);
    const items = new Int32Array((starts[sets - 1] as number) + (counts[sets - 1] as number));
    const next = starts.slice();
    for (const [list, { scalars, address }] of lists.entries()) {
      for (let w = 0; w < windows; w++) {
        const [set, row, length] = [(list * windows + w) * width, (first + w) * count, scalars.length];
        for (let i = 0; i < length; i++) {
          const digit = values[row + (scalars[i] as number)] as number;
          if (digit === 0) continue;
          const at = set + Math.abs(digit);
          items[next[at] as number] = digit < 0 ? (address + i * step) | 1 : address + i * step;
          next[at] = (next[at] as number) + 1;
        }
      }
    }
    let active: number[] = [];
    for (let set = 0; set < sets; set++) if ((counts[set] as number) > 1) active.push(set);
    for (let round = 0; active.length > 0; round++) {
      active = this.#halve({ items, starts, counts }, active, round === 0);
      this.#flush();
    }
    return counts.map((many, set) => (many === 0 ? 0 : (items[starts[set] as number] as number)));
  }

  /** The sums of buckets by the bits of their digits, for every run of buckets; spoils `buckets`. A digit's even half goes on to the next bit. */
  #sumBits(buckets: Int32Array, runs: number, bits: number): Int32Array {
    const half = 2 ** (bits - 1);
    const odd: Sets = { items: new Int32Array(runs * (half + 1)), starts: new Int32Array(runs * bits), counts: new Int32Array(runs * bits) };
    let end = 0;
    let active: number[] = [];
    let fresh: number[] = [];
    for (let bit = 0; bit < bits || active.length + fresh.length > 0; bit++) {
      const length = bit < bits ? half >> bit : 0;
      const begun: number[] = [];
      for (let run = 0; run < runs && length > 0; run++) {
        const from = run * (half + 1);
        const set = run * bits + bit;
        odd.starts[set] = end;
        for (let digit = 1; digit <= length; digit += 2) if (buckets[from + digit] !== 0) odd.items[end++] = buckets[from + digit] as number;
        odd.counts[set] = end - (odd.starts[set] as number);
        if ((odd.counts[set] as number) > 1) begun.push(set);
        for (let digit = 1; 2 * digit <= length; digit++) {
          const a = buckets[from + 2 * digit] as number;
          const b = 2 * digit < length ? (buckets[from + 2 * digit + 1] as number) : 0;
          buckets[from + digit] = a !== 0 && b !== 0 ? this.#add(a, b, this.#newPlace()) : a | b;
        }
      }
      // What goes on to the next bit may be one of these points themselves: their first sums need places of their own.
      active = [...this.#halve(odd, active, false), ...this.#halve(odd, fresh, true)];
      fresh = begun;
      this.#flush();
    }
    return odd.counts.map((many, set) => (many === 0 ? 0 : (odd.items[odd.starts[set] as number] as number)));
  }

  /** Adds up pairs of each set's points. @returns the sets that still have several. */
  #halve({ items, starts, counts }: Sets, sets: readonly number[], newPlaces: boolean): number[] {
    const left: number[] = [];
    const queue = this.#queue;
    const step = POINT[this.#group];
    let queued = this.#queued;
    let place = this.#sums + step * this.#used;
    for (const set of sets) {
      const start = starts[set] as number;
      const count = counts[set] as number;
      const pairs = count >> 1;
      for (let i = 0; i < pairs; i++) {
        const a = items[start + 2 * i] as number;
        const sum = newPlaces ? place : a;
        queue[3 * queued] = a;
        queue[3 * queued + 1] = items[start + 2 * i + 1] as number;
        queue[3 * queued + 2] = sum;
        items[start + i] = sum;
        if (newPlaces) place += step;
        if (++queued === BATCH) {
          this.#queued = queued;
          this.#flush();
          queued = 0;
        }
      }
      if ((count & 1) === 1) items[start + pairs] = items[start + count - 1] as number;
      counts[set] = count - pairs;
      if (count - pairs > 1) left.push(set);
    }
    this.#queued = queued;
    this.#used = (place - this.#sums) / step;
    return left;
  }

  #newPlace(): number {
    return this.#sums + POINT[this.#group] * this.#used++;
  }

  #add(a: number, b: number, sum: number): number {
    const at = 3 * this.#queued++;
    this.#queue[at] = a;
    this.#queue[at + 1] = b;
    this.#queue[at + 2] = sum;
    if (this.#queued === BATCH) this.#flush();
    return sum;
  }

  #flush(): void {
    if (this.#queued === 0) return;
    if (this.#queued % 2 === 1) {
      this.#queue.copyWithin(3 * this.#queued, 3 * this.#queued - 3, 3 * this.#queued);
      this.#queue[3 * this.#queued++ + 2] = this.#spare;
    }
    const { functions } = this.#instance;
    (this.#group === "g1" ? functions.addG1 : functions.addG2)(this.#queueAt, this.#queueAt + this.#queued * ADDITION_BYTES, this.#scratch);
    this.#queued = 0;
  }

  /** Points by their addresses, as a key holds them; all zeros where there is none. */
  #export(addresses: Int32Array): Uint8Array {
    const size = POINT[this.#group];
    const from = this.#sums + size * this.#used;
    const numbers = this.#instance.numbers(0, from / 8 + (addresses.length * size) / 8);
    addresses.forEach((address, i) => {
      const [at, source] = [(from + i * size) / 8, (address & ~1) / 8];
      for (let limb = 0; limb < size / 8; limb++) {
        const number = address === 0 ? 0 : (numbers[source + limb] as number);
        numbers[at + limb] = (address & 1) === 1 && limb >= size / 16 ? -number : number;
      }
    });
    return this.#instance.export("Coordinates", from, (addresses.length * size) / ELEMENT_BYTES, this.#instance.factors.coordinateOut);
  }
}
