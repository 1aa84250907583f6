"use client";

import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";

const PLACES = [
  ["/models", "Models", ""],
  ["/decisions", "Decisions", ""],
  ["/issuers", "Issuers", ""],
  ["/verify", "Verify", " a receipt"],
] as const;

/**
 * Says that a list is being read: a line under its name. A page is sent whole, never as a skeleton that a script fills, so that it can be read with scripts
 * off; where the index is slow, this is what a reader sees meanwhile.
 */
function Reading() {
  const { pending } = useLinkStatus();
  return (
    <>
      {pending && <span aria-hidden="true" className="reading" />}
      <span role="status" className="visually-hidden">
        {pending && "Reading the index"}
      </span>
    </>
  );
}

/** The register's lists; the one that the reader is in is marked. On a phone the longest name shows its first word. */
export function Navigation() {
  const path = usePathname();
  return (
    <nav aria-label="Register" className="no-print">
      <ul className="flex flex-wrap gap-x-5 gap-y-1">
        {PLACES.map(([href, label, rest]) => {
          const here = path === href || path.startsWith(`${href}/`);
          return (
            <li key={href}>
              <Link
                href={href}
                prefetch={false}
                aria-current={path === href ? "page" : here ? "true" : undefined}
                className="relative inline-block py-1 text-ink decoration-transparent hover:decoration-current aria-[current]:font-semibold aria-[current]:decoration-accent aria-[current]:decoration-2 aria-[current]:underline-offset-8"
              >
                {label}
                <Reading />
                {rest !== "" && <span className="max-sm:sr-only">{rest}</span>}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
