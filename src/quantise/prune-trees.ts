import type { Tree, TreeLeaf, TreeSplit } from "../model/trees-ir.ts";

/** A tree without the splits at which every record takes one branch: that branch stands in their place. */
function pruneTree({ group, nodes }: Tree, always: (split: TreeSplit) => boolean | undefined): Tree {
  const reached = (position: number): number => {
    const node = nodes[position] as TreeSplit | TreeLeaf;
    if (node.kind === "leaf") return position;
    const branch = always(node);
    return branch === undefined ? position : reached(branch ? node.yes : node.no);
  };
  // Breadth first, so that every node stands after its parent.
  const kept = [reached(0)];
  const children: [yes: number, no: number][] = [];
  for (let i = 0; i < kept.length; i++) {
    const node = nodes[kept[i] as number] as TreeSplit | TreeLeaf;
    if (node.kind === "leaf") continue;
    children[i] = [kept.push(reached(node.yes)) - 1, kept.push(reached(node.no)) - 1];
  }
  if (kept.length === nodes.length) return { group, nodes };
  return {
    group,
    nodes: kept.map((position, i) => {
      const node = nodes[position] as TreeSplit | TreeLeaf;
      const [yes, no] = children[i] ?? [0, 0];
      return node.kind === "leaf" ? node : { ...node, yes, no };
    }),
  };
}

/** @param always the branch that every record takes at a split, true for `yes`; undefined where records take both. Asked of every split that is reached, once or more. */
export const pruneTrees = (trees: readonly Tree[], always: (split: TreeSplit) => boolean | undefined): Tree[] => trees.map((tree) => pruneTree(tree, always));
