import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleLines } from "../../../bench/batch-records.ts";
import type { Manifest } from "../../../src/build/manifest.ts";
import { verifyingKeyOf } from "../../../src/keys/verifying-key.ts";
import { openBatchFolder } from "../../../src/prove/batch/batch-folder.ts";
import { checkAgainstManifest } from "../../../src/receipt/check-against-manifest.ts";
import { checkReceipt } from "../../../src/receipt/check-receipt.ts";
import { readReceipt } from "../../../src/receipt/receipt-file.ts";
import { builtGerman } from "../../build/built-german.ts";
import { credenceHere, objectOf } from "../../cli/fixture/run.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-batch-"));
const at = (name: string) => join(folder, name);
const receiptsIn = (out: string) =>
  Object.fromEntries(readdirSync(join(out, "receipts")).map((name) => [name, readFileSync(join(out, "receipts", name), "utf8")]));
let directory: string;
let manifest: Manifest;
let prove: (lines: string, out: string) => ReturnType<typeof credenceHere>;

/** Four that can be proven, one of them twice, and what cannot: altered, cut off, and another record for an application that is decided. */
const GOOD = 4;
beforeAll(async () => {
  const built = await builtGerman();
  ({ directory, manifest } = built);
  const lines = exampleLines("german-scorecard", built.files, GOOD + 1);
  const [first = "", second = "", altered = ""] = lines;
  const older = exampleLines("german-scorecard", built.files, 1, 1_600_000_000n)[0] as string;
  const all = [first, "", altered.replace(/"age":"\d+"/, '"age":"33"'), second, `${first}  `, older, second.slice(0, 300), ...lines.slice(3)];
  writeFileSync(at("records.jsonl"), `${all.join("\r\n")}`);
  writeFileSync(at("good.jsonl"), lines.slice(0, 2).join("\n"));
  prove = (lines, out) => credenceHere(folder, ["prove", directory, "--batch", lines, "--out", out, "--engine", "snarkjs", "--workers", "1", "--json"]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a batch that is killed and run again", () => {
  it("proves each line once, whole, and sets aside what cannot be proven", async () => {
    const script = join(import.meta.dirname, "prove-and-die.ts");
    const child = spawn(process.execPath, [script, directory, at("records.jsonl"), at("out"), "2"], { stdio: "inherit" });
    expect((await once(child, "close"))[1]).toBe("SIGKILL");
    const before = receiptsIn(at("out"));
    const whole = Object.keys(before).filter((name) => name.endsWith(".receipt.json"));
    expect(whole.length).toBeGreaterThanOrEqual(2);
    expect(whole.length).toBeLessThan(GOOD);
    // As if it had been killed in the middle of a receipt too.
    const half = join(at("out"), "receipts", `0x${"1".repeat(64)}-${"2".repeat(16)}.receipt.json.partial`);
    writeFileSync(half, "{");

    const ran = await prove("records.jsonl", "out");
    expect(ran).toMatchObject({ status: 6, stderr: expect.stringContaining("CRD-5013") });
    // The line that is there twice is proven once.
    expect(objectOf(ran)).toMatchObject({ lines: 8, proven: GOOD - whole.length, already: whole.length + 1, rejected: 3, engine: "snarkjs" });
    const after = receiptsIn(at("out"));
    expect(Object.keys(after).sort()).toHaveLength(GOOD);
    for (const name of whole) expect(after[name]).toBe(before[name]);
    for (const name of Object.keys(after)) {
      const path = join(at("out"), "receipts", name);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      const receipt = readReceipt(path);
      const checks = [...checkReceipt(receipt, verifyingKeyOf(manifest.verificationKey), manifest.reasons), ...checkAgainstManifest(receipt, manifest)];
      expect(checks.filter(({ holds }) => !holds)).toEqual([]);
      expect(name.startsWith(`0x${receipt.application.id.toString(16).padStart(64, "0")}-`)).toBe(true);
    }
    const rejected = readFileSync(join(at("out"), "rejected.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rejected.map(({ line, code }) => ({ line, code })).sort((a, b) => a.line - b.line)).toEqual([
      { line: 3, code: "CRD-2005" },
      { line: 6, code: "CRD-5012" },
      { line: 7, code: "CRD-9003" },
    ]);

    const again = await prove("good.jsonl", "out");
    expect(again.status).toBe(0);
    expect(objectOf(again)).toMatchObject({ lines: 2, proven: 0, already: 2, rejected: 0 });
    // Nothing was left to open a prover for.
    expect(objectOf(again)).not.toHaveProperty("engine");
    expect(existsSync(join(at("out"), "rejected.jsonl"))).toBe(false);
    expect(receiptsIn(at("out"))).toEqual(after);
    expect(existsSync(join(at("out"), ".held"))).toBe(false);
  });
});

describe("a batch's folder", () => {
  const refusal = (path: string, of = manifest) => {
    try {
      openBatchFolder(path, of)[Symbol.dispose]();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it("is one process' at a time", () => {
    const held = openBatchFolder(at("held"), manifest);
    expect(refusal(at("held"))).toMatchObject({ code: "CRD-5011", message: expect.stringContaining(`Process ${process.pid}`) });
    held[Symbol.dispose]();
    expect(refusal(at("held"))).toBeUndefined();
  });

  it("is one model's", () => {
    expect(refusal(at("one"))).toBeUndefined();
    expect(refusal(at("one"), { ...manifest, modelCommitment: "1" })).toMatchObject({ code: "CRD-5011" });
    // The refusal lets go of it.
    expect(refusal(at("one"))).toBeUndefined();
  });
});

describe("the command line of a batch", () => {
  const ask = (...args: string[]) => credenceHere(folder, ["prove", directory, ...args]);

  it.each([
    ["no records and no batch", ["--out", "x"]],
    ["records beside a batch", ["record.json", "--batch", "good.jsonl", "--out", "x"]],
    ["workers without a batch", ["record.json", "--application", "a.json", "--workers", "2", "--out", "x"]],
    ["no workers at all", ["--batch", "good.jsonl", "--workers", "0", "--out", "x"]],
  ])("is refused: %s", async (_, args) => {
    expect(await ask(...args)).toMatchObject({ status: 10, stderr: expect.stringContaining("CRD-9001") });
    expect(existsSync(at("x"))).toBe(false);
  });

  it("is refused for a file that is not there, and lets go of the folder", async () => {
    expect(await ask("--batch", "absent.jsonl", "--out", "y")).toMatchObject({ status: 10, stderr: expect.stringContaining("absent.jsonl") });
    expect(existsSync(join(at("y"), ".held"))).toBe(false);
  });
});
