/** The shape of a list while it is read. */
export function ListSkeleton({ title, columns }: { title: string; columns: readonly string[] }) {
  return (
    <main id="content" tabIndex={-1} className="frame pt-7 pb-16" aria-busy="true">
      <h1 className="text-display">{title}</h1>
      <p role="status" className="mt-2 text-large text-quiet">
        Reading the index …
      </p>
      <table className="register mt-8" aria-hidden="true">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column}>{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {["a", "b", "c", "d", "e", "f"].map((row) => (
            <tr key={row}>
              {columns.map((column, i) => (
                <td key={column} data-label={column} className={i === 0 ? "lead-cell" : undefined}>
                  <span className={`skeleton ${i === 0 ? "w-32" : "w-20"}`}>·</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </main>
  );
}
