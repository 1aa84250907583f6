import type { Metadata } from "next";
import Link from "next/link";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main id="content" tabIndex={-1} className="frame pt-7 pb-16">
      <h1 className="text-display">Not in this register</h1>
      <p className="prose mt-3 text-large text-quiet">
        Nothing stands under this address. An id has 0x and 64 digits; a model or a decision shows here once the block that holds it has been read.
      </p>
      <ul className="mt-5 flex flex-wrap gap-x-6 gap-y-2">
        <li>
          <Link href="/decisions">All decisions</Link>
        </li>
        <li>
          <Link href="/models">All models</Link>
        </li>
        <li>
          <Link href="/verify">Verify a receipt</Link>
        </li>
      </ul>
    </main>
  );
}
