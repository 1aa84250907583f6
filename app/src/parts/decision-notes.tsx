import type { ReactNode } from "react";
import type { DecisionDetail } from "../../../src/indexer/api.ts";
import { type Disclosure, formatDisclosed } from "../register/disclosure.ts";
import { Hash } from "./hash.tsx";
import { Moment } from "./moment.tsx";
import { OutcomeMark } from "./outcome-mark.tsx";
import { RegisterTable } from "./register-table.tsx";

interface Note {
  what: string;
  says: ReactNode;
  from: ReactNode;
  at: number;
  transaction: string;
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

interface DecisionNotesProps {
  decision: DecisionDetail;
  disclosures: ReadonlyMap<string, Disclosure>;
  locale: string;
}

/** What came to a decision after it was settled: other models' proven outcomes for the same application, and documents by their hashes. */
export function DecisionNotes({ decision, disclosures, locale }: DecisionNotesProps) {
  const challengers = decision.challengers.map(
    ({ model, decision: outcome, disclosedScore, at, transaction }): Note => ({
      what: "Challenger",
      says: (
        <>
          <OutcomeMark decision={outcome} />, {formatDisclosed(BigInt(disclosedScore), disclosures.get(model), locale)}
        </>
      ),
      from: (
        <>
          model <Hash value={model} label="model" href={`/models/${model}`} kept={4} />
        </>
      ),
      at,
      transaction,
    }),
  );
  const annotations = decision.annotations.map(
    ({ kind, hash, by, at, transaction }): Note => ({
      what: capital(kind),
      says: (
        <>
          document <Hash value={hash} label="hash of the document" kept={4} />
        </>
      ),
      from: (
        <>
          account <Hash value={by} label="account" kept={4} />
        </>
      ),
      at,
      transaction,
    }),
  );
  return (
    <RegisterTable<Note>
      caption="Challengers and annotations"
      rows={[...challengers, ...annotations].sort((a, b) => a.at - b.at)}
      keyOf={({ what, transaction, at }) => `${what} ${transaction} ${at}`}
      columns={[
        { head: "Kind", lead: true, cell: ({ what }) => what },
        { head: "Says", cell: ({ says }) => says },
        { head: "By", cell: ({ from }) => from },
        { head: "Recorded (UTC)", cell: ({ at }) => <Moment at={at} locale={locale} form="compact" /> },
        { head: "Transaction", cell: ({ transaction }) => <Hash value={transaction} label="transaction" kept={4} toLeft /> },
      ]}
    />
  );
}
