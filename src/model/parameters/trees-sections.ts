import { schemaHash } from "../../record/schema.ts";
import type { ParameterSections } from "../../statement/parameters-hash.ts";
import { featuresOf } from "../column-cell.ts";
import type { QuantisedTrees } from "../quantised-trees.ts";
import { INPUT_BITS, INPUTS_PER_ELEMENT, packDigits, packHead } from "./pack-digits.ts";
import { treeOrders } from "./tree-order.ts";

const KIND = 2;

/** Bits of an element that hold digits: below 2^252 no two lists of them are one field element. */
const ELEMENT_BITS = 252;

/** What the lengths of an ensemble's sections follow from, and all that its head says. */
export interface TreesSizes {
  /** Columns that are one raw feature each: their digits stand first in the inputs section. */
  own: number;
  /** Times that sums and ratios read a feature. */
  combined: number;
  splits: number;
  trees: number;
  /** Bits in which the leaves of each tree can be numbered. */
  rankBits: number;
}

const bitsOf = (most: number) => Math.max(1, most.toString(2).length);

/** Bits in which the leaves of a tree can be numbered. */
export const rankBitsOf = (leaves: number): number => bitsOf(leaves - 1);

/** Bits of a feature's position from 1 among so many, or 0. */
export const featureBitsOf = (features: number): number => bitsOf(features);

/** Slots of the tables section: nodes, then splits, then ranks of leaves, each kind in elements of its own. */
export const treeSlots = (features: number, rankBits: number) => {
  const slot = (bits: number) => ({ bits, perElement: Math.floor(ELEMENT_BITS / bits) });
  return { node: slot(1), split: slot(featureBitsOf(features) + 1), rank: slot(rankBits) };
};

/** The head of an ensemble. */
export const treesHead = ({ own, combined, splits, trees, rankBits }: TreesSizes): bigint => packHead(KIND, own, combined, splits, trees, rankBits);

/** The sizes that a head of an ensemble says: `treesHead` of them is the head itself, if it is one. */
export function readTreesHead(head: bigint): TreesSizes {
  const [own, combined, splits, trees, rankBits] = [0, 1, 2, 3, 4].map((i) => Number((head >> BigInt(8 + 32 * i)) & 0xffff_ffffn));
  return { own, combined, splits, trees, rankBits } as TreesSizes;
}

/** For each time that a column reads a feature its position from 1: first the columns that are one feature, then the sums and ratios, each in its order. */
export function treesInputDigits({ columns }: Pick<QuantisedTrees, "columns">): bigint[] {
  const own = columns.filter(({ kind }) => kind === "feature");
  const combined = columns.filter(({ kind }) => kind !== "feature");
  return [...own, ...combined].flatMap(featuresOf).map((feature) => BigInt(feature + 1));
}

/**
 * The sections of an ensemble's parameters: the features that its columns read, and of its trees what directions depend on (tree-order.ts). Cuts and values of leaves are bound by the document's
 * digest alone: no circuit opens them.
 */
export function treesSections(model: Pick<QuantisedTrees, "schema" | "columns" | "trees">): ParameterSections {
  const digits = treesInputDigits(model);
  const orders = treeOrders(model);
  const splits = orders.flatMap((order) => order.splits);
  const own = model.columns.filter(({ kind }) => kind === "feature").length;
  const rankBits = orders.reduce((most, { ranks }) => Math.max(most, rankBitsOf(ranks.length)), 1);
  const { node, split, rank } = treeSlots(model.schema.features.length, rankBits);
  const pack = (values: readonly number[], { bits, perElement }: { bits: number; perElement: number }) => packDigits(values.map(BigInt), bits, perElement);
  return {
    head: treesHead({ own, combined: digits.length - own, splits: splits.length, trees: orders.length, rankBits }),
    schemaHash: schemaHash(model.schema),
    inputs: packDigits(digits, INPUT_BITS, INPUTS_PER_ELEMENT),
    tables: [
      ...pack(
        orders.flatMap(({ shape }) => shape),
        node,
      ),
      ...pack(
        splits.map(({ feature, unordered }) => 2 * feature + unordered),
        split,
      ),
      ...pack(
        orders.flatMap(({ ranks }) => ranks),
        rank,
      ),
    ],
    reasons: [],
    policy: [],
  };
}
