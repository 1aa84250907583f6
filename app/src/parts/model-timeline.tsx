import type { Evidence, HistoryEntry, ModelDetail } from "../../../src/indexer/api.ts";
import { formatCount } from "../format/number.ts";
import { chaptersOf, historyWords, partOf } from "../register/history-words.ts";
import { ExplorerLink } from "./explorer-link.tsx";
import { Hash } from "./hash.tsx";
import { Moment } from "./moment.tsx";

interface ModelTimelineProps {
  model: ModelDetail;
  /** The documents on record: an entry that carries one's hash calls it by its kind. */
  documents: readonly Evidence[];
  locale: string;
  explorer: string | null;
}

/** What happened to a model, who did it, when, and in which transaction: the earliest first. */
export function ModelTimeline({ model, documents, locale, explorer }: ModelTimelineProps) {
  return (
    <ol className="border-l border-rule-strong">
      {chaptersOf(model.history).map((entries) => {
        const [entry, last] = [entries[0], entries.at(-1)] as [HistoryEntry, HistoryEntry];
        const { title, role, ...words } = historyWords(entry.what);
        const by = role === "by" ? (partOf(model, entry.by) ?? role) : role;
        return (
          <li key={`${entry.transaction} ${entry.what} ${entry.detail}`} className="relative pb-4 pl-6 last:pb-0">
            <span aria-hidden="true" className="absolute top-1.5 -left-[5px] size-[9px] rounded-full border border-rule-strong bg-raised" />
            <p className="flex flex-wrap items-baseline gap-x-3">
              <strong className="font-semibold">{title}</strong>
              <span className="text-quiet">
                <Moment at={entry.at} locale={locale} />
              </span>
            </p>
            <p className="flex flex-wrap gap-x-5 text-small text-quiet">
              <span>
                {by} <Hash value={entry.by} label={by === "by" ? "account" : by} kept={4} />
              </span>
              {entries.length === 1 ? (
                <>
                  <span>block {formatCount(entry.block, locale)}</span>
                  <span>
                    transaction <Hash value={entry.transaction} label="transaction" kept={4} />{" "}
                    <ExplorerLink explorer={explorer} kind="tx" value={entry.transaction} />
                  </span>
                </>
              ) : (
                <span>
                  blocks {formatCount(entry.block, locale)} to {formatCount(last.block, locale)}
                </span>
              )}
              {entries.map(({ detail: hash }) => {
                if (hash === null || /^0x0{64}$/.test(hash)) return null;
                const detail = documents.find((document) => document.hash === hash)?.kind ?? words.detail;
                return (
                  <span key={hash}>
                    {detail} <Hash value={hash} label={detail} kept={4} />
                  </span>
                );
              })}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
