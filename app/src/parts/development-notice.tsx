import type { ReactNode } from "react";

/** Announces a key from a development set-up. `children` names what depends on it. */
export function DevelopmentNotice({ children }: { children: ReactNode }) {
  return (
    <p className="notice">
      <strong>Development key.</strong> {children} Whoever made such a key could forge a proof: nothing here may be relied on outside a trial.
    </p>
  );
}
