/**
 * Times on a register are quoted by people in different places: they are shown in UTC, in the words of the reader's locale,
 * with the ISO form beside for copying.
 */
const milliseconds = (seconds: number) => new Date(seconds * 1000);

/** `24 November 2026 at 14:31 UTC`, in the locale's own form. */
export const formatMoment = (seconds: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
    timeZoneName: "short",
  }).format(milliseconds(seconds));

/** `24 Nov 2026, 14:31`, for the columns of a table whose heading says UTC. */
export const formatCompactMoment = (seconds: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  }).format(milliseconds(seconds));

/** `24 November 2026`. */
export const formatDay = (seconds: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(milliseconds(seconds));

/** `2026-11-24T14:31:07Z`. */
export const formatExact = (seconds: number): string => milliseconds(seconds).toISOString().replace(".000Z", "Z");

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A length of time in its largest unit that loses nothing much: `30 days`, `90 minutes`, `1 hour`. */
export function formatDuration(seconds: number, locale: string): string {
  // The next smaller unit is kept where the larger would round away more than a twentieth.
  const [unit, size] =
    UNITS.find(([, size]) => seconds >= size && Math.abs(Math.round(seconds / size) * size - seconds) <= seconds / 20) ?? (["second", 1] as const);
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(Math.round(seconds / size));
}

/** The first second of an ISO day in UTC, or undefined for anything that the calendar does not have. */
export function dayToSeconds(day: string): number | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? undefined : time / 1000;
}
