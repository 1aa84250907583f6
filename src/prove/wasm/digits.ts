import { FIELD_ORDER } from "../../statement/field.ts";

const WORDS = 8;
const wordsOf = (value: bigint) => Uint32Array.from({ length: WORDS }, (_, i) => Number((value >> BigInt(32 * i)) & 0xffffffffn));
const ORDER = wordsOf(FIELD_ORDER);
const HALF_ORDER = wordsOf(FIELD_ORDER / 2n);
/** Bits of a magnitude up to half the order, and one for the sign of the last digit. */
const SCALAR_BITS = 254;
/** Bits of a digit at most. */
const WIDEST = 15;
/** Bits of all digits of a scalar, at most. */
export const MOST_BITS = SCALAR_BITS + WIDEST;

/** Scalars as sums of digits times powers of 2^bits, the digits between -2^(bits - 1) and 2^(bits - 1). */
export interface Digits {
  /** Bits of a digit. */
  bits: number;
  windows: number;
  count: number;
  /** The digits of the lowest window for every scalar, then those of the next. */
  values: Int16Array;
  /** How many digits of a window are not zero. */
  used: Int32Array;
}

/** a - b, and whether it was negative, in which case 2^256 is added. */
function subtract(a: Uint32Array, b: Uint32Array, out: Uint32Array): boolean {
  let borrow = 0;
  for (let i = 0; i < WORDS; i++) {
    const difference = (a[i] as number) - (b[i] as number) - borrow;
    borrow = difference < 0 ? 1 : 0;
    out[i] = difference;
  }
  return borrow === 1;
}

function exceedsHalf(value: Uint32Array): boolean {
  for (let i = WORDS - 1; i >= 0; i--) if (value[i] !== HALF_ORDER[i]) return (value[i] as number) > (HALF_ORDER[i] as number);
  return false;
}

/** The width with which the fewest additions are made: of `count` points to buckets, and of the buckets to one sum. */
export function chooseBits(count: number): number {
  const additions = (bits: number) => Math.ceil(SCALAR_BITS / bits) * (count + 2 ** bits);
  let best = 3;
  for (let bits = 4; bits <= WIDEST; bits++) if (additions(bits) < additions(best)) best = bits;
  return best;
}

/**
 * Cuts scalars into signed digits. What is above half the order counts as a small negative number, so that ones and bits, minus ones and small numbers have few digits
 * that are not zero.
 * @param read writes the scalar at an index, below the order, as eight words of 32 bits, lowest first; tells whether it is to be taken times minus one.
 */
export function cutScalars(count: number, read: (index: number, out: Uint32Array) => boolean): Digits {
  const magnitudes = new Uint32Array(count * WORDS);
  const negative = new Uint8Array(count);
  let large = 0;
  const value = new Uint32Array(WORDS);
  for (let i = 0; i < count; i++) {
    negative[i] = read(i, value) ? 1 : 0;
    if (exceedsHalf(value)) {
      subtract(ORDER, value, value);
      negative[i] = 1 - (negative[i] as number);
    }
    if ((value[2] as number) | (value[3] as number) | (value[4] as number) | (value[5] as number) | (value[6] as number) | (value[7] as number)) large++;
    magnitudes.set(value, i * WORDS);
  }
  const bits = chooseBits(large);
  const windows = Math.ceil(SCALAR_BITS / bits);
  const [half, mask] = [2 ** (bits - 1), 2 ** bits - 1];
  const values = new Int16Array(count * windows);
  const used = new Int32Array(windows);
  for (let i = 0; i < count; i++) {
    let length = WORDS;
    while (length > 0 && magnitudes[i * WORDS + length - 1] === 0) length--;
    const sign = negative[i] === 1 ? -1 : 1;
    let carry = 0;
    for (let w = 0; w < windows; w++) {
      const at = (w * bits) >> 5;
      if (at >= length && carry === 0) break;
      const shift = (w * bits) & 31;
      const low = at < WORDS ? (magnitudes[i * WORDS + at] as number) >>> shift : 0;
      const high = shift > 0 && at + 1 < WORDS ? (magnitudes[i * WORDS + at + 1] as number) << (32 - shift) : 0;
      let digit = ((low | high) & mask) + carry;
      carry = digit > half ? 1 : 0;
      if (carry === 1) digit -= mask + 1;
      if (digit === 0) continue;
      values[w * count + i] = sign * digit;
      used[w] = (used[w] as number) + 1;
    }
  }
  return { bits, windows, count, values, used };
}

/** Reads scalars of 32 bytes, lowest first. */
export function scalarsIn(bytes: Uint8Array, positions?: Int32Array): (index: number, out: Uint32Array) => boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (index, out) => {
    const at = 32 * (positions === undefined ? index : (positions[index] as number));
    for (let i = 0; i < WORDS; i++) out[i] = view.getUint32(at + 4 * i, true);
    return false;
  };
}

/** Reads the differences of scalars of 32 bytes. */
export function differencesOf(a: Uint8Array, b: Uint8Array): (index: number, out: Uint32Array) => boolean {
  const [readA, readB] = [scalarsIn(a), scalarsIn(b)];
  const subtrahend = new Uint32Array(WORDS);
  const difference = new Uint32Array(WORDS);
  return (index, out) => {
    readA(index, out);
    readB(index, subtrahend);
    const negative = subtract(out, subtrahend, difference);
    if (negative) subtract(subtrahend, out, difference);
    out.set(difference);
    return negative;
  };
}
