import type { ModelSummary } from "../../../src/indexer/api.ts";
import { isOverdue, STATUS_WORDS } from "../register/model-status.ts";

/** How far a model is: a row of three steps, filled as far as it came; crossed out where it may no longer decide. */
function StatusSign({ status, stopped }: { status: ModelSummary["status"]; stopped: boolean }) {
  const reached = { unknown: 0, registered: 1, validated: 2, approved: 3, suspended: 3, retired: 3, revoked: 3 }[status];
  return (
    <svg width="22" height="12" viewBox="0 0 22 12" aria-hidden="true" className="flex-none">
      {[0, 1, 2].map((step) => (
        <rect
          key={step}
          x={1 + 7 * step}
          y="2"
          width="5"
          height="8"
          rx="1"
          fill={step < reached && !stopped ? "var(--approve)" : "none"}
          stroke="var(--outcome-edge)"
          strokeWidth="1.25"
        />
      ))}
      {stopped && <path d="M0 6h21" stroke="var(--outcome-edge)" strokeWidth="1.5" />}
    </svg>
  );
}

export function StatusMark({ model, now }: { model: Pick<ModelSummary, "status" | "reviewDue">; now: number }) {
  const overdue = isOverdue(model, now);
  const stopped = overdue || ["suspended", "retired", "revoked"].includes(model.status);
  return (
    <span className="whitespace-nowrap [&>svg]:mr-2 [&>svg]:inline [&>svg]:align-[-0.0625em]">
      <StatusSign status={model.status} stopped={stopped} />
      {overdue ? "Review overdue" : STATUS_WORDS[model.status].word}
    </span>
  );
}
