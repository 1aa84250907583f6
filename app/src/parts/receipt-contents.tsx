import type { Decision } from "../../../src/statement/outcome.ts";
import { formatUnits } from "../format/number.ts";
import { formatMoment } from "../format/time.ts";
import { type NamedCheck, verdict } from "../verification/check.ts";
import type { OpenedReceipt } from "../verification/verify-receipt.ts";
import { OutcomeMark } from "./outcome-mark.tsx";

const TITLES = {
  pending: "This receipt says",
  holds: "Opened in this browser",
  unknown: "This receipt says",
  fails: "What this receipt says cannot be relied on",
};

/** What reasons say beside a decision that they did, or did not, bring about. */
const REASONS_MEAN: Record<Decision, string> = {
  approve: "Where the score lost most against the baseline that the lender committed to. The application was approved all the same.",
  refer: "Where the score lost most against the baseline that the lender committed to.",
  decline: "Where the score lost most against the baseline that the lender committed to. These are the principal reasons for the decline.",
};

interface ReceiptContentsProps {
  opened: OpenedReceipt;
  file: string;
  checks: readonly NamedCheck[];
  /** The level of its title: one below what it stands under. */
  level: 2 | 3;
}

/** Score and reasons as a receipt opens them; how far to rely on them stands in the title. */
export function ReceiptContents({ opened, file, checks, level }: ReceiptContentsProps) {
  const [Title, Subtitle] = level === 2 ? (["h2", "h3"] as const) : (["h3", "h4"] as const);
  const { state } = verdict(checks);
  const locale = typeof navigator === "undefined" ? "en-GB" : navigator.language;
  return (
    <section aria-label="What the receipt says" data-receipt-contents={state}>
      <p className="eyebrow wrap-anywhere">{file} · read in this browser, nothing uploaded</p>
      <Title className={`mt-1 text-title ${state === "fails" ? "text-alarm" : ""}`}>{TITLES[state]}</Title>
      <p className="mt-3 flex flex-wrap items-baseline gap-x-6 gap-y-1">
        <span className="text-large">
          <OutcomeMark decision={opened.decision} />
        </span>
        <span>
          exact score <strong className="text-large font-semibold">{formatUnits(opened.score, opened.pointsScale, locale)}</strong>
        </span>
      </p>
      <Subtitle className="mt-5 mb-1 font-semibold">
        {opened.reasons.length === 0 ? "No adverse reason" : "Principal adverse reasons, the weightiest first"}
      </Subtitle>
      {opened.reasons.length > 0 && <p className="mb-2 text-quiet">{REASONS_MEAN[opened.decision]}</p>}
      {opened.reasons.length === 0 ? (
        <p className="text-quiet">No characteristic scored below its baseline.</p>
      ) : (
        <ol className="list-decimal space-y-1.5 pl-6 marker:text-quiet">
          {opened.reasons.map((reason) => (
            <li key={reason.position}>
              {reason.sentence} <span className="mono text-quiet">{reason.code}</span>
            </li>
          ))}
        </ol>
      )}
      <p className="mt-5 text-small text-quiet">
        Model {opened.modelName} {opened.modelVersion}. Record signed on {formatMoment(opened.issuedAt, locale)}.{" "}
        <a href={`/decisions/${opened.application}`}>The settled decision</a>.
      </p>
    </section>
  );
}
