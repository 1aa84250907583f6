import type { ReactNode } from "react";

/** What stands where a list would be. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="panel px-5 py-8">
      <p className="font-semibold">{title}</p>
      <p className="prose mt-1 text-quiet">{children}</p>
    </div>
  );
}
