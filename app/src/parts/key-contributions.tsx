import type { Contribution } from "../../../src/indexer/api.ts";
import { ExplorerLink } from "./explorer-link.tsx";
import { Hash } from "./hash.tsx";
import { Moment } from "./moment.tsx";

interface KeyContributionsProps {
  contributions: readonly Contribution[];
  locale: string;
  explorer: string | null;
}

/** Who contributed to a key, by what they signed, in the order of the ceremony. */
export function KeyContributions({ contributions, locale, explorer }: KeyContributionsProps) {
  return (
    <ol className="space-y-2">
      {contributions.map(({ part, by, position, digest, at, transaction }) => (
        <li key={part} value={position}>
          the {part}, <Hash value={by} label={part} kept={4} />
          <span className="flex flex-wrap gap-x-5 text-small text-quiet">
            <span>
              contribution {position}, digest <Hash value={digest} label="digest of the contribution" kept={4} />
            </span>
            <span>
              recorded <Moment at={at} locale={locale} form="day" />, transaction <Hash value={transaction} label="transaction" kept={4} toLeft />{" "}
              <ExplorerLink explorer={explorer} kind="tx" value={transaction} />
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}
