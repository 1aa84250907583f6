import { schemaHash } from "../../record/schema.ts";
import { absorb, type ParameterSections } from "../../statement/parameters-hash.ts";
import { type CommittedLines, committedLines } from "./committed-lines.ts";
import { type LinearParameters, type LineRow, lineTables, marginAtReference } from "./line-tables.ts";
import { INPUT_BITS, INPUTS_PER_ELEMENT, packDigits, packHead } from "./pack-digits.ts";
import { STEPS_PER_ELEMENT } from "./scorecard-sections.ts";

const KIND = 3;

/** Slots of a row in one element: from, to, slope, loss; slope and loss moved up by half of what a slot holds. */
export const LINE_SLOTS = { code: 36, slope: 80, loss: 100 };
/** A number with an element of its own is moved up by this. */
export const NUMBER_BIAS = 1n << 251n;
/** What any number of a linear model's parameters must stay below in size. */
export const NUMBER_LIMIT = 1n << 250n;
/** Codes of a row whose numbers have elements of their own. */
const WIDE_CODE = 84;
/** Rows of a table, in the head. */
const COUNT = { bits: 32, perElement: 7 };

const within = (value: bigint, limit: bigint) => value < limit && value > -limit;
const fits = ({ to, slope, loss }: LineRow) =>
  to <= 1n << 34n && within(slope, 1n << BigInt(LINE_SLOTS.slope - 2)) && within(loss, 1n << BigInt(LINE_SLOTS.loss - 2));

/** Elements a row: one where all fit their slots, as nearly every model has it and universal circuits open it; else three: both codes, slope, loss. */
export const elementsOfRow = (tables: readonly Pick<CommittedLines, "rows">[]): 1 | 3 => (tables.every(({ rows }) => rows.every(fits)) ? 1 : 3);

/** The head of a linear model whose tables have so many rows each. */
export const linearHead = (rows: readonly number[], perRow: 1 | 3 = 1): bigint =>
  absorb([packHead(KIND, rows.length, perRow), ...packDigits(rows.map(BigInt), COUNT.bits, COUNT.perElement)]);

function packRow({ from, to, slope, loss }: LineRow, perRow: 1 | 3): bigint[] {
  if (perRow === 3) return [...packDigits([from, to], WIDE_CODE, 2), slope + NUMBER_BIAS, loss + NUMBER_BIAS];
  const { code, slope: slopeBits, loss: lossBits } = LINE_SLOTS;
  const line = slope + (1n << BigInt(slopeBits - 1)) + ((loss + (1n << BigInt(lossBits - 1))) << BigInt(slopeBits));
  return [from + (to << BigInt(code)) + (line << BigInt(2 * code))];
}

/** For each term the position of its feature from 1, 0 where it is not there. */
export const linearInputDigits = (model: LinearParameters): bigint[] =>
  committedLines(model).map(({ feature }) => (feature === undefined ? 0n : BigInt(feature + 1)));

/** For each term but the first 1 where another reason begins with it, else 0. */
export const linearReasonSteps = (model: LinearParameters): bigint[] => {
  const tables = committedLines(model);
  return tables.slice(1).map(({ reason }, i) => (reason === tables[i]?.reason ? 0n : 1n));
};

/** The numbers of the policy section in their order, by the names that a universal circuit takes them by. */
export const linearPolicyNumbers = (model: LinearParameters) => {
  const { approveBelow, declineFrom, score, bandWidth } = model.policy;
  return {
    approveBelow,
    declineFrom,
    start: marginAtReference(model),
    bandWidth,
    scoreOffset: score.offset,
    scoreSlope: score.slope,
    scoreDivisor: score.divisor,
  };
};

/** Why a linear model's numbers do not fit the elements of its commitment; undefined where all fit. */
export function faultOfLinearParameters(model: LinearParameters): string | undefined {
  const [name, value] = Object.entries(linearPolicyNumbers(model)).find(([, number]) => !within(number, NUMBER_LIMIT)) ?? [];
  if (name !== undefined) return `its ${name} is ${value}, not below 2^250`;
  const far = lineTables(model).find(({ rows }) => rows.some(({ slope, loss }) => !within(slope, NUMBER_LIMIT) || !within(loss, NUMBER_LIMIT)));
  return far === undefined ? undefined : `what ${model.schema.features[far.feature]?.name} adds reaches 2^250`;
}

/** The sections of a linear model's parameters, as docs/decisions/0007 lays them out. */
export function linearSections(model: LinearParameters): ParameterSections {
  const tables = committedLines(model);
  const perRow = elementsOfRow(tables);
  return {
    head: linearHead(
      tables.map(({ rows }) => rows.length),
      perRow,
    ),
    schemaHash: schemaHash(model.schema),
    inputs: packDigits(linearInputDigits(model), INPUT_BITS, INPUTS_PER_ELEMENT),
    tables: tables.flatMap(({ rows }) => rows.flatMap((row) => packRow(row, perRow))),
    reasons: packDigits(linearReasonSteps(model), 1, STEPS_PER_ELEMENT),
    policy: Object.values(linearPolicyNumbers(model)).map((value) => value + NUMBER_BIAS),
  };
}
