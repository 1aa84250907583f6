import Link from "next/link";
import { formatCount } from "../format/number.ts";
import { decisionsHref, type FilterName } from "../register/decision-filter.ts";
import { type OutcomeCounts, outcomeFinding, outcomeShares } from "../register/outcome-share.ts";
import { OUTCOME_WORDS, OUTCOMES } from "../register/outcome-words.ts";
import { OutcomeMark } from "./outcome-mark.tsx";

interface OutcomeChartProps {
  counts: OutcomeCounts;
  locale: string;
  /** What the counted decisions have in common: the links of the table keep it. */
  filter?: Partial<Record<FilterName, string>>;
}

/** How decisions went: one bar, titled with what it shows, and its numbers beside. */
export function OutcomeChart({ counts, locale, filter = {} }: OutcomeChartProps) {
  const shares = outcomeShares(counts);
  return (
    <figure>
      <figcaption className="mb-3 font-semibold">{outcomeFinding(counts, locale)}.</figcaption>
      {shares.length > 0 && (
        <svg width="100%" height="28" aria-hidden="true" className="block">
          <defs>
            <pattern id="referred" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="6" height="6" fill="var(--refer)" />
              <path d="M0 0v6" stroke="var(--ground)" strokeWidth="1.5" />
            </pattern>
          </defs>
          {shares.map(({ decision, from, width }) => (
            <rect
              key={decision}
              x={`${from}%`}
              y="1"
              width={`${width}%`}
              height="26"
              fill={decision === "refer" ? "url(#referred)" : `var(--${decision})`}
              stroke="var(--ground)"
              strokeWidth="2"
            />
          ))}
        </svg>
      )}
      <table className="mt-3 w-full">
        <caption className="visually-hidden">Decisions by outcome</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Meaning</th>
            <th scope="col">Decisions</th>
          </tr>
        </thead>
        <tbody>
          {OUTCOMES.map((decision) => (
            <tr key={decision} className="align-baseline">
              <th scope="row" className="py-1 pr-4 text-left font-medium">
                <OutcomeMark decision={decision} />
              </th>
              <td className="py-1 pr-4 text-small text-quiet max-sm:hidden">{OUTCOME_WORDS[decision].meaning}</td>
              <td className="py-1 text-right">
                {counts[decision] === 0 ? (
                  "0"
                ) : (
                  <Link href={decisionsHref({ ...filter, decision })} prefetch={false} aria-label={`${counts[decision]} ${OUTCOME_WORDS[decision].noun}`}>
                    {formatCount(counts[decision], locale)}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
