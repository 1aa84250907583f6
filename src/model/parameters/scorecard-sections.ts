import { cardinality, schemaHash } from "../../record/schema.ts";
import type { ParameterSections } from "../../statement/parameters-hash.ts";
import type { QuantisedScorecard } from "../quantised.ts";
import { type LossRow, type LossTable, lossTables, pointsAtBaseline } from "./loss-rows.ts";
import { INPUT_BITS, INPUTS_PER_ELEMENT, packDigits, packHead } from "./pack-digits.ts";

const KIND = 1;

/** How rows lie in a field element: edge, loss, edge, loss, ..., edge, in slots of so many bits. A row's upper edge is the next one's lower. */
export interface RowLayout {
  rows: number;
  bits: number;
}

/** Rows of codes and losses below 2^34, as nearly every scorecard has: three to an element, the only layout that universal circuits open. */
export const NARROW: RowLayout = { rows: 3, bits: 36 };
const NARROW_LIMIT = 1n << 34n;
/** Rows of any code that a schema allows. */
export const WIDE: RowLayout = { rows: 1, bits: 84 };

/** Bits of the four numbers of the policy section, each moved up by half of what its slot holds. */
export const POLICY_BITS = 63;
/** What a policy's number must stay below in size. */
export const POLICY_LIMIT = 1n << 61n;
/** What a loss must stay below in size. */
export const LOSS_LIMIT = NARROW_LIMIT;

/** A table's losses are moved up by half of what a slot holds. */
export const slotBias = (bits: number): bigint => 1n << BigInt(bits - 1);

export const rowLayout = ({ schema, characteristics }: Pick<QuantisedScorecard, "schema" | "characteristics">): RowLayout =>
  characteristics.every(({ feature }) => cardinality(schema.features[feature] as (typeof schema.features)[number]) <= NARROW_LIMIT) ? NARROW : WIDE;

/** Characteristics and elements of rows for each: what the model has, or what its policy leaves room for. */
export function tableSize(
  { shape }: Pick<QuantisedScorecard, "shape">,
  tables: readonly LossTable[],
  layout: RowLayout,
): { characteristics: number; elements: number } {
  const rows = Math.max(...tables.map((table) => table.rows.length), shape?.rows ?? 0);
  return { characteristics: Math.max(tables.length, shape?.characteristics ?? 0), elements: Math.ceil(rows / layout.rows) };
}

/** What stands in for a characteristic that the model does not have: it reads no feature, of which the code is 0, and loses nothing. */
const EMPTY: readonly LossRow[] = [{ from: 0n, to: 1n, loss: 0n }];

/** Rows as elements; rows that are not there are empty runs at the end, which hold no code. */
function packRows(rows: readonly LossRow[], elements: number, { rows: perElement, bits }: RowLayout): bigint[] {
  const end = (rows.at(-1) as LossRow).to;
  return Array.from({ length: elements }, (_, element) => {
    const digits: bigint[] = [];
    for (let i = 0; i < perElement; i++) {
      const row = rows[element * perElement + i] ?? { from: end, to: end, loss: 0n };
      if (i === 0) digits.push(row.from);
      digits.push(row.loss + slotBias(bits), row.to);
    }
    return packDigits(digits, bits, digits.length)[0] as bigint;
  });
}

/** Tables as they are committed: those that are not there are undefined. */
function paddedTables(model: QuantisedScorecard) {
  const tables = lossTables(model);
  const layout = rowLayout(model);
  const { characteristics, elements } = tableSize(model, tables, layout);
  return { layout, characteristics, elements, tables: Array.from({ length: characteristics }, (_, i) => tables[i]) };
}

/** For each characteristic the position of its feature from 1, 0 where it is not there. */
export const scorecardInputDigits = (model: QuantisedScorecard): bigint[] =>
  paddedTables(model).tables.map((table) => (table === undefined ? 0n : BigInt(table.feature + 1)));

/** For each characteristic but the first 1 where another reason begins with it, else 0. */
export function reasonSteps(model: QuantisedScorecard): bigint[] {
  const { tables } = paddedTables(model);
  return tables.slice(1).map((table, i) => (table === undefined || table.reason === tables[i]?.reason ? 0n : 1n));
}

export const STEPS_PER_ELEMENT = 252;

/** The head of a scorecard whose tables have so many characteristics, of so many elements each. */
export const scorecardHead = (characteristics: number, elements: number, { rows }: RowLayout = NARROW): bigint =>
  packHead(KIND, characteristics, elements, rows);

/** The sections of a scorecard's parameters, as docs/decisions/0007 lays them out. @throws RangeError for a number that does not fit its slot. */
export function scorecardSections(model: QuantisedScorecard): ParameterSections {
  const { layout, characteristics, elements, tables } = paddedTables(model);
  const { approveFrom, referFrom, bandWidth } = model.policy;
  return {
    head: scorecardHead(characteristics, elements, layout),
    schemaHash: schemaHash(model.schema),
    inputs: packDigits(scorecardInputDigits(model), INPUT_BITS, INPUTS_PER_ELEMENT),
    tables: tables.flatMap((table) => packRows(table?.rows ?? EMPTY, elements, layout)),
    reasons: packDigits(reasonSteps(model), 1, STEPS_PER_ELEMENT),
    policy: packDigits(
      [approveFrom, referFrom, pointsAtBaseline(model), bandWidth].map((value) => value + slotBias(POLICY_BITS)),
      POLICY_BITS,
      4,
    ),
  };
}
