import { formatDay } from "../format/time.ts";

/** A bar of a key's validity on a scale of 0 to 100 that ends now. */
export interface ValidityBar {
  from: number;
  width: number;
  /** True where the key is not valid yet. */
  waiting: boolean;
}

/** @param span the first and last second of the scale; times outside are cut at its ends. */
export function validityBar(key: { validFrom: number; revokedAt: number | null }, span: { from: number; to: number }): ValidityBar {
  const length = Math.max(1, span.to - span.from);
  const place = (second: number) => (100 * Math.min(Math.max(second - span.from, 0), length)) / length;
  const from = place(key.validFrom);
  const to = place(key.revokedAt ?? span.to);
  return { from, width: Math.max(0, to - from), waiting: key.validFrom > span.to };
}

/** A key's validity as a sentence part, by the register's own block time. */
export function validityWord(key: { validFrom: number; revokedAt: number | null }, now: number): "valid" | "revoked" | "not valid yet" {
  if (key.revokedAt !== null && key.revokedAt <= now) return "revoked";
  return key.validFrom > now ? "not valid yet" : "valid";
}

/** What an issuer's keys show together: since when it has had a valid one, or from when on it will have. */
export function validityFinding(
  issuer: { name: string; keys: readonly { validFrom: number; revokedAt: number | null }[] },
  now: number,
  locale: string,
): string {
  const starts = (word: string) => issuer.keys.filter((key) => validityWord(key, now) === word).map((key) => key.validFrom);
  const [valid, waiting] = [starts("valid"), starts("not valid yet")];
  if (valid.length > 0) return `${issuer.name} has had a valid key since ${formatDay(Math.min(...valid), locale)}`;
  const next = waiting.length === 0 ? "" : `; its next one serves from ${formatDay(Math.min(...waiting), locale)}`;
  return `${issuer.name} has no valid key now${next}`;
}
