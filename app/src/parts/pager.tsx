import Link from "next/link";

interface PagerProps {
  /** Which entries this page shows, in words. */
  label: string;
  page: number;
  pages: number;
  hrefOf: (page: number) => string;
}

/** Leads to the pages before and after. */
export function Pager({ label, page, pages, hrefOf }: PagerProps) {
  const step = (to: number, word: string, rel: string) =>
    to < 1 || to > pages ? (
      <span className="button text-quiet" aria-disabled="true">
        {word}
      </span>
    ) : (
      <Link href={hrefOf(to)} prefetch={false} rel={rel} className="button">
        {word}
      </Link>
    );
  return (
    <nav aria-label="Pages of the list" className="no-print mt-5 flex flex-wrap items-center justify-between gap-3">
      <p className="eyebrow">{label}</p>
      {pages > 1 && (
        <div className="flex items-center gap-2">
          {step(page - 1, "Newer", "prev")}
          <span className="eyebrow px-2">
            Page {page} of {pages}
          </span>
          {step(page + 1, "Older", "next")}
        </div>
      )}
    </nav>
  );
}
