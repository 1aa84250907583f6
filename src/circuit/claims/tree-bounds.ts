import type { TreeOrder } from "../../model/parameters/tree-order.ts";
import { rankBitsOf } from "../../model/parameters/trees-sections.ts";

/**
 * For each split of a tree the greatest rank of its first branch: what none of the second may fall short of, where ranks ascend with the feature.
 * @param decreasing false where they must descend: they are counted from above.
 */
export function treeBounds({ shape, ranks }: TreeOrder, decreasing: boolean): bigint[] {
  const most = 2 ** rankBitsOf(ranks.length) - 1;
  const bounds: number[] = [];
  let leaf = 0;
  let at = 0;
  /** The greatest rank below the next node. */
  const greatest = (): number => {
    if (shape[at++] === 0) {
      const rank = ranks[leaf++] as number;
      return decreasing ? rank : most - rank;
    }
    const split = bounds.push(0) - 1;
    bounds[split] = greatest();
    return Math.max(bounds[split] as number, greatest());
  };
  greatest();
  return bounds.map(BigInt);
}
