import Link from "next/link";
import { shortenHash } from "../format/hash.ts";

interface HashProps {
  value: string;
  /** What the word is, for those who hear it: "model", "transaction". */
  label: string;
  /** A page of this register about it. */
  href?: string | undefined;
  /** Puts a button beside a word that leads to its page, which copies it. */
  copy?: boolean;
  /** Opens the whole word to the left, for the last column of a table. */
  toLeft?: boolean;
  /** Digits kept at both ends. */
  kept?: number;
}

/** A hash or an address: its ends in monospace, whole on hover and focus. It leads to its page, or is copied by a press. */
export function Hash({ value, label, href, copy = false, toLeft = false, kept = 6 }: HashProps) {
  const short = shortenHash(value, kept);
  return (
    <span className={toLeft ? "hash to-left" : "hash"}>
      {href === undefined ? (
        <button type="button" data-copy={value} aria-label={`Copy ${label} ${value}`}>
          {short}
        </button>
      ) : (
        <Link href={href} prefetch={false} aria-label={`${label} ${value}`}>
          {short}
        </Link>
      )}
      <span className="hash-whole" aria-hidden="true">
        {value}
      </span>
      {href !== undefined && copy && (
        <button type="button" className="copy no-print" data-copy={value} aria-label={`Copy ${value}`}>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M4 8H1.5V1.5H8V4M4 4h6.5v6.5H4z" fill="none" stroke="currentColor" strokeLinejoin="round" />
          </svg>
        </button>
      )}
    </span>
  );
}
