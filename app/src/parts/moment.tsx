import { formatCompactMoment, formatDay, formatExact, formatMoment } from "../format/time.ts";

const FORMS = { moment: formatMoment, compact: formatCompactMoment, day: formatDay };

/** A time in UTC in the reader's locale; exact on hover. */
export function Moment({ at, locale, form = "moment" }: { at: number; locale: string; form?: keyof typeof FORMS }) {
  return (
    <time dateTime={formatExact(at)} title={formatExact(at)}>
      {FORMS[form](at, locale)}
    </time>
  );
}
