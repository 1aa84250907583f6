import { allowAttributes, finite, refuseNode, tensor, whole, wholes } from "./attributes.ts";
import type { GraphNode } from "./graph.ts";
import { POST_TRANSFORMS, plainColumns, readTargets, targetScores, treeMargins } from "./tree-ensemble.ts";
import { type EnsembleLeaf, type EnsembleSplit, type EnsembleTree, MODES, MOST_NODES } from "./tree-nodes.ts";
import type { Columns, Scores } from "./value.ts";

const ATTRIBUTES = [
  ...["aggregate_function", "leaf_targetids", "leaf_weights", "membership_values", "n_targets", "nodes_falseleafs", "nodes_falsenodeids", "nodes_featureids"],
  ...[
    "nodes_hitrates",
    "nodes_missing_value_tracks_true",
    "nodes_modes",
    "nodes_splits",
    "nodes_trueleafs",
    "nodes_truenodeids",
    "post_transform",
    "tree_roots",
  ],
];

/** Numbers of a tensor in the width of the input. */
function readFloats(node: GraphNode, name: string, columns: Columns): readonly number[] {
  const given = tensor(node, name);
  const width = columns.type === "double" ? "double" : "float";
  if (given?.type !== width) throw refuseNode("CRD-1101", node, `Found ${name} of ${given?.type ?? "nothing"}, expected ${width} like the input.`);
  return finite(node, name, given.values as readonly number[]);
}

/** A list of whole numbers of a given length, each from `least` to `most`. */
function readList(node: GraphNode, name: string, length: number, most: number): readonly number[] {
  const values = wholes(node, name);
  if (values.length !== length) throw refuseNode("CRD-1101", node, `Found ${values.length} values of ${name}, expected ${length}; is the file whole?`);
  const wrong = values.findIndex((value) => !(value >= 0 && value <= most));
  if (wrong >= 0) throw refuseNode("CRD-1101", node, `Found ${values[wrong]} at ${name}[${wrong}], expected from 0 to ${most}.`);
  return values;
}

/**
 * ai.onnx.ml.TreeEnsemble of version 5: splits and leaves in two lists. Leaves are numbered here after the splits, so that both stand in one tree.
 * @throws CredenceError CRD-1101 to CRD-1105 with the node.
 */
export function treeEnsemble5(node: GraphNode, input: Columns): Scores {
  allowAttributes(node, ATTRIBUTES);
  const columns = plainColumns(node, input);
  const targets = readTargets(node);
  const aggregate = whole(node, "aggregate_function") ?? 1;
  if (aggregate !== 0 && aggregate !== 1) throw refuseNode("CRD-1103", node, `Found the aggregate_function ${aggregate}, expected 0 (average) or 1 (sum).`);
  const transform = POST_TRANSFORMS[whole(node, "post_transform") ?? 0];
  if (transform === undefined)
    throw refuseNode("CRD-1103", node, `Found the post_transform ${whole(node, "post_transform")}, expected 0 to ${POST_TRANSFORMS.length - 1}.`);

  const modes = (tensor(node, "nodes_modes")?.values ?? []) as readonly number[];
  const count = modes.length;
  const leaves = wholes(node, "leaf_targetids").length;
  if (count === 0 || leaves === 0) throw refuseNode("CRD-1101", node, "It has no nodes or no leaves; is the file whole?");
  if (count + leaves > MOST_NODES) throw refuseNode("CRD-1102", node, `It has ${count + leaves} nodes, at most ${MOST_NODES} are read.`);
  const features = readList(node, "nodes_featureids", count, columns.cells.length - 1);
  const most = Math.max(count, leaves) - 1;
  const branch = (ids: string, flags: string): readonly number[] => {
    const isLeaf = readList(node, flags, count, 1);
    return readList(node, ids, count, most).map((id, i) => (isLeaf[i] === 1 ? count + id : id));
  };
  const whenTrue = branch("nodes_truenodeids", "nodes_trueleafs");
  const whenFalse = branch("nodes_falsenodeids", "nodes_falseleafs");
  const splits = readFloats(node, "nodes_splits", columns);
  if (splits.length !== count) throw refuseNode("CRD-1101", node, `Found ${splits.length} values of nodes_splits, expected ${count}; is the file whole?`);
  const tracks = node.attributes.has("nodes_missing_value_tracks_true") ? readList(node, "nodes_missing_value_tracks_true", count, 1) : undefined;
  const owners = readList(node, "leaf_targetids", leaves, targets - 1);
  const weights = readFloats(node, "leaf_weights", columns);
  if (weights.length !== leaves) throw refuseNode("CRD-1101", node, `Found ${weights.length} values of leaf_weights, expected ${leaves}; is the file whole?`);

  const all = new Map<number, EnsembleSplit | EnsembleLeaf>();
  for (const [i, number] of modes.entries()) {
    const mode = MODES[number];
    if (mode === undefined)
      throw refuseNode("CRD-1103", node, `Found the mode ${number} at nodes_modes[${i}], expected 0 to ${MODES.length - 1}: ${MODES.join(", ")}.`);
    all.set(i, {
      mode,
      feature: features[i] as number,
      threshold: splits[i] as number,
      whenTrue: whenTrue[i] as number,
      whenFalse: whenFalse[i] as number,
      missingHolds: tracks?.[i] === 1,
    });
  }
  for (const [i, owner] of owners.entries()) all.set(count + i, { mode: "LEAF", weights: new Map([[owner, weights[i] as number]]) });
  const roots = wholes(node, "tree_roots");
  if (roots.length === 0) throw refuseNode("CRD-1101", node, "It has no roots; is the file whole?");
  const model = treeMargins(node, columns, divide(node, roots, all), targets, [], aggregate === 0);
  return targetScores(node, { ...model, summation: columns.type === "double" ? "float64" : "float32" }, transform);
}

/** The trees below the roots; a tree that is one leaf stands there as a split whose branches are that leaf. */
function divide(node: GraphNode, roots: readonly number[], all: ReadonlyMap<number, EnsembleSplit | EnsembleLeaf>): EnsembleTree[] {
  const owner = new Map<number, number>();
  const trees = roots.map((root, tree): EnsembleTree => {
    const name = `tree ${tree}`;
    const first = all.get(root);
    if (first === undefined) throw refuseNode("CRD-1104", node, `Found the root ${root}, expected one of its nodes.`);
    const single = first.mode !== "LEAF" && first.whenTrue === first.whenFalse && all.get(first.whenTrue)?.mode === "LEAF";
    const nodes = new Map<number, EnsembleSplit | EnsembleLeaf>();
    const waiting = single ? [first.whenTrue] : [root];
    if (single) owner.set(root, tree);
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      const found = all.get(number);
      if (found === undefined || owner.has(number)) {
        throw refuseNode(
          "CRD-1104",
          { place: `${node.place} ${name}` },
          `The node ${number} is ${found === undefined ? "not there" : "reached twice"}; expected a tree.`,
        );
      }
      owner.set(number, tree);
      nodes.set(number, found);
      if (found.mode !== "LEAF") waiting.push(found.whenFalse, found.whenTrue);
    }
    return { name, root: single ? first.whenTrue : root, nodes };
  });
  if (owner.size === all.size) return trees;
  throw refuseNode("CRD-1104", node, `${owner.size} of ${all.size} nodes and leaves are reached from the roots; expected all of them.`);
}
