import type { CodeRange, QuantisedBin } from "./quantised.ts";

/**
 * Makes the function from a code to its bin, by bisection over the sorted ranges. Bins partition the codes, so that only a code outside
 * [0, cardinality) has none.
 */
export function openBinLookup(bins: readonly QuantisedBin[]): (code: bigint) => QuantisedBin | undefined {
  const ranges = bins
    .flatMap((bin) => bin.ranges.map((range): { range: CodeRange; bin: QuantisedBin } => ({ range, bin })))
    .sort((a, b) => (a.range[0] < b.range[0] ? -1 : 1));
  return (code) => {
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (code < (ranges[middle] as { range: CodeRange }).range[1]) high = middle;
      else low = middle + 1;
    }
    const found = ranges[low];
    return found !== undefined && code >= found.range[0] ? found.bin : undefined;
  };
}
