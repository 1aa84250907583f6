import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { CredenceError } from "../../../../../src/errors/credence-error.ts";
import { formatCount, formatQuantity } from "../../../format/number.ts";
import { requestLocale } from "../../../format/request-locale.ts";
import { attempt } from "../../../index/attempt.ts";
import { readDecisions, readIssuers, readModels, readStatus } from "../../../index/read.ts";
import { DecisionFilterForm } from "../../../parts/decision-filter-form.tsx";
import { DecisionTable } from "../../../parts/decision-table.tsx";
import { Empty } from "../../../parts/empty.tsx";
import { Pager } from "../../../parts/pager.tsx";
import { RegisterPage } from "../../../parts/register-page.tsx";
import { Unavailable } from "../../../parts/unavailable.tsx";
import { CSV_LIMIT } from "../../../register/decision-csv.ts";
import { decisionsHref, PAGE_SIZE, parseDecisionFilter, toIndexQuery } from "../../../register/decision-filter.ts";

export const metadata: Metadata = { title: "Decisions" };

/** What was decided? */
export default async function Decisions({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const parameters = await searchParams;
  const filter = parseDecisionFilter(parameters);
  // A form sends its empty fields too: one list, one address.
  if (Object.values(parameters).includes("")) redirect(decisionsHref(filter.values));
  const locale = await requestLocale();
  const query = toIndexQuery(filter);
  const reading = await attempt(Promise.all([readStatus(), readModels(), readIssuers(), readDecisions(query)]));
  if (reading instanceof CredenceError) return <Unavailable error={reading} title="Decisions" again={decisionsHref(filter.values)} />;
  const [status, { data: models }, { data: issuers }, { data: found }] = reading;
  const { page: _, ...chosen } = filter.values;
  const filtered = Object.keys(chosen).length > 0;
  const lenders = [...new Set(models.map((model) => model.lender))];
  const from = (found.page - 1) * found.size;
  return (
    <RegisterPage
      title="Decisions"
      lead={
        <p>
          {formatQuantity(found.total, "decision", "decisions", locale).replace(/^n/, "N")} settled{filtered ? " that match the filter" : ""}
          {found.total > 1 ? ", the latest first." : "."}
          {filtered && (
            <>
              {" "}
              <Link href="/decisions" prefetch={false}>
                Show all
              </Link>
            </>
          )}
        </p>
      }
      status={status}
      locale={locale}
      json={`/decisions.json?${query}`}
      notices={
        found.items.some((decision) => decision.developmentKey) && (
          <p className="notice">
            <strong>Development keys.</strong> Decisions here were proven under a key from a development set-up: whoever made it could forge a proof.
          </p>
        )
      }
    >
      <DecisionFilterForm filter={filter} models={models} issuers={issuers} lenders={lenders} filtered={filtered} />
      {found.items.length === 0 ? (
        found.total > 0 ? (
          <Empty title="This page of the list is empty.">
            The list has {formatQuantity(Math.ceil(found.total / PAGE_SIZE), "page", "pages", locale)}. <a href={decisionsHref(chosen)}>Go to the first</a>.
          </Empty>
        ) : filtered ? (
          <Empty title="No decision matches this filter.">
            Take a filter away, or <a href="/decisions">show all decisions</a>.
          </Empty>
        ) : (
          <Empty title="No decision has been settled yet.">A decision shows here as soon as the block that holds it has been read.</Empty>
        )
      ) : (
        <div>
          <DecisionTable caption={`Decisions ${from + 1} to ${from + found.items.length} of ${found.total}`} decisions={found.items} locale={locale} />
          <Pager
            label={`${formatCount(from + 1, locale)} to ${formatCount(from + found.items.length, locale)} of ${formatCount(found.total, locale)}`}
            page={found.page}
            pages={Math.ceil(found.total / found.size)}
            hrefOf={(page) => decisionsHref({ ...chosen, page: `${page}` })}
          />
          <p className="no-print eyebrow mt-3">
            <a href={decisionsHref(chosen).replace("/decisions", "/decisions.csv")} download>
              {found.total > CSV_LIMIT ? `The latest ${formatCount(CSV_LIMIT, locale)} as CSV` : "All of this list as CSV"}
            </a>
          </p>
        </div>
      )}
    </RegisterPage>
  );
}
