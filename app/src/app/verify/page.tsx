import type { Metadata } from "next";
import { cookies } from "next/headers";
import { CredenceError } from "../../../../src/errors/credence-error.ts";
import { chosenNode, NODE_COOKIE } from "../../chain/chosen-node.ts";
import { requestLocale } from "../../format/request-locale.ts";
import { attempt } from "../../index/attempt.ts";
import { readStatus } from "../../index/read.ts";
import { NodeChoice } from "../../parts/node-choice.tsx";
import { NotProven } from "../../parts/not-proven.tsx";
import { ReceiptReader } from "../../parts/receipt-reader.tsx";
import { RegisterPage } from "../../parts/register-page.tsx";
import { Section } from "../../parts/section.tsx";
import { Unavailable } from "../../parts/unavailable.tsx";

export const metadata: Metadata = { title: "Verify a receipt" };

/** Is this receipt genuine? */
export default async function Verify() {
  const locale = await requestLocale();
  const node = chosenNode((await cookies()).get(NODE_COOKIE)?.value);
  const status = await attempt(readStatus());
  if (status instanceof CredenceError) return <Unavailable error={status} title="Verify a receipt" again="/verify" />;
  return (
    <RegisterPage
      title="Verify a receipt"
      lead="A receipt opens a decision's exact score and principal reasons to whoever holds it. It is opened and checked in this browser, where the file stays: only the public ids of its model and application are asked for."
      status={status}
      locale={locale}
      json="/index.json"
      notices={
        !status.production && (
          <p className="notice">
            <strong>Trial register.</strong> It admits development keys, whose makers could forge proofs.
          </p>
        )
      }
    >
      <div>
        <ReceiptReader chainId={status.chainId} contracts={status.contracts} node={node?.href ?? null} />
        <NodeChoice node={node?.href ?? null} registry={status.contracts.DecisionRegistry} back="/verify" />
      </div>
      <Section id="what-is-checked" title="What is checked">
        <ol className="prose list-decimal space-y-1.5 pl-5 marker:text-quiet">
          <li>The model, its key and its manifest are read from this register and the chain; the receipt only says which.</li>
          <li>The proof holds under that key, for the receipt's five public signals.</li>
          <li>Everything that the receipt says is what the signals commit to: application, model, issuer, outcome, score, reasons.</li>
          <li>The decision was settled on this chain with the same signals.</li>
        </ol>
      </Section>
      <Section id="not-proven" title="What is not proven">
        <NotProven />
      </Section>
    </RegisterPage>
  );
}
