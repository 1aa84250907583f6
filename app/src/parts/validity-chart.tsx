import type { IssuerSummary } from "../../../src/indexer/api.ts";
import { shortenHash } from "../format/hash.ts";
import { formatDay } from "../format/time.ts";
import { validityBar, validityWord } from "../register/validity.ts";

const ROW = 22;

/** When each key of an issuer was valid, on one scale of time that ends now. The table below holds the same in numbers. */
export function ValidityChart({ issuer, span, locale }: { issuer: IssuerSummary; span: { from: number; to: number }; locale: string }) {
  const valid = issuer.keys.filter((key) => validityWord(key, span.to) === "valid");
  const since = valid.length === 0 ? undefined : Math.min(...valid.map((key) => key.validFrom));
  const finding = since === undefined ? `${issuer.name} has no valid key now` : `${issuer.name} has had a valid key since ${formatDay(since, locale)}`;
  return (
    <figure className="mb-4">
      <figcaption className="mb-2 font-semibold">{finding}.</figcaption>
      <svg width="100%" height={issuer.keys.length * ROW + 4} aria-hidden="true" className="block">
        {issuer.keys.map((key, i) => {
          const bar = validityBar(key, span);
          return (
            <g key={key.key}>
              <title>{`${shortenHash(key.key)}: ${validityWord(key, span.to)}`}</title>
              <rect x="0" y={i * ROW + 9} width="100%" height="1.5" fill="var(--rule)" />
              {!bar.waiting && (
                <rect
                  x={`${bar.from}%`}
                  y={i * ROW + 4}
                  width={`${Math.max(bar.width, 0.5)}%`}
                  height="12"
                  fill={key.revokedAt === null ? "var(--approve)" : "var(--decline)"}
                  stroke="var(--outcome-edge)"
                />
              )}
            </g>
          );
        })}
      </svg>
      <div aria-hidden="true" className="eyebrow flex justify-between">
        <span>{formatDay(span.from, locale)}</span>
        <span>now</span>
      </div>
    </figure>
  );
}
