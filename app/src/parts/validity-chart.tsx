import type { IssuerSummary } from "../../../src/indexer/api.ts";
import { shortenHash } from "../format/hash.ts";
import { formatDay } from "../format/time.ts";
import { validityBar, validityFinding } from "../register/validity.ts";

/** When each key of an issuer was valid, on one scale of time that ends now. The table below holds the same in numbers. */
export function ValidityChart({ issuer, span, locale }: { issuer: IssuerSummary; span: { from: number; to: number }; locale: string }) {
  return (
    <figure className="mb-4">
      <figcaption className="mb-2 font-semibold">{validityFinding(issuer, span.to, locale)}.</figcaption>
      <div aria-hidden="true" className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4">
        {issuer.keys.map((key) => {
          const bar = validityBar(key, span);
          return (
            <div key={key.key} className="col-span-2 grid grid-cols-subgrid items-center">
              <span className="mono text-quiet">{shortenHash(key.key, 4)}</span>
              <svg width="100%" height="22" aria-hidden="true" className="block">
                <rect x="0" y="10" width="100%" height="1.5" fill="var(--rule)" />
                {!bar.waiting && (
                  <rect
                    x={`${bar.from}%`}
                    y="5"
                    width={`${Math.max(bar.width, 0.5)}%`}
                    height="12"
                    fill={key.revokedAt === null ? "var(--approve)" : "var(--decline)"}
                    stroke="var(--outcome-edge)"
                  />
                )}
              </svg>
            </div>
          );
        })}
        <div className="eyebrow col-start-2 flex justify-between">
          <span>{formatDay(span.from, locale)}</span>
          <span>now</span>
        </div>
      </div>
    </figure>
  );
}
