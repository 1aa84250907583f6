import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";
import { notFound } from "next/navigation";
import { CredenceError } from "../../../../../src/errors/credence-error.ts";
import { PUBLIC_SIGNALS } from "../../../../../src/statement/signals.ts";
import { chosenNode, NODE_COOKIE } from "../../../chain/chosen-node.ts";
import { subjectAddress } from "../../../format/hash.ts";
import { formatCount } from "../../../format/number.ts";
import { requestLocale } from "../../../format/request-locale.ts";
import { attempt } from "../../../index/attempt.ts";
import { readDecision, readDisclosures, readStatus } from "../../../index/read.ts";
import { DecisionChecks } from "../../../parts/decision-checks.tsx";
import { DecisionNotes } from "../../../parts/decision-notes.tsx";
import { DevelopmentNotice } from "../../../parts/development-notice.tsx";
import { ExplorerLink } from "../../../parts/explorer-link.tsx";
import { Facts } from "../../../parts/facts.tsx";
import { Hash } from "../../../parts/hash.tsx";
import { Moment } from "../../../parts/moment.tsx";
import { NodeChoice } from "../../../parts/node-choice.tsx";
import { NotProven } from "../../../parts/not-proven.tsx";
import { OutcomeSign } from "../../../parts/outcome-mark.tsx";
import { ReceiptReader } from "../../../parts/receipt-reader.tsx";
import { RegisterPage } from "../../../parts/register-page.tsx";
import { Section } from "../../../parts/section.tsx";
import { Unavailable } from "../../../parts/unavailable.tsx";
import { decisionsHref } from "../../../register/decision-filter.ts";
import { spellBand } from "../../../register/disclosure.ts";
import { issuerHref } from "../../../register/issuer-href.ts";
import { OUTCOME_WORDS } from "../../../register/outcome-words.ts";
import { PROOF_PARTS } from "../../../register/proof-parts.ts";

/** A public signal's name as words, which a narrow column can break. */
const spellSignal = (i: number) => (PUBLIC_SIGNALS[i] ?? `signal ${i}`).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

type Parameters = { params: Promise<{ id: string }> };

const applicationOf = async ({ params }: Parameters) => {
  const { id } = await params;
  return /^0x[0-9a-fA-F]{64}$/.test(id) ? id.toLowerCase() : notFound();
};

export async function generateMetadata(parameters: Parameters): Promise<Metadata> {
  const reading = await attempt(readDecision(await applicationOf(parameters)));
  return { title: reading instanceof CredenceError ? "Decision" : `${OUTCOME_WORDS[reading.data.decision].past}, ${reading.data.application.slice(0, 10)}` };
}

/** Was this decision really made that way? */
export default async function Decision(parameters: Parameters) {
  const id = await applicationOf(parameters);
  const locale = await requestLocale();
  const node = chosenNode((await cookies()).get(NODE_COOKIE)?.value);
  const reading = await attempt(
    Promise.all([
      readStatus(),
      readDecision(id).then(async ({ data }) => ({
        decision: data,
        disclosures: await readDisclosures([data.model, ...data.challengers.map(({ model }) => model)]),
      })),
    ]),
  );
  if (reading instanceof CredenceError) return <Unavailable error={reading} title="Decision" again={`/decisions/${id}`} />;
  const [status, { decision, disclosures }] = reading;
  const { explorer } = status;
  const path = `/decisions/${decision.application}`;
  const model = `${decision.modelName} ${decision.modelVersion}`.trim() || "an unnamed model";
  return (
    <RegisterPage
      title={
        <span className="inline-flex items-center gap-3">
          <OutcomeSign decision={decision.decision} size={28} />
          {OUTCOME_WORDS[decision.decision].past}
        </span>
      }
      lead={
        <p className="text-ink">
          Lender <Hash value={decision.lender} label="Decisions of lender" href={decisionsHref({ lender: decision.lender })} kept={4} />{" "}
          {OUTCOME_WORDS[decision.decision].verb} application <Hash value={decision.application} label="application id" kept={4} /> with{" "}
          <Link href={`/models/${decision.model}`} prefetch={false}>
            {model}
          </Link>
          , on a record signed by{" "}
          <Link href={issuerHref(decision.issuerKey)} prefetch={false}>
            {decision.issuerName || "an unnamed issuer"}
          </Link>
          . Settled on <Moment at={decision.settledAt} locale={locale} />; {spellBand(BigInt(decision.disclosedScore), disclosures.get(decision.model), locale)}
          .
        </p>
      }
      status={status}
      locale={locale}
      json={`${path}.json`}
      notices={
        <>
          {decision.developmentKey && <DevelopmentNotice>This decision was proven under a key from a development set-up.</DevelopmentNotice>}
          {decision.supersededBy !== null && (
            <p className="notice">
              <strong>Superseded.</strong> A later decision takes this one's place:{" "}
              <Hash value={decision.supersededBy} label="decision on application" href={`/decisions/${decision.supersededBy}`} />.
            </p>
          )}
          {decision.supersedes !== null && (
            <p className="notice">
              It supersedes <Hash value={decision.supersedes} label="decision on application" href={`/decisions/${decision.supersedes}`} />.
            </p>
          )}
        </>
      }
    >
      <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Section id="checks" title="Checked in this browser">
          <DecisionChecks decision={decision} chainId={status.chainId} contracts={status.contracts} node={node?.href ?? null} />
          <NodeChoice node={node?.href ?? null} registry={status.contracts.DecisionRegistry} back={path} />
        </Section>
        <Section id="not-proven" title="What is not proven">
          <div className="text-small text-quiet">
            <NotProven />
          </div>
        </Section>
      </div>
      <Section id="receipt" title="Open score and reasons">
        <p className="prose mb-3 text-quiet">
          The exact score and the principal reasons are not public. Whoever holds the receipt opens them here: the file stays in this browser. Only the public
          ids of its model and application are asked for.
        </p>
        <ReceiptReader chainId={status.chainId} contracts={status.contracts} node={node?.href ?? null} application={decision.application} />
      </Section>
      {(decision.challengers.length > 0 || decision.annotations.length > 0) && (
        <Section id="notes" title="Challengers and annotations">
          <DecisionNotes decision={decision} disclosures={disclosures} locale={locale} />
        </Section>
      )}
      <div className="border-y border-rule">
        <details className="fold border-b border-rule">
          <summary>Application and record</summary>
          <div className="pb-4">
            <Facts
              facts={[
                ["Application", <Hash key="a" value={decision.application} label="application id" />],
                ["Model", <Hash key="m" value={decision.model} label="model" href={`/models/${decision.model}`} copy />],
                ["Lender", <Hash key="l" value={decision.lender} label="Decisions of lender" href={decisionsHref({ lender: decision.lender })} copy />],
                [
                  "Subject",
                  <Hash
                    key="s"
                    value={subjectAddress(decision.subject)}
                    label="Decisions on subject"
                    href={decisionsHref({ subject: subjectAddress(decision.subject) })}
                    copy
                  />,
                ],
                ["Lender's reference", <Hash key="r" value={decision.reference} label="reference" />],
                ["Issuer", decision.issuerName || "unnamed"],
                ["Issuer's key", <Hash key="k" value={decision.issuerKey} label="issuer's key" href={issuerHref(decision.issuerKey)} copy />],
                ["Record signed", <Moment key="i" at={decision.issuedAt} locale={locale} />],
              ]}
            />
          </div>
        </details>
        <details className="fold border-b border-rule">
          <summary>Settlement</summary>
          <div className="pb-4">
            <Facts
              facts={[
                [
                  "Transaction",
                  <span key="t">
                    <Hash value={decision.transaction} label="transaction" /> <ExplorerLink explorer={explorer} kind="tx" value={decision.transaction} />
                  </span>,
                ],
                ["Block", formatCount(decision.block, locale)],
                ["Settled", <Moment key="s" at={decision.settledAt} locale={locale} />],
                ["Submitted by", <Hash key="b" value={decision.submitter} label="submitter" />],
                ["Verifier contract", <Hash key="v" value={decision.verifier} label="verifier contract" />],
                ["Gas", formatCount(decision.gasUsed, locale)],
              ]}
            />
          </div>
        </details>
        <details className="fold">
          <summary>Proof and public signals</summary>
          <div className="pb-4">
            <Facts
              facts={decision.signals.map((signal, i) => [spellSignal(i), <Hash key={signal} value={signal} label={spellSignal(i)} kept={8} />] as const)}
            />
            <h3 className="mt-4 mb-1 font-semibold">Proof, as the contract takes it</h3>
            <Facts
              facts={decision.proof.map(
                (part, i) => [PROOF_PARTS[i] ?? `${i}`, <Hash key={PROOF_PARTS[i]} value={part} label={`proof ${PROOF_PARTS[i]}`} kept={8} />] as const,
              )}
            />
          </div>
        </details>
      </div>
    </RegisterPage>
  );
}
