"use client";

/** What a reader sees of a fault of the page itself; errors of the index are shown by the pages. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main id="content" tabIndex={-1} className="frame pt-7 pb-16">
      <h1 className="text-display">This page could not be shown</h1>
      <p className="prose mt-3 text-large text-quiet">The fault is the page's own. The register is on the chain and is not affected.</p>
      <button type="button" className="button mt-5" onClick={reset}>
        Try again
      </button>
      {error.digest !== undefined && (
        <p className="eyebrow mt-4">
          The server's log has it under <span className="mono">{error.digest}</span>.
        </p>
      )}
    </main>
  );
}
