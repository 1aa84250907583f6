const view = new DataView(new ArrayBuffer(8));
const SIGN = 1n << 63n;

/** A float64 as an integer that ascends with it. */
function orderOf(value: number): bigint {
  view.setFloat64(0, value);
  const word = view.getBigUint64(0);
  return word & SIGN ? SIGN - 1n - (word ^ SIGN) : word | SIGN;
}

function fromOrder(order: bigint): number {
  view.setBigUint64(0, order & SIGN ? order ^ SIGN : SIGN | (SIGN - 1n - order));
  return view.getFloat64(0);
}

/** The float64 just below a finite one. */
export const floatBelow = (value: number): number => (value === 0 ? -Number.MIN_VALUE : fromOrder(orderOf(value) - 1n));

/** True where the last bit of the significand is 0: what a tie is rounded to. */
export function isEven(value: number): boolean {
  view.setFloat64(0, value);
  return (view.getUint8(7) & 1) === 0;
}

/** The smallest float64 at which a condition that is false below and true above holds; -Infinity where it always holds, undefined where it never does. */
export function firstFloat(holds: (value: number) => boolean): number | undefined {
  if (holds(Number.NEGATIVE_INFINITY)) return Number.NEGATIVE_INFINITY;
  if (!holds(Number.POSITIVE_INFINITY)) return undefined;
  let low = orderOf(Number.NEGATIVE_INFINITY);
  let high = orderOf(Number.POSITIVE_INFINITY);
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (holds(fromOrder(middle))) high = middle;
    else low = middle;
  }
  const first = fromOrder(high);
  // Of the two zeros, which no comparison tells apart, the usual one.
  return first === 0 ? 0 : first;
}
