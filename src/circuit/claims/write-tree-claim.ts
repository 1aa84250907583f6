import type { Claim } from "../../evidence/claims/claim.ts";
import { packDigits } from "../../model/parameters/pack-digits.ts";
import { featureBitsOf, rankBitsOf, type TreesSizes, treeSlots } from "../../model/parameters/trees-sections.ts";
import type { RecordSchema } from "../../record/schema.ts";
import { type CircuitSource, list } from "../circuit-source.ts";
import { packedSums, writeSection } from "../universal/write-parameters.ts";
import { splitsOf, type TreeShape } from "./tree-shapes.ts";

/** Writes the tables section: `split`, `unordered` and `rank` in the shapes of the trees. */
function writeTrees(source: CircuitSource, features: number, { splits, trees, rankBits }: TreesSizes, shapes: readonly TreeShape[]): void {
  const slots = treeSlots(features, rankBits);
  source.add(`signal input split[${splits}];`, `signal input unordered[${splits}];`, `signal input rank[${splits + trees}];`);
  const nodes = packDigits(shapes.flat().map(BigInt), slots.node.bits, slots.node.perElement);
  writeSection(source, "tables", [
    ...nodes.map((element) => [`${element}`]),
    ...packedSums(splits, slots.split.perElement, slots.split.bits, (i) => `(2 * split[${i}] + unordered[${i}])`),
    ...packedSums(splits + trees, slots.rank.perElement, slots.rank.bits, (i) => `rank[${i}]`),
  ]);
}

/**
 * Opens the trees, and says of each what is sufficient for the claim: no sum or ratio reads the feature, each split that asks it takes the values below some one to its first branch, and all leaves of the
 * one branch are in order with all of the other. An age is proven as a direction: no greater value is worth less.
 */
export function writeTreeClaim(source: CircuitSource, claim: Claim["claim"], schema: RecordSchema, sizes: TreesSizes, shapes: readonly TreeShape[]): void {
  const { own, combined, splits } = sizes;
  writeTrees(source, schema.features.length, sizes, shapes);
  source.add(`signal input bound[${splits}];`, `for (var i = 0; i < ${own}; i++) RangeCheck(10)(input_[i]);`);
  if (combined > 0) {
    source.add(`component none = NoneIs(${combined});`, "none.value <== feature;");
    source.add(`for (var i = 0; i < ${combined}; i++) none.digit[i] <== input_[${own} + i];`);
  }
  source.add(`signal asks[${splits}];`, `for (var s = 0; s < ${splits}; s++) {`);
  source.add(`    asks[s] <== OrderedSplit(${featureBitsOf(schema.features.length)})(split[s], unordered[s], feature);`, "}");
  let [split, leaf] = [0, 0];
  for (const [i, shape] of shapes.entries()) {
    const count = splitsOf(shape);
    source.add(`component tree${i} = MonotoneTree(${shape.length}, ${list(shape)}, ${rankBitsOf(count + 1)});`);
    source.add(`tree${i}.decreasing <== ${claim === "monotone" ? "term" : "0"};`);
    source.add(`for (var s = 0; s < ${count}; s++) tree${i}.asks[s] <== asks[${split} + s];`);
    source.add(`for (var s = 0; s < ${count}; s++) tree${i}.bound[s] <== bound[${split} + s];`);
    source.add(`for (var l = 0; l <= ${count}; l++) tree${i}.rank[l] <== rank[${leaf} + l];`);
    split += count;
    leaf += count + 1;
  }
}
