import { checkDecision, type DecisionEvidence } from "./check-decision.ts";
import { checkOpening, type ReceiptEvidence } from "./check-opening.ts";

/** What a worker is given: everything that a check needs, so that it asks nobody. */
export type Task = { kind: "decision"; evidence: DecisionEvidence } | { kind: "receipt"; evidence: ReceiptEvidence };

// A worker's own scope; the library of types for documents does not know it.
const scope = self as unknown as {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Task>) => void): void;
};

scope.addEventListener("message", ({ data: task }) => {
  try {
    const checks = task.kind === "decision" ? checkDecision(task.evidence) : checkOpening(task.evidence);
    for (const check of checks) scope.postMessage({ check });
    scope.postMessage("done");
  } catch (error) {
    scope.postMessage({ fault: error instanceof Error ? error.message : `${error}` });
  }
});
