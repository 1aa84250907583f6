import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";
import { parseJsonFile, writeJsonFile } from "../files/json.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** What a build made of what, so that the next one makes again only what changed. It stands among the secret files: its digests are not salted. */
const RecordFile = z.strictObject({
  format: z.literal("credence.build/1"),
  stages: z.record(
    z.string(),
    z.strictObject({
      /** sha256 of everything that the stage depends on. */
      inputs: digest,
      /** sha256 of each file that it wrote, by path relative to the model directory. */
      files: z.record(z.string(), digest),
      /** What the stage found out besides, if anything. */
      result: z.unknown().optional(),
    }),
  ),
});

/** sha256 of a file, hex. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest("hex");
}

export const textDigest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The stages of a model's build, remembered in a file of the model directory. */
export class BuildRecord {
  readonly #path: string;
  readonly #folder: string;
  readonly #stages: z.infer<typeof RecordFile>["stages"];

  /** Opens the record at `path`; where there is none, or not a readable one, nothing is remembered. `folder` is the model directory. */
  constructor(path: string, folder: string) {
    this.#path = path;
    this.#folder = folder;
    let stages: z.infer<typeof RecordFile>["stages"] = {};
    try {
      if (existsSync(path)) ({ stages } = parseJsonFile(path, RecordFile));
    } catch {
      // A record that cannot be read costs a full build and nothing else.
    }
    this.#stages = stages;
  }

  /**
   * Runs a stage, unless it ran before on the same inputs and its files are still what it wrote.
   * @param inputs everything that the result depends on, as JSON.
   * @param files absolute paths that `work` writes.
   */
  async run<T>(name: string, inputs: unknown, files: readonly string[], work: () => Promise<T>): Promise<{ result: T; reused: boolean }> {
    const wanted = textDigest(JSON.stringify(inputs));
    const known = this.#stages[name];
    if (known?.inputs === wanted && (await this.#untouched(known.files, files))) return { result: known.result as T, reused: true };
    const result = await work();
    const digests: Record<string, string> = {};
    for (const file of files) digests[relative(this.#folder, file)] = await fileDigest(file);
    this.#stages[name] = { inputs: wanted, files: digests, result };
    writeJsonFile(this.#path, { format: "credence.build/1", stages: this.#stages }, 0o600);
    return { result, reused: false };
  }

  /** Whether a stage ran on these inputs the last time. */
  ranOn(name: string, inputs: unknown): boolean {
    return this.#stages[name]?.inputs === textDigest(JSON.stringify(inputs));
  }

  /** What a stage found out when it ran on these inputs; undefined where it ran on others, or a file of it is no more what it wrote. */
  made<T>(name: string, inputs: unknown): T | undefined {
    const stage = this.#stages[name];
    const files = Object.keys(stage?.files ?? {}).map((file) => join(this.#folder, file));
    const intact = this.files().every(({ path, untouched }) => untouched || !files.includes(path));
    return this.ranOn(name, inputs) && intact ? (stage?.result as T) : undefined;
  }

  /** sha256 of a file that a stage wrote, hex. */
  digest(name: string, file: string): string {
    return this.#stages[name]?.files[relative(this.#folder, file)] as string;
  }

  /** The files of all stages, each with whether it is still what its stage wrote; it is not where it is gone. Nothing where no build was recorded. */
  files(): { path: string; untouched: boolean }[] {
    return Object.values(this.#stages).flatMap(({ files }) =>
      Object.entries(files).map(([name, digest]) => {
        const path = join(this.#folder, name);
        return { path, untouched: existsSync(path) && createHash("sha256").update(readFileSync(path)).digest("hex") === digest };
      }),
    );
  }

  async #untouched(known: Record<string, string>, files: readonly string[]): Promise<boolean> {
    for (const file of files) {
      if (!existsSync(file) || known[relative(this.#folder, file)] !== (await fileDigest(file))) return false;
    }
    return true;
  }
}
