import Link from "next/link";
import { CredenceError } from "../../../src/errors/credence-error.ts";
import { formatCount } from "../format/number.ts";
import { requestLocale } from "../format/request-locale.ts";
import { attempt } from "../index/attempt.ts";
import { readDecisions, readStatus } from "../index/read.ts";
import { DecisionTable } from "../parts/decision-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { OutcomeChart } from "../parts/outcome-chart.tsx";
import { RegisterPage } from "../parts/register-page.tsx";
import { Section } from "../parts/section.tsx";
import { Unavailable } from "../parts/unavailable.tsx";

/** What this register is, and whether it is alive. */
export default async function Overview() {
  const locale = await requestLocale();
  const reading = await attempt(Promise.all([readStatus(), readDecisions(new URLSearchParams({ size: "8" }))]));
  if (reading instanceof CredenceError) return <Unavailable error={reading} title="Register of credit decisions" again="/" />;
  const [status, { data: latest }] = reading;
  const { counts } = status;
  const figures = [
    { href: "/decisions", count: counts.decisions, words: counts.decisions === 1 ? "decision settled" : "decisions settled" },
    { href: "/models", count: counts.approvedModels, words: `of ${formatCount(counts.models, locale)} ${counts.models === 1 ? "model" : "models"} approved` },
    { href: "/issuers", count: counts.issuers, words: counts.issuers === 1 ? "data issuer" : "data issuers" },
    { href: "/models", count: counts.lenders, words: counts.lenders === 1 ? "lender" : "lenders" },
  ];
  return (
    <RegisterPage
      title="Register of credit decisions"
      lead="A verified decision is one that an approved version of a lender's model gave on data that a named issuer signed, proven without showing the model or the data, and checked by the contract before it was settled."
      status={status}
      locale={locale}
      json="/index.json"
      notices={
        !status.production && (
          <p className="notice">
            <strong>Trial register.</strong> It admits development keys, whose makers could forge proofs. Pages that depend on one say so.
          </p>
        )
      }
    >
      <ul className="grid grid-cols-2 border-t border-rule-strong md:grid-cols-4">
        {figures.map(({ href, count, words }) => (
          <li key={words} className="border-b border-rule py-4 pr-4">
            <Link href={href} prefetch={false} className="group block text-ink no-underline">
              <span className="block text-display font-semibold group-hover:underline">{formatCount(count, locale)}</span>
              <span className="text-quiet">{words}</span>
            </Link>
          </li>
        ))}
      </ul>
      <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Section
          id="latest"
          title="Latest decisions"
          aside={counts.decisions > latest.items.length && <Link href="/decisions">All {formatCount(counts.decisions, locale)}</Link>}
        >
          {latest.items.length === 0 ? (
            <Empty title="No decision has been settled yet.">A decision shows here as soon as the block that holds it has been read.</Empty>
          ) : (
            <DecisionTable caption="The latest decisions" decisions={latest.items} locale={locale} without={["Lender", "Issuer"]} />
          )}
        </Section>
        <Section id="outcomes" title="Outcomes">
          <OutcomeChart counts={counts} locale={locale} />
        </Section>
      </div>
    </RegisterPage>
  );
}
