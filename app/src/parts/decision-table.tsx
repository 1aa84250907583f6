import Link from "next/link";
import type { DecisionSummary } from "../../../src/indexer/api.ts";
import { readDisclosures } from "../index/read.ts";
import { decisionsHref } from "../register/decision-filter.ts";
import { formatDisclosed } from "../register/disclosure.ts";
import { issuerHref } from "../register/issuer-href.ts";
import { Hash } from "./hash.tsx";
import { Moment } from "./moment.tsx";
import { OutcomeMark } from "./outcome-mark.tsx";
import { type Column, RegisterTable } from "./register-table.tsx";

interface DecisionTableProps {
  caption: string;
  decisions: readonly DecisionSummary[];
  locale: string;
  /** Columns that every row would repeat. */
  without?: readonly string[];
}

/** Decisions, one a row; the application's id leads to the decision. */
export async function DecisionTable({ caption, decisions, locale, without = [] }: DecisionTableProps) {
  const disclosures = await readDisclosures(decisions.map(({ model }) => model));
  const columns: Column<DecisionSummary>[] = [
    { head: "Application", lead: true, cell: (row) => <Hash value={row.application} label="Decision on application" href={`/decisions/${row.application}`} /> },
    { head: "Outcome", mark: true, cell: (row) => <OutcomeMark decision={row.decision} /> },
    { head: "Disclosed score", numeric: true, cell: (row) => formatDisclosed(BigInt(row.disclosedScore), disclosures.get(row.model), locale) },
    {
      head: "Model",
      cell: (row) => (
        <Link href={`/models/${row.model}`} prefetch={false}>
          {row.modelName || "unnamed"} {row.modelVersion}
        </Link>
      ),
    },
    { head: "Lender", cell: (row) => <Hash value={row.lender} label="Decisions of lender" href={decisionsHref({ lender: row.lender })} kept={4} /> },
    {
      head: "Issuer",
      cell: (row) => (
        <Link href={issuerHref(row.issuerKey)} prefetch={false}>
          {row.issuerName || "unnamed"}
        </Link>
      ),
    },
    { head: "Settled (UTC)", cell: (row) => <Moment at={row.settledAt} locale={locale} form="compact" /> },
  ];
  return (
    <RegisterTable caption={caption} columns={columns.filter((column) => !without.includes(column.head))} rows={decisions} keyOf={(row) => row.application} />
  );
}
