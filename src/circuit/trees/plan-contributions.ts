import type { QuantisedTrees } from "../../model/quantised-trees.ts";

/** The reasons that some record may have, and within what their contributions stay, in units of 1 / reasonScale of the margin's. */
export interface ContributionsPlan {
  /** 1-based positions in the policy's reasons, in document order. */
  codes: readonly number[];
  /** -most <= contribution <= most, for every reason. */
  most: bigint;
}

/**
 * A column's value is a mean, over the orders of the columns, of differences between two leaves of each tree that asks it: within the spread of the tree's leaves. A reason's is the sum over its
 * columns.
 */
export function planContributions({ trees, columns, policy, reasonScale }: QuantisedTrees): ContributionsPlan {
  const most = policy.reasons.map(() => 0n);
  for (const { nodes } of trees) {
    const values = nodes.flatMap((node) => (node.kind === "leaf" ? [node.value] : []));
    const spread = values.reduce((a, b) => (b > a ? b : a)) - values.reduce((a, b) => (b < a ? b : a));
    for (const column of new Set(nodes.flatMap((node) => (node.kind === "split" ? [node.column] : [])))) {
      const { reason } = columns[column] as { reason: number };
      most[reason] = (most[reason] as bigint) + spread * reasonScale;
    }
  }
  return {
    codes: most.flatMap((bound, reason) => (bound > 0n ? [reason + 1] : [])),
    most: most.reduce((a, b) => (b > a ? b : a)),
  };
}
