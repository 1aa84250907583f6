import type { ReactNode } from "react";

export interface Column<T> {
  head: string;
  cell: (row: T) => ReactNode;
  numeric?: boolean;
  /** The cell that names the row: the heading of its facts on a narrow screen. */
  lead?: boolean;
  /** A cell of sentences, which takes the width that the others leave. */
  wide?: boolean;
  /** The cell that stands beside the lead on a narrow screen, without its heading. */
  mark?: boolean;
}

interface RegisterTableProps<T> {
  /** What the table lists, for those who hear it. */
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
}

/** A table that becomes a list of facts on a narrow screen. The roles are written out: a browser drops a table's own once it is laid out as blocks. */
export function RegisterTable<T>({ caption, columns, rows, keyOf }: RegisterTableProps<T>) {
  return (
    // biome-ignore-start lint/a11y: the roles restate what the elements are, on purpose.
    <table className="register" role="table">
      <caption className="visually-hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head, numeric }) => (
            <th key={head} scope="col" role="columnheader" className={numeric ? "numeric" : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map(({ head, cell, numeric, lead, mark, wide }) => (
              <td
                key={head}
                role="cell"
                data-label={head}
                className={[numeric && "numeric", lead && "lead-cell", mark && "mark-cell", wide && "wide-cell"].filter(Boolean).join(" ") || undefined}
              >
                <div>{cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y: see above.
  );
}
