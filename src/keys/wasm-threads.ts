import { Worker } from "node:worker_threads";

export interface WasmThreads {
  /** Runs a task of ffjavascript on the next thread that is free. */
  run(task: object[]): Promise<Uint8Array[]>;
  /** Ends the threads at once. */
  end(): Promise<void>;
}

/**
 * Threads that run ffjavascript's tasks in its WebAssembly program. They end with the thread that opened them, or by `end`.
 * A failing thread is an error of the opener's thread: nothing is tried again.
 */
export async function openWasmThreads(code: Uint8Array, count: number): Promise<WasmThreads> {
  const module = await WebAssembly.compile(new Uint8Array(code));
  const waiting: { task: object[]; resolve: (results: Uint8Array[]) => void }[] = [];
  const all = Array.from({ length: count }, () => new Worker(new URL("./wasm-thread.ts", import.meta.url), { workerData: module, execArgv: [] }));
  const idle = [...all];

  function next(): void {
    const worker = idle.pop();
    if (worker === undefined) return;
    const job = waiting.shift();
    if (job === undefined) {
      idle.push(worker);
      return;
    }
    worker.once("message", (results: Uint8Array[]) => {
      idle.push(worker);
      job.resolve(results);
      next();
    });
    worker.postMessage(job.task);
    next();
  }

  return {
    run: (task) =>
      new Promise((resolve) => {
        waiting.push({ task, resolve });
        next();
      }),
    end: async () => {
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}
