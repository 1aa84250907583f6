import { finite, floats, refuseNode, tensor, texts, wholes } from "./attributes.ts";
import type { GraphNode } from "./graph.ts";
import { type EnsembleLeaf, type EnsembleSplit, type EnsembleTree, MODES, MOST_NODES, type Mode } from "./tree-nodes.ts";
import type { Columns } from "./value.ts";

/** The attributes that TreeEnsembleClassifier and TreeEnsembleRegressor share. `nodes_hitrates` says how often a node was met, and changes nothing. */
export const NODE_ATTRIBUTES = [
  ...[
    "nodes_falsenodeids",
    "nodes_featureids",
    "nodes_hitrates",
    "nodes_hitrates_as_tensor",
    "nodes_missing_value_tracks_true",
    "nodes_modes",
    "nodes_nodeids",
  ],
  ...["nodes_treeids", "nodes_truenodeids", "nodes_values", "nodes_values_as_tensor", "base_values", "base_values_as_tensor", "post_transform"],
];

/** Floats as a list, or as a tensor in the width of the ensemble's input. Not yet known to be finite. */
export function floatsOrTensor(node: GraphNode, name: string, columns: Columns): readonly number[] {
  const given = tensor(node, `${name}_as_tensor`);
  if (given === undefined) return floats(node, name);
  if (node.attributes.has(name)) throw refuseNode("CRD-1101", node, `Found ${name} twice, as floats and as a tensor; expected it once.`);
  const width = columns.type === "double" ? "double" : "float";
  if (given.type !== width) throw refuseNode("CRD-1101", node, `Found ${name}_as_tensor of ${given.type}, expected ${width} like the input.`);
  return given.values as readonly number[];
}

/** A list with one entry a node. */
function ofLength<T>(node: GraphNode, name: string, values: readonly T[], length: number): readonly T[] {
  if (values.length === length) return values;
  throw refuseNode("CRD-1101", node, `Found ${values.length} values of ${name}, expected ${length}; is the file whole?`);
}

type Weights = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** The weights of leaves: by tree and node, then by class. */
export function readWeights(node: GraphNode, prefix: "class" | "target", columns: Columns, classes: number): Weights {
  const trees = wholes(node, `${prefix}_treeids`);
  const nodes = ofLength(node, `${prefix}_nodeids`, wholes(node, `${prefix}_nodeids`), trees.length);
  const ids = ofLength(node, `${prefix}_ids`, wholes(node, `${prefix}_ids`), trees.length);
  const values = ofLength(node, `${prefix}_weights`, finite(node, `${prefix}_weights`, floatsOrTensor(node, `${prefix}_weights`, columns)), trees.length);
  const weights = new Map<string, Map<number, number>>();
  trees.forEach((tree, i) => {
    const id = ids[i] as number;
    if (!(id >= 0 && id < classes)) throw refuseNode("CRD-1101", node, `Found ${id} at ${prefix}_ids[${i}], expected from 0 to ${classes - 1}.`);
    const key = `${tree} ${nodes[i]}`;
    const leaf = weights.get(key) ?? new Map<number, number>();
    if (leaf.has(id)) throw refuseNode("CRD-1104", node, `Node ${nodes[i]} of tree ${tree} has two weights of ${prefix} ${id}; expected one.`);
    weights.set(key, leaf.set(id, values[i] as number));
  });
  return weights;
}

const isMode = (name: string): name is Mode => (MODES as readonly string[]).includes(name);

/** The only node that none leads to. */
function rootOf(owner: GraphNode, name: string, nodes: EnsembleTree["nodes"]): number {
  const children = new Set<number>();
  for (const node of nodes.values()) if (node.mode !== "LEAF") children.add(node.whenTrue).add(node.whenFalse);
  const roots = [...nodes.keys()].filter((number) => !children.has(number));
  const [root] = roots;
  const [first] = nodes.keys();
  if (root !== undefined && root !== first && roots.length === 1) {
    throw refuseNode(
      "CRD-1104",
      { place: `${owner.place} ${name}` },
      `Its root ${root} stands after node ${first}; expected it first, where onnxruntime looks for it.`,
    );
  }
  if (root !== undefined && roots.length === 1) return root;
  const found = root === undefined ? "No node is the root: each is the child of another" : `The nodes ${roots.slice(0, 4).join(", ")} are the children of none`;
  throw refuseNode("CRD-1104", { place: `${owner.place} ${name}` }, `${found}; expected one root.`);
}

/**
 * The trees of an ensemble by their nodes' attributes.
 * @throws CredenceError CRD-1101 (lists of different lengths, an unknown mode or column), CRD-1102 (too many nodes), CRD-1104 (a node twice, a weight of no leaf), CRD-1105 (a threshold), with node and position.
 */
export function readEnsembleTrees(node: GraphNode, columns: Columns, weights: Weights): EnsembleTree[] {
  const treeIds = wholes(node, "nodes_treeids");
  const count = treeIds.length;
  if (count === 0) throw refuseNode("CRD-1101", node, "It has no nodes; is the file whole?");
  if (count > MOST_NODES) throw refuseNode("CRD-1102", node, `It has ${count} nodes, at most ${MOST_NODES} are read.`);
  const list = (name: string) => ofLength(node, name, wholes(node, name), count);
  const [ids, features, whenTrue, whenFalse] = [list("nodes_nodeids"), list("nodes_featureids"), list("nodes_truenodeids"), list("nodes_falsenodeids")];
  const modes = ofLength(node, "nodes_modes", texts(node, "nodes_modes"), count);
  const thresholds = ofLength(node, "nodes_values", floatsOrTensor(node, "nodes_values", columns), count);
  const tracks = node.attributes.has("nodes_missing_value_tracks_true") ? list("nodes_missing_value_tracks_true") : undefined;
  const wrongTrack = tracks?.findIndex((value) => value !== 0 && value !== 1) ?? -1;
  if (wrongTrack >= 0) throw refuseNode("CRD-1101", node, `Found ${tracks?.[wrongTrack]} at nodes_missing_value_tracks_true[${wrongTrack}], expected 0 or 1.`);

  const trees = new Map<number, Map<number, EnsembleSplit | EnsembleLeaf>>();
  const owned = new Set(weights.keys());
  for (let i = 0; i < count; i++) {
    const [tree, id, mode] = [treeIds[i] as number, ids[i] as number, modes[i] as string];
    const nodes = trees.get(tree) ?? new Map<number, EnsembleSplit | EnsembleLeaf>();
    trees.set(tree, nodes);
    if (nodes.has(id)) throw refuseNode("CRD-1104", node, `Node ${id} of tree ${tree} stands twice; expected it once.`);
    if (mode === "LEAF") {
      owned.delete(`${tree} ${id}`);
      nodes.set(id, { mode, weights: weights.get(`${tree} ${id}`) ?? new Map() });
      continue;
    }
    if (!isMode(mode))
      throw refuseNode("CRD-1103", node, `Found ${JSON.stringify(mode.slice(0, 40))} at nodes_modes[${i}], expected ${MODES.join(", ")} or LEAF.`);
    const [feature, threshold] = [features[i] as number, thresholds[i] as number];
    if (!(feature >= 0 && feature < columns.cells.length)) {
      throw refuseNode("CRD-1101", node, `Found ${feature} at nodes_featureids[${i}], expected from 0 to ${columns.cells.length - 1}.`);
    }
    const asksMissing = threshold === Number.POSITIVE_INFINITY && mode === "BRANCH_LEQ" && tracks?.[i] !== 1;
    if (!Number.isFinite(threshold) && !asksMissing)
      throw refuseNode("CRD-1105", node, `Found ${threshold} at nodes_values[${i}], expected a finite threshold.`);
    nodes.set(id, { mode, feature, threshold, whenTrue: whenTrue[i] as number, whenFalse: whenFalse[i] as number, missingHolds: tracks?.[i] === 1 });
  }
  const [stray] = owned;
  if (stray !== undefined) throw refuseNode("CRD-1104", node, `Found a weight of tree and node ${stray}, which is no leaf of the ensemble.`);
  return [...trees].map(([tree, nodes]) => {
    const name = `tree ${tree}`;
    return { name, root: rootOf(node, name, nodes), nodes };
  });
}
