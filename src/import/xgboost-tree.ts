import { CredenceError } from "../errors/credence-error.ts";
import type { SplitRule, Tree } from "../model/trees-ir.ts";
import { type DocumentNode, field, numbers, optionalField, placeOf, unexpected, wholeNumber, wholeNumbers } from "./document.ts";
import { orderNodes } from "./order-nodes.ts";

/** 2^22 nodes: far more than a tree on any training table has. */
const MOST_NODES = 1 << 22;
const MOST_CATEGORIES = 1 << 20;
const LARGEST_FLOAT32 = 3.4028234663852886e38;

/** Flags as 0 and 1, or as false and true, as older versions write them. */
function flags(node: DocumentNode, length: number): boolean[] {
  const list = node.value;
  if (!Array.isArray(list) || list.length !== length) throw unexpected(node, `a list of ${length} flags`);
  const wrong = list.findIndex((flag) => flag !== 0 && flag !== 1 && flag !== true && flag !== false);
  if (wrong >= 0) throw unexpected({ ...node, path: `${node.path}.${wrong}`, value: list[wrong] }, "0 or 1");
  return list.map((flag) => flag === 1 || flag === true);
}

/** The categories of each split that asks for one, by node. */
function readCategorySets(tree: DocumentNode, count: number): Map<number, readonly number[]> {
  const owners = field(tree, "categories_nodes");
  if (!Array.isArray(owners.value)) throw unexpected(owners, "a list");
  const nodes = wholeNumbers(owners, owners.value.length, 0, count - 1);
  const all = field(tree, "categories");
  if (!Array.isArray(all.value)) throw unexpected(all, "a list");
  const categories = wholeNumbers(all, all.value.length, 0, MOST_CATEGORIES);
  const starts = wholeNumbers(field(tree, "categories_segments"), nodes.length, 0, categories.length);
  const sizes = wholeNumbers(field(tree, "categories_sizes"), nodes.length, 1, Math.max(1, categories.length));
  const sets = new Map<number, readonly number[]>();
  nodes.forEach((node, i) => {
    const start = starts[i] as number;
    const end = start + (sizes[i] as number);
    if (end > categories.length || sets.has(node)) throw unexpected(field(tree, "categories_segments"), "one stretch of categories for each node");
    sets.set(node, categories.slice(start, end));
  });
  return sets;
}

/**
 * One tree. Its arrays have one entry a node; a leaf has no left child and keeps its value where a split keeps its threshold.
 * @param weight what the leaves are multiplied by, a float32: the product of two float32 is exact in float64.
 */
export function readXgboostTree(tree: DocumentNode, columns: number, weight: number): Tree["nodes"] {
  const settings = field(tree, "tree_param");
  const count = wholeNumber(field(settings, "num_nodes"), 1, MOST_NODES);
  const vector = optionalField(settings, "size_leaf_vector");
  if (vector !== undefined) wholeNumber(vector, 0, 1);
  const removed = optionalField(settings, "num_deleted");
  const deleted = removed === undefined ? 0 : wholeNumber(removed, 0, count - 1);
  const left = wholeNumbers(field(tree, "left_children"), count, -1, count - 1);
  const right = wholeNumbers(field(tree, "right_children"), count, -1, count - 1);
  const conditionsNode = field(tree, "split_conditions");
  const conditions = numbers(conditionsNode, count);
  const defaultLeft = flags(field(tree, "default_left"), count);
  const indices = wholeNumbers(field(tree, "split_indices"), count, 0, columns - 1);
  const types = optionalField(tree, "split_type");
  const categorical = types === undefined ? [] : wholeNumbers(types, count, 0, 1);
  const sets = types === undefined ? new Map<number, readonly number[]>() : readCategorySets(tree, count);

  const place = (number: number) => `${placeOf(tree)} node ${number}`;
  const float32 = (number: number): number => {
    const value = conditions[number] as number;
    if (Math.abs(value) <= LARGEST_FLOAT32) return Math.fround(value);
    throw new CredenceError("CRD-1105", `Found ${value}, expected a float32.`, { place: `${placeOf(conditionsNode)}.${number}` });
  };
  const rule = (number: number): SplitRule => {
    const missingToYes = defaultLeft[number] as boolean;
    if (categorical[number] !== 1) {
      return { kind: "number", comparison: "float32-below", threshold: float32(number), missing: "nan", missingToYes };
    }
    const categories = sets.get(number);
    if (categories === undefined) throw new CredenceError("CRD-1104", "It splits by category and names none.", { place: place(number) });
    return { kind: "category", categories, setToYes: false, missingToYes };
  };

  let reached = 0;
  const nodes = orderNodes((number) => {
    reached += 1;
    const [yes, no] = [left[number] as number, right[number] as number];
    if ((yes === -1) !== (no === -1)) {
      throw new CredenceError("CRD-1104", `Found the children ${yes} and ${no}, expected two or none.`, { place: place(number) });
    }
    // The tool writes them so, and counts on it: where they are not, its leaves and margins are not of one path, and versions differ.
    if (yes !== -1 && no !== yes + 1) {
      throw new CredenceError("CRD-1104", `Found the children ${yes} and ${no}, expected neighbours such as ${yes} and ${yes + 1}.`, { place: place(number) });
    }
    if (yes === -1) return { kind: "leaf", value: float32(number) * weight, source: number };
    return { kind: "split", column: indices[number] as number, rule: rule(number), yes, no, place: place(number) };
  }, place);
  if (reached + deleted !== count) {
    throw new CredenceError("CRD-1104", `${reached} of ${count} nodes are reached and ${deleted} are said to be deleted; expected all of them.`, {
      place: placeOf(tree),
    });
  }
  return nodes;
}
