import * as files from "node:fs";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parentPort } from "node:worker_threads";
import type { CompilerJob, CompilerReply } from "./compiler.ts";

/** The thread that compiles: the compiler's own code is loaded and made fast once, for many circuits. Started by compiler.ts only. */

const require = createRequire(import.meta.url);
const { CircomRunner, bindings } = require("circom2");
const compiler = await WebAssembly.compile(readFileSync(require.resolve("circom2/circom.wasm")));

class Ended extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`ended with ${code}`);
    this.code = code;
  }
}

async function compile({ id, folder, optimisation, parts }: CompilerJob): Promise<CompilerReply> {
  let log = "";
  const fs = {
    ...files,
    writeSync(file: number, bytes: Uint8Array, ...place: [number?, number?, number?]) {
      if (file > 2) return files.writeSync(file, bytes, ...place);
      const [offset = 0, length = bytes.length - offset] = place;
      log += Buffer.from(bytes.subarray(offset, offset + length)).toString();
      return length;
    },
  };
  const exit = (code: number) => {
    throw new Ended(code);
  };
  const args = ["/circuit/main.circom", `--${optimisation}`, ...parts.map((part) => `--${part}`), "-o", "/circuit"];
  const runner = new CircomRunner({ args, env: {}, preopens: { "/circuit": folder }, bindings: { ...bindings, fs, exit } });
  runner.compile = () => Promise.resolve(compiler);
  try {
    await runner.execute();
    return { id };
  } catch (error) {
    return error instanceof Ended && error.code === 0 ? { id } : { id, failure: `circom2 ${(error as Error).message}:\n${log.slice(-4000)}` };
  }
}

parentPort?.on("message", async (job: CompilerJob) => parentPort?.postMessage(await compile(job)));
