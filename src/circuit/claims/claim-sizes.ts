import type { Claim } from "../../evidence/claims/claim.ts";
import { committedLines } from "../../model/parameters/committed-lines.ts";
import { inputDigits } from "../../model/parameters/input-digits.ts";
import { elementsOfRow, linearHead } from "../../model/parameters/linear-sections.ts";
import { lossTables } from "../../model/parameters/loss-rows.ts";
import { networkHead } from "../../model/parameters/network-sections.ts";
import { parameterSections } from "../../model/parameters/parameter-sections.ts";
import { NARROW, rowLayout, scorecardHead, tableSize, WIDE } from "../../model/parameters/scorecard-sections.ts";
import { treeOrders } from "../../model/parameters/tree-order.ts";
import { rankBitsOf, readTreesHead, treesHead } from "../../model/parameters/trees-sections.ts";
import type { QuantisedModel } from "../../model/quantised.ts";
import { readTreeShapes, splitsOf } from "./tree-shapes.ts";

/**
 * What a claim's circuit is made of beside the claim: the sizes that the head of a commitment says, and the shapes of trees that are opened. Whoever verifies a proven claim learns them.
 * Elements, lines and shapes are each of one kind of model: there is one of them at most.
 */
export interface ClaimSizes {
  head: bigint;
  /** Digits of the inputs section. */
  inputs: number;
  /** Of a scorecard whose tables a circuit opens: elements of each characteristic's table, of three rows each. */
  elements?: number | undefined;
  /** Of a linear model: rows of each term's table, the room that its policy leaves included, and elements that each row takes. A circuit opens those of one. */
  lines?: { rows: number[]; perRow: 1 | 3 } | undefined;
  /** Of trees, where the claim opens them: their nodes, as `readTreeShapes` reads them. */
  shapes?: string | undefined;
}

/** The sizes of a model's commitment, as far as the claim opens it. */
export function claimSizes(model: QuantisedModel, { claim }: Claim): ClaimSizes {
  const shared = { head: parameterSections(model).head, inputs: inputDigits(model).length };
  if (model.kind === "linear") {
    const tables = committedLines(model);
    return { ...shared, lines: { rows: tables.map(({ rows }) => rows.length), perRow: elementsOfRow(tables) } };
  }
  if (model.kind === "trees") {
    if (claim === "does-not-use") return shared;
    return {
      ...shared,
      shapes: treeOrders(model)
        .map(({ shape }) => shape.join(""))
        .join(""),
    };
  }
  if (model.kind === "network") return shared;
  if (rowLayout(model) !== NARROW) return shared;
  return { ...shared, elements: tableSize(model, lossTables(model), NARROW).elements };
}

/** The head of trees of these sizes. */
function headOfTrees({ head, inputs, shapes }: ClaimSizes): bigint | undefined {
  const said = readTreesHead(head);
  if (said.own + said.combined !== inputs) return undefined;
  if (shapes === undefined) return treesHead(said);
  const trees = readTreeShapes(shapes);
  if (trees === undefined) return undefined;
  const splits = trees.map(splitsOf);
  const rankBits = splits.reduce((most, count) => Math.max(most, rankBitsOf(count + 1)), 1);
  return treesHead({ ...said, splits: splits.reduce((sum, count) => sum + count, 0), trees: trees.length, rankBits });
}

/**
 * The head of a commitment of these sizes: a proof whose head is another takes the sections of its model for lists of other lengths, and shows nothing. What a proof does not open, the elements of a
 * scorecard whose tables no circuit opens and the sizes of trees, is the head's own to say.
 * @returns undefined where they are no model's, such as those of two kinds: a circuit would open the tables of the one as if they were the other's.
 */
export function headOfSizes(sizes: ClaimSizes): bigint | undefined {
  const { head, inputs, elements, lines, shapes } = sizes;
  if ([elements, lines, shapes].filter((each) => each !== undefined).length > 1) return undefined;
  if (lines !== undefined) return lines.rows.length === inputs ? linearHead(lines.rows, lines.perRow) : undefined;
  if (elements !== undefined) return scorecardHead(inputs, elements);
  if (shapes !== undefined) return headOfTrees(sizes);
  const closed = [scorecardHead(inputs, Number((head >> 40n) & 0xffff_ffffn), WIDE), networkHead(inputs)];
  return closed.find((each) => each === head) ?? headOfTrees(sizes);
}
