import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { CredenceError } from "../../../../../src/errors/credence-error.ts";
import type { Evidence } from "../../../../../src/indexer/api.ts";
import { formatCount, formatQuantity } from "../../../format/number.ts";
import { requestLocale } from "../../../format/request-locale.ts";
import { formatDuration } from "../../../format/time.ts";
import { attempt } from "../../../index/attempt.ts";
import { readDecisions, readDocuments, readManifest, readModel, readStatus } from "../../../index/read.ts";
import { DecisionTable } from "../../../parts/decision-table.tsx";
import { DevelopmentNotice } from "../../../parts/development-notice.tsx";
import { Empty } from "../../../parts/empty.tsx";
import { EvidenceCheck } from "../../../parts/evidence-check.tsx";
import { ExplorerLink } from "../../../parts/explorer-link.tsx";
import { Facts } from "../../../parts/facts.tsx";
import { Hash } from "../../../parts/hash.tsx";
import { KeyContributions } from "../../../parts/key-contributions.tsx";
import { ModelTimeline } from "../../../parts/model-timeline.tsx";
import { Moment } from "../../../parts/moment.tsx";
import { OutcomeChart } from "../../../parts/outcome-chart.tsx";
import { RegisterPage } from "../../../parts/register-page.tsx";
import { RegisterTable } from "../../../parts/register-table.tsx";
import { Section } from "../../../parts/section.tsx";
import { StatusMark } from "../../../parts/status-mark.tsx";
import { Unavailable } from "../../../parts/unavailable.tsx";
import { decisionsHref } from "../../../register/decision-filter.ts";
import { documentWords } from "../../../register/document-words.ts";
import { documentsOf } from "../../../register/documents.ts";
import { partOf } from "../../../register/history-words.ts";
import { manifestWords } from "../../../register/manifest-words.ts";
import { statusBy, statusSentence } from "../../../register/model-status.ts";
import type { OutcomeCounts } from "../../../register/outcome-share.ts";
import { OUTCOMES } from "../../../register/outcome-words.ts";

type Parameters = { params: Promise<{ id: string }> };

const modelId = async ({ params }: Parameters) => {
  const { id } = await params;
  return /^0x[0-9a-fA-F]{64}$/.test(id) ? id.toLowerCase() : notFound();
};

export async function generateMetadata(parameters: Parameters): Promise<Metadata> {
  const reading = await attempt(readModel(await modelId(parameters)));
  return { title: reading instanceof CredenceError ? "Model" : `${reading.data.name} ${reading.data.version}` };
}

/** How many of the model's decisions had each outcome: the totals of three empty pages. */
const countOutcomes = async (model: string): Promise<OutcomeCounts> =>
  Object.fromEntries(
    await Promise.all(
      OUTCOMES.map(async (decision) => [decision, (await readDecisions(new URLSearchParams({ model, decision, size: "1" }))).data.total] as const),
    ),
  ) as OutcomeCounts;

/** May I rely on this model, and who said so? */
export default async function Model(parameters: Parameters) {
  const id = await modelId(parameters);
  const locale = await requestLocale();
  const reading = await attempt(
    Promise.all([readStatus(), readModel(id), readManifest(id), readDecisions(new URLSearchParams({ model: id, size: "8" })), countOutcomes(id)]),
  );
  if (reading instanceof CredenceError) return <Unavailable error={reading} title="Model" again={`/models/${id}`} />;
  const [status, { block, data: model }, manifest, { data: latest }, outcomes] = reading;
  const now = block.timestamp;
  const { explorer } = status;
  const [since, rest] = statusSentence(model, now, locale);
  const facts = manifestWords(manifest, locale);
  const documents = documentsOf(model);
  const texts = await readDocuments(
    model.id,
    documents.map(({ hash }) => hash),
  );
  const words = new Map([...texts].map(([hash, text]) => [hash, documentWords(text, model.commitment, locale)] as const));
  const person = (address: string, label: string) => (
    <>
      <Hash value={address} label={label} kept={4} /> <ExplorerLink explorer={explorer} kind="address" value={address} />
    </>
  );
  return (
    <RegisterPage
      title={
        <>
          {model.name} <span className="text-quiet">{model.version}</span>
        </>
      }
      lead={
        <p>
          {since} by {partOf(model, statusBy(model))} <Hash value={statusBy(model)} label="account" kept={4} />
          {rest}
        </p>
      }
      status={status}
      locale={locale}
      json={`/models/${model.id}.json`}
      notices={model.developmentKey && <DevelopmentNotice>The verifying key of this model was made by a development set-up.</DevelopmentNotice>}
    >
      <div className="grid gap-x-12 gap-y-10 lg:grid-cols-2">
        <Section id="model" title="Model" aside={<StatusMark model={model} now={now} />}>
          <Facts
            facts={[
              ["Id", <Hash key="id" value={model.id} label="model id" />],
              ["Kind", model.kind],
              ["Lender", <Hash key="lender" value={model.lender} label="Decisions of lender" href={decisionsHref({ lender: model.lender })} kept={4} copy />],
              ["Materiality tier", `${model.tier}${model.tier === 1 ? ", the highest" : ""}`],
              ["Next review", model.reviewDue === null ? "not set" : <Moment key="review" at={model.reviewDue} locale={locale} form="day" />],
              ["Oldest record that it accepts", formatDuration(model.maximumRecordAge, locale)],
              ["Developer", person(model.developer, "developer")],
              ["Validator", model.validator === null ? "none yet" : person(model.validator, "validator")],
              ["Approver", model.approver === null ? "none yet" : person(model.approver, "approver")],
            ]}
          />
        </Section>
        <Section id="life" title="Life cycle">
          <ModelTimeline model={model} documents={documents} locale={locale} explorer={explorer} />
        </Section>
      </div>
      <div className="grid gap-x-12 gap-y-10 lg:grid-cols-2">
        <Section id="commitment" title="Commitment">
          <p className="prose mb-3 text-quiet">
            The commitment binds the quantised model, its policy and the record schema, and hides them behind a salt. A proof that holds under it was made with
            this model and no other.
          </p>
          <Facts
            facts={[
              ["Commitment", <Hash key="c" value={model.commitment} label="commitment" />],
              [
                "Record schema",
                <span key="s">
                  <Hash value={model.schemaHash} label="schema hash" /> <span className="block">{facts?.schema}</span>
                </span>,
              ],
              [
                "Manifest",
                <span key="m">
                  <Hash value={model.manifestHash} label="manifest hash" />{" "}
                  <span className="block">
                    {manifest === undefined ? "not given to this index" : <a href={`/models/${model.id}/manifest.json`}>as built, JSON</a>}
                  </span>
                </span>,
              ],
              ["Circuit", facts?.circuit],
              ["Disclosed scores", facts?.disclosure],
            ]}
          />
        </Section>
        <Section id="key" title="Key">
          <Facts
            facts={[
              ["Verifying key", <Hash key="k" value={model.verifyingKeyHash} label="hash of the verifying key" />],
              ["Verifier contract", person(model.verifier, "verifier contract")],
              ["Verifier's code", <Hash key="v" value={model.verifierCodeHash} label="hash of the verifier's code" />],
              ["Made by", model.developmentKey ? "a development set-up of one party: insecure" : (facts?.ceremony ?? "a ceremony")],
              ["Compilers", facts?.compilers],
              [
                "Contributed",
                model.contributions.length > 0 ? (
                  <KeyContributions key="contributions" contributions={model.contributions} locale={locale} explorer={explorer} />
                ) : model.developmentKey ? undefined : (
                  "nobody on this register's record"
                ),
              ],
            ]}
          />
          {model.contributions.length > 0 && (
            <p className="prose mt-3 text-small text-quiet">
              Each account signed for its contribution to this key. That the digests are in the key, the ceremony's transcript shows, and to whoever may see the
              model the key itself.
            </p>
          )}
        </Section>
      </div>
      <Section id="evidence" title="Evidence">
        {documents.length === 0 ? (
          <Empty title="No evidence has been recorded.">A validation report, a parity certificate or a ceremony's transcript is kept here by its hash.</Empty>
        ) : (
          <RegisterTable<Evidence>
            caption="Evidence, by hash"
            rows={documents}
            keyOf={(entry) => `${entry.kind} ${entry.hash}`}
            columns={[
              { head: "Document", lead: true, cell: (entry) => entry.kind },
              {
                head: "Says",
                wide: true,
                cell: ({ hash }) =>
                  texts.has(hash) ? (
                    <>
                      {words.get(hash)?.sentences.map((sentence) => (
                        <p key={sentence}>{sentence}</p>
                      ))}
                      <a href={`/models/${model.id}/documents/${hash}.json`}>as recorded, JSON</a>
                    </>
                  ) : (
                    <span className="text-quiet">kept by hash alone</span>
                  ),
              },
              { head: "Hash", cell: (entry) => <Hash value={entry.hash} label="hash of the document" kept={4} /> },
              {
                head: "Recorded by",
                cell: (entry) => (
                  <>
                    {partOf(model, entry.by)} <Hash value={entry.by} label="account" kept={4} />
                  </>
                ),
              },
              { head: "Recorded (UTC)", cell: (entry) => <Moment at={entry.at} locale={locale} form="compact" /> },
              {
                head: "Transaction",
                cell: (entry) => (
                  <>
                    <Hash value={entry.transaction} label="transaction" kept={4} toLeft />{" "}
                    <ExplorerLink explorer={explorer} kind="tx" value={entry.transaction} />
                  </>
                ),
              },
            ]}
          />
        )}
        <EvidenceCheck
          model={{ id: model.id, commitment: model.commitment, verifyingKeyHash: model.verifyingKeyHash, manifestHash: model.manifestHash }}
          documents={[...documents, { kind: "manifest", hash: model.manifestHash }]}
          proofs={documents.filter(({ hash }) => words.get(hash)?.proof === true).map(({ hash }) => hash)}
        />
      </Section>
      <Section
        id="decisions"
        title="Decisions"
        aside={
          latest.total > latest.items.length && (
            <Link href={decisionsHref({ model: model.id })} prefetch={false}>
              All {formatCount(latest.total, locale)}
            </Link>
          )
        }
      >
        {latest.total === 0 ? (
          <Empty title="No decision has been settled under this model.">{model.status === "approved" ? "It may decide." : "It may not decide now."}</Empty>
        ) : (
          <div className="grid items-start gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <DecisionTable
              caption={`The latest of ${formatQuantity(latest.total, "decision", "decisions", locale)}`}
              decisions={latest.items}
              locale={locale}
              without={["Model", "Lender", "Issuer"]}
            />
            <OutcomeChart counts={outcomes} locale={locale} filter={{ model: model.id }} />
          </div>
        )}
      </Section>
    </RegisterPage>
  );
}
