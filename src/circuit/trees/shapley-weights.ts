/**
 * The weights of a leaf for a columns that agree for the record alone and b that agree for the reference alone, in units of 1 / scale:
 * gain (a-1)! b! / (a+b)!, and 0 without such columns; loss a! (b-1)! / (a+b)!, likewise. `scale` makes them whole.
 */
export function openShapleyWeights(scale: bigint): { gain(a: number, b: number): bigint; loss(a: number, b: number): bigint } {
  const factorials = [1n];
  const factorial = (n: number): bigint => {
    while (factorials.length <= n) factorials.push((factorials.at(-1) as bigint) * BigInt(factorials.length));
    return factorials[n] as bigint;
  };
  return {
    gain: (a, b) => (a === 0 ? 0n : (factorial(a - 1) * factorial(b) * scale) / factorial(a + b)),
    loss: (a, b) => (b === 0 ? 0n : (factorial(a) * factorial(b - 1) * scale) / factorial(a + b)),
  };
}
