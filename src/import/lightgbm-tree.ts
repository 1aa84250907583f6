import { CredenceError } from "../errors/credence-error.ts";
import type { SplitRule, Tree } from "../model/trees-ir.ts";
import { type Block, entry, numberList, optionalEntry, wholeEntry, wholeList } from "./lightgbm-blocks.ts";
import { orderNodes } from "./order-nodes.ts";

const MOST_LEAVES = 1 << 20;
const MOST_CATEGORY_WORDS = 1 << 20;
const WORD = 32;

const CATEGORICAL = 1;
const DEFAULT_LEFT = 2;
/** A threshold that every value is at or below, as the greatest float64 is: such a split parts missing cells from all others. */
const ABOVE_ALL = new Map([["inf", Number.MAX_VALUE]]);
const MISSING = ["none", "zero", "nan"] as const;

/** The categories whose bits are set in a stretch of 32-bit words. */
function categoriesIn(words: readonly number[]): number[] {
  return words.flatMap((word, i) => Array.from({ length: WORD }, (_, bit) => bit).flatMap((bit) => ((word >>> bit) & 1 ? [i * WORD + bit] : [])));
}

/** One tree: `num_leaves` leaves, one split fewer. A child below zero is a leaf: -1 the first. */
export function readLightgbmTree(block: Block, columns: number): Tree["nodes"] {
  const leaves = wholeEntry(block, "num_leaves", 1, MOST_LEAVES);
  const linear = optionalEntry(block, "is_linear");
  if (linear !== undefined && linear.value !== "0") {
    throw new CredenceError("CRD-1103", "Its leaves hold linear models; expected constant leaves.", { place: linear.place });
  }
  const values = numberList(block, "leaf_value", leaves);
  if (leaves === 1) return [{ kind: "leaf", value: values[0] as number, source: 0 }];

  const splits = leaves - 1;
  const features = wholeList(block, "split_feature", splits, 0, columns - 1);
  const thresholds = numberList(block, "threshold", splits, ABOVE_ALL);
  const types = wholeList(block, "decision_type", splits, 0, 15);
  const left = wholeList(block, "left_child", splits, -leaves, splits - 1);
  const right = wholeList(block, "right_child", splits, -leaves, splits - 1);
  const sets = wholeEntry(block, "num_cat", 0, splits);
  const boundaries = sets === 0 ? [] : wholeList(block, "cat_boundaries", sets + 1, 0, MOST_CATEGORY_WORDS);
  if (boundaries.some((boundary, i) => boundary < (i === 0 ? 0 : (boundaries[i - 1] as number) + 1) || (i === 0 && boundary !== 0))) {
    throw new CredenceError("CRD-1101", "Found boundaries of categories that do not ascend from 0.", { place: entry(block, "cat_boundaries").place });
  }
  const words = sets === 0 ? [] : wholeList(block, "cat_threshold", boundaries.at(-1) as number, 0, 2 ** WORD - 1);

  const place = (number: number) => `${block.place} tree ${entry(block, "Tree").value} node ${number}`;
  const rule = (number: number): SplitRule => {
    const type = types[number] as number;
    const threshold = thresholds[number] as number;
    if (type & CATEGORICAL) {
      if (!Number.isInteger(threshold) || threshold < 0 || threshold >= sets) {
        throw new CredenceError("CRD-1104", `It names the set of categories ${threshold}, expected one of ${sets}.`, { place: place(number) });
      }
      // A missing category, and one that is in no set, goes right whatever the default says.
      return { kind: "category", categories: categoriesIn(words.slice(boundaries[threshold], boundaries[threshold + 1])), setToYes: true, missingToYes: false };
    }
    const missing = MISSING[type >> 2];
    if (missing === undefined) throw new CredenceError("CRD-1104", `Found the decision type ${type}, which has no meaning.`, { place: place(number) });
    return { kind: "number", comparison: "float64-at-most", threshold, missing, missingToYes: (type & DEFAULT_LEFT) !== 0 };
  };

  const nodes = orderNodes((number) => {
    if (number < 0) return { kind: "leaf", value: values[-number - 1] as number, source: -number - 1 };
    return {
      kind: "split",
      column: features[number] as number,
      rule: rule(number),
      yes: left[number] as number,
      no: right[number] as number,
      place: place(number),
    };
  }, place);
  if (nodes.length !== splits + leaves) {
    throw new CredenceError("CRD-1104", `${nodes.length} of ${splits + leaves} nodes are reached; expected all of them.`, { place: block.place });
  }
  return nodes;
}
