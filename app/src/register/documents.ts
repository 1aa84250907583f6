import type { Evidence, ModelDetail } from "../../../src/indexer/api.ts";

/** Transitions that carry a document's hash, and what the document is called. */
const REPORTS: Record<string, string> = { validated: "validation report", "review-extended": "review report" };

/** Every document about a model that is on record by its hash: its evidence, and the reports with which it was validated and reviewed; the earliest first. */
export function documentsOf({ evidence, history }: Pick<ModelDetail, "evidence" | "history">): Evidence[] {
  const reports = history.flatMap(({ what, detail, by, at, transaction }) => {
    const kind = REPORTS[what];
    return kind === undefined || detail === null ? [] : [{ kind, hash: detail, by, at, transaction }];
  });
  const named = evidence.map((entry) => ({ ...entry, kind: entry.kind.replaceAll("-", " ") }));
  return [...named, ...reports.filter(({ hash }) => !named.some((entry) => entry.hash === hash))].sort((a, b) => a.at - b.at);
}
