import type { NamedCheck } from "./check.ts";
import type { Task } from "./verification.worker.ts";

/**
 * Runs a task's checks in a worker of its own, which can reach no network, and hands over each result as it comes.
 * @throws Error where the worker does not start or ends with a fault.
 */
export function runInWorker(task: Task, signal: AbortSignal, report: (check: NamedCheck) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./verification.worker.ts", import.meta.url), { type: "module" });
    const end = (settle: () => void) => {
      worker.terminate();
      settle();
    };
    signal.addEventListener("abort", () => end(resolve), { once: true });
    worker.addEventListener("error", (event) => end(() => reject(new Error(event.message || "The worker that runs the checks did not start."))));
    worker.addEventListener("message", ({ data }: MessageEvent<{ check: NamedCheck } | { fault: string } | "done">) => {
      if (data === "done") end(resolve);
      else if ("check" in data) report(data.check);
      else end(() => reject(new Error(data.fault)));
    });
    worker.postMessage(task);
  });
}
