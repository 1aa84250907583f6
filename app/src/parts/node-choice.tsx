import { Hash } from "./hash.tsx";

/** Through which node the browser reads the chain, and a form to choose another. A plain form: a document's policy must name the node's origin. */
export function NodeChoice({ node, registry, back }: { node: string | null; registry: string; back: string }) {
  return (
    <details className="fold no-print mt-3 text-small">
      <summary className="py-1! font-normal! text-quiet">Read through {node === null ? "this page's own node" : new URL(node).host}</summary>
      <form method="post" action="/node" className="pb-3">
        <input type="hidden" name="back" value={back} />
        <p className="prose mb-2 text-quiet">
          The checks trust two things: that the DecisionRegistry is the contract at <Hash value={registry} label="address of the DecisionRegistry" />, which
          lenders and protocols name too, and the node that they read the chain through. Give the address of a node that you trust; it is kept for a day in a
          cookie of this site, and must allow requests from this page.
        </p>
        <div className="flex flex-wrap items-end gap-3">
          <label className="grow basis-64">
            <span className="eyebrow mb-1 block">Address of a node (JSON-RPC)</span>
            <input className="field" type="url" name="address" placeholder="https://" defaultValue={node ?? ""} autoComplete="off" spellCheck={false} />
          </label>
          <button type="submit" className="button">
            Read through it
          </button>
          {node !== null && (
            <button type="submit" className="button" name="own" value="yes" formNoValidate>
              Use this page's own
            </button>
          )}
        </div>
      </form>
    </details>
  );
}
