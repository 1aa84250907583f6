import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BuildRecord, textDigest } from "../../src/build/build-record.ts";

let folder: string;
let runs: number;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "credence-record-"));
  runs = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** One stage in a build of its own, as by a new command. */
const stage = (inputs: unknown) => {
  const record = new BuildRecord(at("build.json"), folder);
  return record
    .run("compile", inputs, [at("a"), at("b")], async () => {
      runs += 1;
      writeFileSync(at("a"), `a${runs}`);
      writeFileSync(at("b"), "b");
      return { runs };
    })
    .then((outcome) => ({ ...outcome, digest: record.digest("compile", at("a")) }));
};

describe("a stage of a build", () => {
  test("runs once for the same inputs, and remembers what it found out", async () => {
    expect(await stage({ x: 1 })).toEqual({ result: { runs: 1 }, reused: false, digest: textDigest("a1") });
    expect(await stage({ x: 1 })).toEqual({ result: { runs: 1 }, reused: true, digest: textDigest("a1") });
  });

  test("runs again where its inputs changed", async () => {
    await stage({ x: 1 });
    expect(await stage({ x: 2 })).toMatchObject({ result: { runs: 2 }, reused: false });
  });

  test("runs again where a file is gone or altered", async () => {
    await stage({ x: 1 });
    rmSync(at("b"));
    expect(await stage({ x: 1 })).toMatchObject({ result: { runs: 2 } });
    writeFileSync(at("a"), "other");
    expect(await stage({ x: 1 })).toMatchObject({ result: { runs: 3 } });
  });

  test("runs again where it failed", async () => {
    const record = new BuildRecord(at("build.json"), folder);
    await expect(record.run("key", 1, [], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await record.run("key", 1, [], async () => "yes")).toEqual({ result: "yes", reused: false });
  });

  test("is remembered also where it found out nothing", async () => {
    const silent = () => new BuildRecord(at("build.json"), folder).run("write", 1, [at("a")], async () => writeFileSync(at("a"), "a"));
    expect((await silent()).reused).toBe(false);
    expect((await silent()).reused).toBe(true);
  });

  test("tells of its files whether they are still what it wrote", async () => {
    await stage({ x: 1 });
    const files = () => new BuildRecord(at("build.json"), folder).files();
    expect(files()).toEqual([
      { path: at("a"), untouched: true },
      { path: at("b"), untouched: true },
    ]);
    writeFileSync(at("a"), "other");
    rmSync(at("b"));
    expect(files()).toEqual([
      { path: at("a"), untouched: false },
      { path: at("b"), untouched: false },
    ]);
  });

  test("runs where the record is not readable", async () => {
    await stage({ x: 1 });
    writeFileSync(at("build.json"), "{");
    expect(await stage({ x: 1 })).toMatchObject({ result: { runs: 2 } });
  });
});
