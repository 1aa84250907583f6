import type { Decision } from "../../../src/statement/outcome.ts";
import { OUTCOME_WORDS } from "../register/outcome-words.ts";

/** An outcome's sign: a filled disc with a tick, a half-filled one, an empty one with a bar. Its word always stands beside it. */
export function OutcomeSign({ decision, size = 16 }: { decision: Decision; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" className="flex-none">
      <circle
        cx="8"
        cy="8"
        r="6.75"
        fill={decision === "approve" ? "var(--approve)" : decision === "decline" ? "var(--decline)" : "var(--ground)"}
        stroke="var(--outcome-edge)"
        strokeWidth="1.5"
      />
      {decision === "approve" && (
        <path d="m4.9 8.2 2.2 2.2 4-4.6" fill="none" stroke="var(--ground)" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" />
      )}
      {decision === "refer" && <path d="M8 1.25a6.75 6.75 0 0 1 0 13.5z" fill="var(--refer)" stroke="var(--outcome-edge)" strokeWidth="1.5" />}
      {decision === "decline" && <path d="M4.75 8h6.5" fill="none" stroke="var(--outcome-edge)" strokeWidth="1.75" strokeLinecap="round" />}
    </svg>
  );
}

export function OutcomeMark({ decision }: { decision: Decision }) {
  return (
    <span className="whitespace-nowrap font-medium [&>svg]:mr-2 [&>svg]:inline [&>svg]:align-[-0.15em]">
      <OutcomeSign decision={decision} />
      {OUTCOME_WORDS[decision].past}
    </span>
  );
}
