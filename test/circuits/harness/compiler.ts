import { Worker } from "node:worker_threads";

/** What the compiling thread is asked for and answers. */
export interface CompilerJob {
  id: number;
  /** Holds main.circom with all that it includes; takes main.r1cs, main.sym and main_js/main.wasm, as far as they are asked for. */
  folder: string;
  optimisation: "O0" | "O1" | "O2";
  parts: readonly ("r1cs" | "sym" | "wasm")[];
}
export interface CompilerReply {
  id: number;
  /** Why there is no circuit: the compiler's own words. */
  failure?: string;
}

interface Compiler {
  worker: Worker;
  waiting: Map<number, (reply: CompilerReply) => void>;
}

let compiler: Compiler | undefined;
let lastId = 0;

function start(): Compiler {
  const worker = new Worker(new URL("./compiler-thread.ts", import.meta.url), { execArgv: [] });
  const waiting: Compiler["waiting"] = new Map();
  const answer = (reply: CompilerReply) => {
    const hear = waiting.get(reply.id);
    waiting.delete(reply.id);
    // Idle, it keeps no program from ending.
    if (waiting.size === 0) worker.unref();
    hear?.(reply);
  };
  worker.on("message", answer);
  worker.on("error", ({ message }) => {
    compiler = undefined;
    for (const id of waiting.keys()) answer({ id, failure: `the compiler's thread failed: ${message}` });
  });
  worker.unref();
  return { worker, waiting };
}

/** Compiles a folder by circom2, in a thread that stays: a second circuit costs half of what the first one does. @throws Error with the compiler's log. */
export async function runCompiler(job: Omit<CompilerJob, "id">): Promise<void> {
  compiler ??= start();
  const { worker, waiting } = compiler;
  const id = ++lastId;
  const { failure } = await new Promise<CompilerReply>((resolve) => {
    waiting.set(id, resolve);
    worker.ref();
    worker.postMessage({ id, ...job } satisfies CompilerJob);
  });
  if (failure !== undefined) throw new Error(failure);
}
