import { inputDigits } from "../../model/parameters/input-digits.ts";
import { lineTables } from "../../model/parameters/line-tables.ts";
import { elementsOfRow, linearHead } from "../../model/parameters/linear-sections.ts";
import { lossTables } from "../../model/parameters/loss-rows.ts";
import { parameterSections } from "../../model/parameters/parameter-sections.ts";
import { NARROW, rowLayout, scorecardHead, tableSize, WIDE } from "../../model/parameters/scorecard-sections.ts";
import { treesHead } from "../../model/parameters/trees-sections.ts";
import type { QuantisedModel } from "../../model/quantised.ts";

/** What a claim's circuit is made of beside the claim: the sizes that the head of a commitment says. Whoever verifies a proven claim learns them. */
export interface ClaimSizes {
  head: bigint;
  /** Digits of the inputs section. */
  inputs: number;
  /** Of a scorecard whose tables a circuit opens: elements of each characteristic's table, of three rows each. */
  elements?: number | undefined;
  /** Of a linear model: rows of each term's table, and elements that each row takes. A circuit opens those of one. */
  lines?: { rows: number[]; perRow: 1 | 3 } | undefined;
}

/** The sizes of a model's commitment. */
export function claimSizes(model: QuantisedModel): ClaimSizes {
  const shared = { head: parameterSections(model).head, inputs: inputDigits(model).length };
  if (model.kind === "linear") {
    const tables = lineTables(model);
    return { ...shared, lines: { rows: tables.map(({ rows }) => rows.length), perRow: elementsOfRow(tables) } };
  }
  if (model.kind === "trees" || rowLayout(model) !== NARROW) return shared;
  return { ...shared, elements: tableSize(model, lossTables(model), NARROW).elements };
}

/**
 * The head of a commitment of these sizes: a proof whose head is another takes the sections of its model for lists of other lengths, and shows nothing. Of a scorecard whose tables no circuit opens the
 * elements are the head's own to say.
 */
export function headOfSizes({ head, inputs, elements, lines }: ClaimSizes): bigint | undefined {
  if (lines !== undefined) return lines.rows.length === inputs ? linearHead(lines.rows, lines.perRow) : undefined;
  if (elements !== undefined) return scorecardHead(inputs, elements);
  const wide = scorecardHead(inputs, Number((head >> 40n) & 0xffff_ffffn), WIDE);
  return head === wide ? wide : treesHead(inputs);
}
