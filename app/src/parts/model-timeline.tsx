import type { Evidence, HistoryEntry } from "../../../src/indexer/api.ts";
import { formatCount } from "../format/number.ts";
import { historyWords } from "../register/history-words.ts";
import { ExplorerLink } from "./explorer-link.tsx";
import { Hash } from "./hash.tsx";
import { Moment } from "./moment.tsx";

interface ModelTimelineProps {
  history: readonly HistoryEntry[];
  /** The documents on record: an entry that carries one's hash calls it by its kind. */
  documents: readonly Evidence[];
  locale: string;
  explorer: string | null;
}

/** What happened to a model, who did it, when, and in which transaction: the earliest first. */
export function ModelTimeline({ history, documents, locale, explorer }: ModelTimelineProps) {
  return (
    <ol className="border-l border-rule-strong">
      {history.map((entry) => {
        const { title, role, ...words } = historyWords(entry.what);
        const detail = documents.find(({ hash }) => hash === entry.detail)?.kind ?? words.detail;
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
                {role} <Hash value={entry.by} label={role === "by" ? "account" : role} kept={4} />
              </span>
              <span>block {formatCount(entry.block, locale)}</span>
              <span>
                transaction <Hash value={entry.transaction} label="transaction" kept={4} />{" "}
                <ExplorerLink explorer={explorer} kind="tx" value={entry.transaction} />
              </span>
              {entry.detail !== null && !/^0x0{64}$/.test(entry.detail) && (
                <span>
                  {detail} <Hash value={entry.detail} label={detail} kept={4} />
                </span>
              )}
            </p>
          </li>
        );
      })}
    </ol>
  );
}
