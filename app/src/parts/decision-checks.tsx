"use client";

import { useEffect, useState } from "react";
import type { DecisionDetail, Status } from "../../../src/indexer/api.ts";
import type { NamedCheck } from "../verification/check.ts";
import { DECISION_CHECKS } from "../verification/decision-check-names.ts";
import { CheckList, Verdict } from "./check-list.tsx";

interface DecisionChecksProps {
  decision: DecisionDetail;
  chainId: number;
  contracts: Status["contracts"];
  /** The reader's own node; null reads through this page's. */
  node: string | null;
}

const PENDING: readonly NamedCheck[] = DECISION_CHECKS.map((check) => ({ ...check, state: "pending" }));

/** Reads proof, key and registries from the chain and runs every check again, here. */
export function DecisionChecks(props: DecisionChecksProps) {
  const [checks, setChecks] = useState(PENDING);
  const [run, setRun] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` starts the checks again; the decision does not change under its address.
  useEffect(() => {
    const stop = new AbortController();
    setChecks(PENDING);
    // The libraries for chain and proof load when the page is already there to be read.
    import("../verification/verify-decision.ts")
      .then(({ verifyDecision }) =>
        verifyDecision(props, stop.signal, (result) => {
          if (!stop.signal.aborted) setChecks((before) => before.map((check) => (check.id === result.id ? result : check)));
        }),
      )
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        const found = error instanceof Error ? error.message : `${error}`;
        setChecks((before) => before.map((check) => (check.state === "pending" ? { ...check, state: "unknown", expected: "an answer", found } : check)));
      });
    return () => stop.abort();
  }, [props.decision.application, props.node, run]);
  const done = checks.every((check) => check.state !== "pending");
  return (
    <div className="panel">
      <div className="flex flex-wrap items-center justify-between gap-x-4 border-b border-rule">
        <Verdict checks={checks} />
        <button
          type="button"
          className="no-print mx-5 flex-none py-2 text-small max-sm:-mt-3 text-accent underline underline-offset-4 disabled:invisible"
          disabled={!done}
          onClick={() => setRun(run + 1)}
        >
          Run again
        </button>
      </div>
      <CheckList checks={checks} label="Checks of this decision" />
      <noscript>
        <p className="px-5 py-3">The checks run in the browser: they need JavaScript. `credence verify` runs the same ones without a browser.</p>
      </noscript>
    </div>
  );
}
