import type { CredenceError } from "../../../src/errors/credence-error.ts";

/** A hint in which what is typed is set as such. */
function Hint({ text }: { text: string }) {
  const [before, typed, ...rest] = text.split("`");
  return (
    <>
      {before}
      {typed !== undefined && <code className="mono">{typed}</code>}
      {rest.length > 0 && <Hint text={rest.join("`")} />}
    </>
  );
}

/** What a page shows when the index did not give it what it needs: the catalogue's own record. */
export function Unavailable({ error, title, again }: { error: CredenceError; title: string; again: string }) {
  const record = error.toRecord();
  return (
    <main id="content" tabIndex={-1} className="frame pt-7 pb-16">
      <h1 className="text-display">{title}</h1>
      <div className="notice alarm prose mt-6">
        <p>
          <strong>{record.title}.</strong> {record.message}
        </p>
        <p className="mt-2">
          <Hint text={record.hint} />
        </p>
      </div>
      <p className="eyebrow mt-4">
        Error <span className="mono">{record.code}</span>
        {record.cause === undefined ? "" : `: ${record.cause}`}. Nothing was lost: the chain keeps every decision. <a href={again}>Try again</a>.
      </p>
    </main>
  );
}
