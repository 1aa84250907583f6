/** The nodes of one tree, the first branch of each split before its second: 1 for a split, 0 for a leaf. */
export type TreeShape = readonly (0 | 1)[];

/** The trees of a text of ones and zeros, one after the other; undefined for one that ends within a tree. */
export function readTreeShapes(text: string): TreeShape[] | undefined {
  const trees: (0 | 1)[][] = [];
  let open = 0;
  for (const sign of text) {
    if (open === 0) trees.push([]);
    const node = sign === "1" ? 1 : 0;
    trees.at(-1)?.push(node);
    open = (open === 0 ? 1 : open) + (node === 1 ? 1 : -1);
  }
  return open === 0 ? trees : undefined;
}

/** Splits of a tree; it has a leaf more. */
export const splitsOf = (shape: TreeShape): number => (shape.length - 1) / 2;
