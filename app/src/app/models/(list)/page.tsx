import type { Metadata } from "next";
import Link from "next/link";
import { CredenceError } from "../../../../../src/errors/credence-error.ts";
import type { ModelSummary } from "../../../../../src/indexer/api.ts";
import { formatCount } from "../../../format/number.ts";
import { requestLocale } from "../../../format/request-locale.ts";
import { attempt } from "../../../index/attempt.ts";
import { readModels, readStatus } from "../../../index/read.ts";
import { Empty } from "../../../parts/empty.tsx";
import { Hash } from "../../../parts/hash.tsx";
import { Moment } from "../../../parts/moment.tsx";
import { RegisterPage } from "../../../parts/register-page.tsx";
import { RegisterTable } from "../../../parts/register-table.tsx";
import { StatusMark } from "../../../parts/status-mark.tsx";
import { Unavailable } from "../../../parts/unavailable.tsx";
import { decisionsHref } from "../../../register/decision-filter.ts";
import { mayDecide } from "../../../register/model-status.ts";

export const metadata: Metadata = { title: "Models" };

/** Which models may decide today? */
export default async function Models() {
  const locale = await requestLocale();
  const reading = await attempt(Promise.all([readStatus(), readModels()]));
  if (reading instanceof CredenceError) return <Unavailable error={reading} title="Models" again="/models" />;
  const [status, { block, data: models }] = reading;
  const now = block.timestamp;
  const deciding = models.filter((model) => mayDecide(model, now)).length;
  const inDevelopment = models.filter((model) => model.developmentKey).length;
  return (
    <RegisterPage
      title="Models"
      lead={
        models.length === 0
          ? "No model has been registered yet."
          : `${formatCount(deciding, locale)} of ${formatCount(models.length, locale)} registered ${models.length === 1 ? "model" : "models"} may decide today: approved, and not overdue for review.`
      }
      status={status}
      locale={locale}
      json="/models.json"
      notices={
        inDevelopment > 0 && (
          <p className="notice">
            <strong>Development keys.</strong>{" "}
            {inDevelopment === models.length ? "Every model here has" : `${formatCount(inDevelopment, locale)} of these models have`} a key from a development
            set-up: whoever made it could forge a proof.
          </p>
        )
      }
    >
      {models.length === 0 ? (
        <Empty title="No models.">A model shows here once its developer has registered it.</Empty>
      ) : (
        <RegisterTable<ModelSummary>
          caption="Registered models"
          rows={models}
          keyOf={(model) => model.id}
          columns={[
            {
              head: "Model",
              lead: true,
              cell: (model) => (
                <>
                  <Link href={`/models/${model.id}`} prefetch={false} className="font-medium">
                    {model.name}
                  </Link>
                  {model.developmentKey && <span className="block text-small font-normal text-notice">development key</span>}
                </>
              ),
            },
            { head: "Version", cell: (model) => model.version },
            { head: "Kind", cell: (model) => model.kind },
            {
              head: "Lender",
              cell: (model) => <Hash value={model.lender} label="Decisions of lender" href={decisionsHref({ lender: model.lender })} kept={4} />,
            },
            { head: "Status", mark: true, cell: (model) => <StatusMark model={model} now={now} /> },
            { head: "Tier", numeric: true, cell: (model) => model.tier },
            { head: "Approved since", cell: (model) => (model.approvedAt === null ? "–" : <Moment at={model.approvedAt} locale={locale} form="day" />) },
            { head: "Review due", cell: (model) => (model.reviewDue === null ? "–" : <Moment at={model.reviewDue} locale={locale} form="day" />) },
            {
              head: "Decisions",
              numeric: true,
              cell: (model) =>
                model.decisions === 0 ? (
                  "0"
                ) : (
                  <Link
                    href={decisionsHref({ model: model.id })}
                    prefetch={false}
                    aria-label={`${model.decisions} decisions of ${model.name} ${model.version}`}
                  >
                    {formatCount(model.decisions, locale)}
                  </Link>
                ),
            },
          ]}
        />
      )}
    </RegisterPage>
  );
}
