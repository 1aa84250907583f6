import { type LineTable, lossAt } from "../../model/parameters/line-tables.ts";
import type { LossTable } from "../../model/parameters/loss-rows.ts";

const greatest = (values: readonly bigint[]): bigint => values.reduce((most, value) => (value > most ? value : most));

/** The largest loss of a value from `from` on: what none below may fall short of, where the claim holds. */
export const rowLimit = ({ rows }: LossTable, from: bigint, values: bigint): bigint =>
  greatest(rows.filter((row) => row.to > from && row.from < values).map(({ loss }) => loss));

/** The most that a linear term adds at a value from `from` on, at one of the ends of a row. */
export const lineLimit = ({ rows }: LineTable, from: bigint, values: bigint): bigint =>
  greatest(
    rows
      .filter((row) => row.to > from && row.from < values)
      .flatMap((row) => [row.from > from ? row.from : from, (row.to < values ? row.to : values) - 1n].map((code) => lossAt(row, code))),
  );
