/** The transitions of a model's life, as they are told: what happened, and who may do it. */
const WORDS: Record<string, { title: string; role: string; detail?: string }> = {
  registered: { title: "Registered", role: "developer" },
  "evidence-added": { title: "Evidence added", role: "by", detail: "document" },
  validated: { title: "Validated", role: "validator", detail: "report" },
  "approval-scheduled": { title: "Approval scheduled", role: "approver" },
  approved: { title: "Approved", role: "approver" },
  suspended: { title: "Suspended", role: "by", detail: "reason" },
  resumed: { title: "Resumed", role: "by" },
  "review-extended": { title: "Review date moved", role: "by" },
  retired: { title: "Retired", role: "by", detail: "reason" },
  revoked: { title: "Revoked", role: "by", detail: "reason" },
};

/** The words for a transition; one that is newer than this page is told by its own name. */
export function historyWords(what: string): { title: string; role: string; detail: string } {
  const known = WORDS[what];
  const title = what.replaceAll("-", " ");
  return { title: known?.title ?? title.charAt(0).toUpperCase() + title.slice(1), role: known?.role ?? "by", detail: known?.detail ?? "detail" };
}
