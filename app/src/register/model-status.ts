import type { ModelDetail, ModelStatus, ModelSummary } from "../../../src/indexer/api.ts";
import { formatDay } from "../format/time.ts";

/** What each status means for a decision today. */
export const STATUS_WORDS: Record<ModelStatus, { word: string; may: string }> = {
  unknown: { word: "Unknown", may: "The registry does not know it: no decision may settle under it." },
  registered: { word: "Registered", may: "It is not validated yet: no decision may settle under it." },
  validated: { word: "Validated", may: "It is not approved yet: no decision may settle under it." },
  approved: { word: "Approved", may: "Decisions may settle under it." },
  suspended: { word: "Suspended", may: "New decisions are stopped; earlier ones stay readable." },
  retired: { word: "Retired", may: "It has been taken out of use; earlier decisions stay readable." },
  revoked: { word: "Revoked", may: "It can never be used again; earlier decisions stay readable." },
};

/** True where an approved model's review date has passed: the registry then refuses new decisions. */
export const isOverdue = (model: Pick<ModelSummary, "status" | "reviewDue">, now: number): boolean =>
  model.status === "approved" && model.reviewDue !== null && model.reviewDue < now;

/** True where decisions may settle under the model now. */
export const mayDecide = (model: Pick<ModelSummary, "status" | "reviewDue">, now: number): boolean => model.status === "approved" && !isOverdue(model, now);

/** The last transition into the model's present status. */
const entered = (model: ModelDetail) =>
  model.history.filter((entry) => entry.what === model.status || (model.status === "approved" && entry.what === "resumed")).at(-1);

/** A model's status as a sentence in two parts, between which the person stands: "Approved since 3 March 2026" by 0x…"; next review by 1 September 2026." */
export function statusSentence(model: ModelDetail, now: number, locale: string): [since: string, rest: string] {
  const since = entered(model)?.at ?? model.registeredAt;
  const review = model.reviewDue === null ? "" : formatDay(model.reviewDue, locale);
  if (isOverdue(model, now)) return [`Approved since ${formatDay(since, locale)}`, `, but its review was due on ${review}: new decisions are stopped.`];
  if (model.status === "approved") return [`Approved since ${formatDay(since, locale)}`, review === "" ? "." : `; next review by ${review}.`];
  return [`${STATUS_WORDS[model.status].word} since ${formatDay(since, locale)}`, `. ${STATUS_WORDS[model.status].may}`];
}

/** Who brought the model into its present status. */
export const statusBy = (model: ModelDetail) => entered(model)?.by ?? model.developer;
