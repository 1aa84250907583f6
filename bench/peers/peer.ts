import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ProvingProcess } from "../proving-process.ts";
import type { PeerModel } from "./peer-model.ts";

/** What EZKL may take: of memory a process, in bytes, and of time a job. */
const MEMORY_LIMIT = 8 * 2 ** 30;
const TIME_LIMIT = 20 * 60_000;
const PROGRAM = join(import.meta.dirname, "peer.py");

export interface PeerSetting {
  /** Whether the model's parameters are constants of the circuit, or private under a hash that is public. */
  visibility: "fixed" | "hashed";
  /** EZKL's own choice of precision, or whole numbers in the fewest rows. */
  setting: "exact" | "calibrated";
}

/** EZKL on one model under one setting, in a folder of its own; each job is a process. */
export class Peer {
  readonly folder: string;
  readonly #python: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(python: string, folder: string, model: PeerModel, setting: PeerSetting) {
    mkdirSync(folder, { recursive: true });
    this.folder = folder;
    this.#python = python;
    // It keeps its files where this benchmark does, and asks nobody for a compiler.
    this.#env = { PATH: process.env.PATH, HOME: dirname(folder), EZKL_REPO_PATH: dirname(folder), RUST_BACKTRACE: "0", https_proxy: "http://127.0.0.1:9" };
    writeFileSync(join(folder, "job.json"), JSON.stringify({ model, ...setting, memoryLimit: MEMORY_LIMIT }));
  }

  /** @throws Error that says how the job ended, where it printed nothing. */
  async run<Answer>(job: "fit" | "setup" | "decide" | "export"): Promise<Answer> {
    const child = spawn(this.#python, [PROGRAM, job, this.folder], { stdio: ["ignore", "pipe", "pipe"], env: this.#env, timeout: TIME_LIMIT });
    let [printed, complaints] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaints += text;
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => child.once("close", (...ended) => resolve(ended)));
    if (code !== 0) {
      const last = complaints.trim().split("\n").at(-1);
      throw new Error(`EZKL's ${job} ended with ${code ?? signal} within ${MEMORY_LIMIT / 2 ** 30} GiB and ${TIME_LIMIT / 60_000} minutes: ${last}`);
    }
    return JSON.parse(printed.trim().split("\n").at(-1) as string) as Answer;
  }

  /** The first reading is of a witness. */
  startProving(): ProvingProcess {
    return new ProvingProcess(this.#python, [PROGRAM, "prove", this.folder], this.#env);
  }
}
