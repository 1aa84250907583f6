import { parentPort, workerData } from "node:worker_threads";

/** Runs ffjavascript's tasks, lists of calls on buffers, in its WebAssembly program. Started by wasm-threads.ts only. */

/** One step of a task, as ffjavascript writes it for its own threads. */
type Step =
  | { cmd: "ALLOC"; var: number; len: number }
  | { cmd: "ALLOCSET" | "SET"; var: number; buff: Uint8Array }
  | { cmd: "CALL"; fnName: string; params: ({ var: number; offset?: number } | { val: number })[] }
  | { cmd: "GET"; out: number; var: number; len: number };

const PAGE = 65536;
const memory = new WebAssembly.Memory({ initial: 25, maximum: 32767 });
const instance = new WebAssembly.Instance(workerData as WebAssembly.Module, { env: { memory } });
const calls = instance.exports as Record<string, (...parameters: number[]) => unknown>;

/** The program keeps the first free byte in its first word. */
const freePointer = () => new Uint32Array(memory.buffer, 0, 1);

function allocate(length: number): number {
  const free = freePointer();
  const at = ((free[0] as number) + 3) & ~3;
  free[0] = at + length;
  // As much again as is asked for: some calls take room for as many elements from the same memory.
  const missing = at + 2 * length - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE) + 1);
  return at;
}

const write = (at: number, bytes: Uint8Array) => new Uint8Array(memory.buffer).set(bytes, at);

function run(task: readonly Step[]): Uint8Array<ArrayBuffer>[] {
  const first = freePointer()[0] as number;
  const at: number[] = [];
  const results: Uint8Array<ArrayBuffer>[] = [];
  for (const step of task) {
    switch (step.cmd) {
      case "ALLOC":
        at[step.var] = allocate(step.len);
        break;
      case "ALLOCSET":
        at[step.var] = allocate(step.buff.byteLength);
        write(at[step.var] as number, step.buff);
        break;
      case "SET":
        write(at[step.var] as number, step.buff);
        break;
      case "CALL":
        calls[step.fnName]?.(...step.params.map((parameter) => ("var" in parameter ? (at[parameter.var] as number) + (parameter.offset ?? 0) : parameter.val)));
        break;
      case "GET":
        results[step.out] = new Uint8Array(memory.buffer).slice(at[step.var] as number, (at[step.var] as number) + step.len);
        break;
    }
  }
  freePointer()[0] = first;
  return results;
}

parentPort?.on("message", (task: Step[]) => {
  const results = run(task);
  parentPort?.postMessage(
    results,
    results.map((result) => result.buffer),
  );
});
