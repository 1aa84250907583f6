import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { CredenceError } from "../../../../src/errors/credence-error.ts";
import type { Found } from "../../../../src/indexer/api.ts";
import { formatQuantity } from "../../format/number.ts";
import { requestLocale } from "../../format/request-locale.ts";
import { attempt } from "../../index/attempt.ts";
import { readFound, readStatus } from "../../index/read.ts";
import { Empty } from "../../parts/empty.tsx";
import { Finder } from "../../parts/finder.tsx";
import { Hash } from "../../parts/hash.tsx";
import { RegisterPage } from "../../parts/register-page.tsx";
import { RegisterTable } from "../../parts/register-table.tsx";
import { Unavailable } from "../../parts/unavailable.tsx";
import { FOUND_WORDS, foundHref } from "../../register/found-words.ts";

export const metadata: Metadata = { title: "Find" };

/** Where in this register is what I hold? One record is shown at once. */
export default async function Find({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { q } = await searchParams;
  const sought = (Array.isArray(q) ? q[0] : q)?.trim().slice(0, 100) ?? "";
  const locale = await requestLocale();
  const reading = await attempt(Promise.all([readStatus(), sought === "" ? { data: [] } : readFound(sought)]));
  const again = `/find?${new URLSearchParams({ q: sought })}`;
  if (reading instanceof CredenceError) return <Unavailable error={reading} title="Find" again={again} />;
  const [status, { data: found }] = reading;
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) redirect(foundHref(first));
  return (
    <RegisterPage
      title="Find"
      lead={
        sought !== "" && (
          <p>
            {formatQuantity(found.length, "record", "records", locale).replace(/^n/, "N")} in this register for{" "}
            <span className="mono wrap-anywhere">{sought}</span>.
          </p>
        )
      }
      status={status}
      locale={locale}
      json={sought === "" ? "/index.json" : `/find.json?${new URLSearchParams({ q: sought })}`}
    >
      <Finder id="find" value={sought} className="max-w-lg" />
      {found.length > 0 ? (
        <RegisterTable<Found>
          caption="Records found"
          rows={found}
          keyOf={({ record, id }) => `${record} ${id}`}
          columns={[
            {
              head: "Record",
              lead: true,
              cell: (one) => (
                <Link href={foundHref(one)} prefetch={false} aria-label={`${FOUND_WORDS[one.record]} ${one.name || one.id}`}>
                  {FOUND_WORDS[one.record]}
                  {one.name !== "" && ` ${one.name}`}
                </Link>
              ),
            },
            { head: "Id", cell: ({ id }) => <Hash value={id} label="id" /> },
            { head: "Has it as", cell: ({ part }) => part },
          ]}
        />
      ) : (
        <Empty title={sought === "" ? "What can be found" : "Nothing of this stands in this register."}>
          Decisions by application id, transaction or reference; models by id, name, account, commitment, key or a document's hash; issuers by name or key;
          lenders and applicants by account. The beginning of a hash will do, with 6 digits or more. What settled a moment ago shows once its block has been
          read.
        </Empty>
      )}
    </RegisterPage>
  );
}
