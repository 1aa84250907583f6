import type { Metadata } from "next";
import Link from "next/link";
import { CredenceError } from "../../../../src/errors/credence-error.ts";
import type { IssuerSummary } from "../../../../src/indexer/api.ts";
import { formatCount, formatQuantity } from "../../format/number.ts";
import { requestLocale } from "../../format/request-locale.ts";
import { attempt } from "../../index/attempt.ts";
import { readIssuers, readStatus } from "../../index/read.ts";
import { Empty } from "../../parts/empty.tsx";
import { Hash } from "../../parts/hash.tsx";
import { Moment } from "../../parts/moment.tsx";
import { RegisterPage } from "../../parts/register-page.tsx";
import { RegisterTable } from "../../parts/register-table.tsx";
import { Unavailable } from "../../parts/unavailable.tsx";
import { ValidityChart } from "../../parts/validity-chart.tsx";
import { decisionsHref } from "../../register/decision-filter.ts";
import { validityWord } from "../../register/validity.ts";

export const metadata: Metadata = { title: "Issuers" };

type Key = IssuerSummary["keys"][number];

/** Who vouches for data, with which keys, since when? */
export default async function Issuers() {
  const locale = await requestLocale();
  const reading = await attempt(Promise.all([readStatus(), readIssuers()]));
  if (reading instanceof CredenceError) return <Unavailable error={reading} title="Issuers" again="/issuers" />;
  const [status, { block, data: issuers }] = reading;
  const now = block.timestamp;
  const keys = issuers.flatMap((issuer) => issuer.keys);
  const valid = keys.filter((key) => validityWord(key, now) === "valid").length;
  const from = Math.min(now, ...keys.map((key) => Math.min(key.addedAt, key.validFrom)));
  return (
    <RegisterPage
      title="Issuers"
      lead={
        issuers.length === 0
          ? "No issuer has been admitted yet."
          : `${formatQuantity(issuers.length, "issuer vouches", "issuers vouch", locale)} for applicants' data; ${formatCount(valid, locale)} of ${formatQuantity(keys.length, "key is", "keys are", locale)} valid now. A revoked key never comes back.`
      }
      status={status}
      locale={locale}
      json="/issuers.json"
    >
      {issuers.length === 0 && <Empty title="No issuers.">An issuer shows here once the registry has admitted its first key.</Empty>}
      {issuers.map((issuer) => (
        <section key={issuer.id} id={issuer.id} aria-labelledby={`name-${issuer.id}`} className="min-w-0">
          <h2 id={`name-${issuer.id}`} className="text-title">
            {issuer.name}
          </h2>
          <p className="mt-1 mb-4 text-quiet">
            Controlled by <Hash value={issuer.controller} label="controller" />
          </p>
          {issuer.keys.length > 0 && <ValidityChart issuer={issuer} span={{ from, to: now }} locale={locale} />}
          <RegisterTable<Key>
            caption={`Keys of ${issuer.name}`}
            rows={issuer.keys}
            keyOf={(key) => key.key}
            columns={[
              {
                head: "Key",
                lead: true,
                cell: (key) => (
                  <span id={key.key}>
                    <Hash value={key.key} label="issuer's key" />
                  </span>
                ),
              },
              { head: "Now", cell: (key) => validityWord(key, now) },
              { head: "Valid from (UTC)", cell: (key) => <Moment at={key.validFrom} locale={locale} form="compact" /> },
              { head: "Revoked (UTC)", cell: (key) => (key.revokedAt === null ? "never" : <Moment at={key.revokedAt} locale={locale} form="compact" />) },
              { head: "Schema", cell: (key) => <Hash value={key.schemaHash} label="schema" kept={4} /> },
              { head: "Admitted in", cell: (key) => <Hash value={key.transaction} label="transaction" kept={4} /> },
              {
                head: "Decisions",
                numeric: true,
                cell: (key) =>
                  key.decisions === 0 ? (
                    "0"
                  ) : (
                    <Link href={decisionsHref({ issuer: key.key })} prefetch={false} aria-label={`${key.decisions} decisions on records signed with this key`}>
                      {formatCount(key.decisions, locale)}
                    </Link>
                  ),
              },
            ]}
          />
        </section>
      ))}
    </RegisterPage>
  );
}
