import { type CheckState, type NamedCheck, verdict } from "../verification/check.ts";

const WORDS: Record<CheckState, string> = { pending: "checking", holds: "holds", fails: "fails", unknown: "not run" };

function CheckSign({ state, size = 18 }: { state: CheckState; size?: number }) {
  const stroke = { fill: "none", strokeWidth: 1.75, strokeLinecap: "round", strokeLinejoin: "round" } as const;
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" aria-hidden="true" className={`flex-none ${state === "pending" ? "turning" : ""}`}>
      {state === "pending" && (
        <>
          <circle cx="9" cy="9" r="7" stroke="var(--rule)" {...stroke} />
          <path d="M9 2a7 7 0 0 1 7 7" stroke="var(--quiet)" {...stroke} />
        </>
      )}
      {state === "holds" && (
        <>
          <circle cx="9" cy="9" r="7.25" stroke="var(--outcome-edge)" {...stroke} strokeWidth={1.25} />
          <path d="m5.6 9.3 2.3 2.3 4.6-5" stroke="var(--outcome-edge)" {...stroke} />
        </>
      )}
      {state === "fails" && (
        <>
          <circle cx="9" cy="9" r="8" fill="var(--alarm)" />
          <path d="m6 6 6 6m0-6-6 6" stroke="var(--ground)" {...stroke} />
        </>
      )}
      {state === "unknown" && (
        <>
          <circle cx="9" cy="9" r="7.25" stroke="var(--quiet)" {...stroke} strokeWidth={1.25} strokeDasharray="2 3" />
          <path d="M6 9h6" stroke="var(--quiet)" {...stroke} />
        </>
      )}
    </svg>
  );
}

/** A sentence in which hashes and addresses are set as such. */
function WithHashes({ text = "–" }: { text: string | undefined }) {
  const [before = "", hash, ...rest] = text.split(/(0x[0-9a-fA-F]{8,})/);
  return (
    <>
      {before}
      {hash !== undefined && <span className="mono">{hash}</span>}
      {rest.join("") !== "" && <WithHashes text={rest.join("")} />}
    </>
  );
}

/** Says that a line opens. */
function Chevron() {
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" className="no-print mt-[7px] flex-none group-open:rotate-90">
      <path d="m3.5 1.5 4 3.5-4 3.5" fill="none" stroke="var(--quiet)" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

/** Checks, each by name, with what was expected and found; a failed one is open and says what that means. */
export function CheckList({ checks, label }: { checks: readonly NamedCheck[]; label: string }) {
  return (
    <ol aria-label={label} className="divide-y divide-rule">
      {checks.map((check) => (
        <li key={check.id} data-check={check.id} data-state={check.state}>
          <details open={check.state === "fails"} className="group">
            <summary className="flex list-none items-start gap-3 px-5 py-2 hover:bg-sunk [&::-webkit-details-marker]:hidden">
              <span className="pt-[3px]">
                <CheckSign state={check.state} />
              </span>
              <span className={`min-w-0 grow ${check.state === "fails" ? "font-semibold text-alarm" : ""}`}>{check.name}</span>
              <span className={`flex-none text-small leading-6 ${check.state === "fails" ? "font-semibold text-alarm" : "text-quiet"}`}>
                {WORDS[check.state]}
              </span>
              <Chevron />
            </summary>
            <div className="pr-5 pb-4 pl-12.5">
              {check.state === "fails" && <p className="prose mb-2">{check.meaning}</p>}
              {check.state === "pending" ? (
                <p className="text-small text-quiet">Not done yet.</p>
              ) : (
                <dl className="grid grid-cols-[5rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-small">
                  <dt className="text-quiet">Expected</dt>
                  <dd className="wrap-anywhere">
                    <WithHashes text={check.expected} />
                  </dd>
                  <dt className="text-quiet">Found</dt>
                  <dd className="wrap-anywhere">
                    <WithHashes text={check.found} />
                  </dd>
                </dl>
              )}
            </div>
          </details>
        </li>
      ))}
    </ol>
  );
}

/** The checks' verdict, announced when it changes. */
export function Verdict({ checks }: { checks: readonly NamedCheck[] }) {
  const { state, sentence } = verdict(checks);
  return (
    <p role="status" data-verdict={state} className={`flex items-start gap-3 px-5 py-3.5 font-semibold ${state === "fails" ? "text-alarm" : ""}`}>
      <span className="pt-[3px]">
        <CheckSign state={state} />
      </span>
      {sentence}
    </p>
  );
}
