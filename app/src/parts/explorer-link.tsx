import { explorerHref } from "../register/explorer.ts";

/** Leads to the chain's block explorer; nothing on a chain without one. */
export function ExplorerLink({ explorer, kind, value }: { explorer: string | null; kind: "tx" | "address" | "block"; value: string | number }) {
  const href = explorerHref(explorer, kind, value);
  return href === undefined ? null : (
    <a href={href} rel="noreferrer" className="no-print text-small" aria-label={`${value} in the chain's explorer`}>
      explorer
    </a>
  );
}
