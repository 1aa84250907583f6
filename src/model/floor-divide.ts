/** floor(a / b) for b > 0: towards minus infinity, where bigint division goes towards zero. */
export const floorDivide = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b;
