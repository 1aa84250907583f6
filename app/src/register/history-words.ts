import type { HistoryEntry, ModelDetail } from "../../../src/indexer/api.ts";

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

/** What an account is to a model, where it is one of its three people. */
export function partOf({ developer, validator, approver }: Pick<ModelDetail, "developer" | "validator" | "approver">, account: string): string | undefined {
  if (account === developer) return "developer";
  if (account === validator) return "validator";
  return account === approver ? "approver" : undefined;
}

/** A model's history with the documents that one account added in a row as one entry, so that its transitions stand out: each part is not empty. */
export function chaptersOf(history: readonly HistoryEntry[]): HistoryEntry[][] {
  const chapters: HistoryEntry[][] = [];
  for (const entry of history) {
    const open = chapters.at(-1);
    const [first] = open ?? [];
    if (open !== undefined && first?.what === "evidence-added" && entry.what === first.what && entry.by === first.by) open.push(entry);
    else chapters.push([entry]);
  }
  return chapters;
}
