interface FinderProps {
  id: string;
  /** What was looked for last. */
  value?: string;
  className?: string;
}

/** One field for whatever a reader holds: it leads to the record, or to the list of those that it could be. A plain form, for every browser. */
export function Finder({ id, value = "", className = "" }: FinderProps) {
  return (
    <search className={`no-print ${className}`}>
      <form action="/find" className="flex items-center gap-2">
        <label htmlFor={id} className="visually-hidden">
          Find a record by id, account, transaction or name
        </label>
        <input
          id={id}
          name="q"
          type="search"
          required
          maxLength={100}
          defaultValue={value}
          placeholder="Find id, account, name"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="none"
          className="field min-h-8! text-small"
        />
      </form>
    </search>
  );
}
