import type { ReactNode } from "react";
import type { Status } from "../../../src/indexer/api.ts";
import { formatCount } from "../format/number.ts";
import { staleness } from "../register/staleness.ts";
import { Moment } from "./moment.tsx";

interface RegisterPageProps {
  title: ReactNode;
  /** What the page is about, in a sentence or two. */
  lead?: ReactNode;
  status: Status;
  locale: string;
  /** The address of the page's twin for machines. */
  json: string;
  /** What must be announced before anything else. */
  notices?: ReactNode;
  children: ReactNode;
}

/** A page of the register: its title, at which block it speaks, what must be announced, and its twin. */
export function RegisterPage({ title, lead, status, locale, json, notices, children }: RegisterPageProps) {
  const { behind, tell } = staleness(status);
  return (
    <main id="content" tabIndex={-1} className="frame pt-7 pb-16">
      <div className="mb-8 grid gap-x-12 gap-y-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0">
          <h1 className="text-display">{title}</h1>
          {lead !== undefined && <div className="prose mt-2 text-large text-quiet">{lead}</div>}
        </div>
        <p className="eyebrow lg:pt-2.5">
          As of block {formatCount(status.block.number, locale)}, <Moment at={status.block.timestamp} locale={locale} />
          {behind > 0 && !tell && <>; chain at {formatCount(status.head, locale)}</>}
          <span className="block">
            Chain {status.chainId}
            {status.local ? ", on this machine only" : ""}
          </span>
          <a href={json} className="no-print text-quiet">
            This page as JSON
          </a>
        </p>
      </div>
      <div className="notices">
        {tell && (
          <p className="notice">
            <strong>
              Index at block {formatCount(status.block.number, locale)}, chain at {formatCount(status.head, locale)}.
            </strong>{" "}
            What settled in the last {formatCount(behind, locale)} blocks is not shown here yet.
          </p>
        )}
        {notices}
      </div>
      <div className="parts">{children}</div>
    </main>
  );
}
