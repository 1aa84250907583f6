import { CredenceError } from "../errors/credence-error.ts";
import type { Tree, TreeLeaf, TreeSplit } from "../model/trees-ir.ts";

/** No tree that decides on people is deeper. */
const DEEPEST_TREE = 64;

/** A node as a file has it: its children by the file's own numbers. */
export type SourceNode = TreeLeaf | TreeSplit;

/**
 * The nodes of a tree that can be reached from its root, in an order in which each comes after its parent.
 * @param read gives the node of a number; it throws for a number that the file does not have.
 * @param place of a number, for messages.
 * @param root the number of the root.
 * @returns the nodes, breadth first.
 * @throws CredenceError CRD-1104 for a node that is reached twice (a cycle, or two parents), CRD-1102 for a tree that is too deep.
 */
export function orderNodes(read: (number: number) => SourceNode, place: (number: number) => string, root = 0): Tree["nodes"] {
  const numbers: number[] = [root];
  const depths: number[] = [0];
  const position = new Map<number, number>([[root, 0]]);
  const nodes: SourceNode[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    const node = read(number);
    nodes.push(node);
    if (node.kind === "leaf") continue;
    for (const child of [node.yes, node.no]) {
      if (position.has(child)) throw new CredenceError("CRD-1104", `Its child ${child} is reached twice; expected a tree.`, { place: place(number) });
      if (depths[i] === DEEPEST_TREE) throw new CredenceError("CRD-1102", `The tree is deeper than ${DEEPEST_TREE} splits.`, { place: place(number) });
      position.set(child, numbers.length);
      numbers.push(child);
      depths.push((depths[i] as number) + 1);
    }
  }
  return nodes.map((node) => (node.kind === "leaf" ? node : { ...node, yes: position.get(node.yes) as number, no: position.get(node.no) as number }));
}
