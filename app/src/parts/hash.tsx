import Link from "next/link";
import { shortenHash } from "../format/hash.ts";

interface HashProps {
  value: string;
  /** What the word is, for those who hear it: "model", "transaction". */
  label: string;
  /** A page of this register about it. */
  href?: string | undefined;
  /** Opens the whole word to the left, for the last column of a table. */
  toLeft?: boolean;
  /** Digits kept at both ends. */
  kept?: number;
}

/** A hash or an address: its ends in monospace, whole on hover and focus. It leads to its page, or is copied by a press. */
export function Hash({ value, label, href, toLeft = false, kept = 6 }: HashProps) {
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
    </span>
  );
}
