import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CredenceError } from "../../../src/errors/credence-error.ts";
import type { BatchEntry } from "../../../src/prove/batch/batch-line.ts";
import { Pace } from "../../../src/prove/batch/batch-pace.ts";
import { proveTwice } from "../../../src/prove/batch/prove-twice.ts";
import { countLines, readLines, type TextLine } from "../../../src/prove/batch/read-lines.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-lines-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("lines of a batch", () => {
  const path = join(folder, "lines.txt");
  const read = async (text: string) => {
    writeFileSync(path, text);
    const lines: TextLine[] = [];
    for await (const line of readLines(path)) lines.push(line);
    expect(await countLines(path)).toBe(lines.length);
    return lines;
  };

  it("are numbered as an editor numbers them, blank ones left out", async () => {
    expect(await read("a\r\n\n \n b\nc")).toEqual([
      { number: 1, text: "a" },
      { number: 4, text: "b" },
      { number: 5, text: "c" },
    ]);
    expect(await read("")).toEqual([]);
    expect(await read("a\n")).toEqual([{ number: 1, text: "a" }]);
  });

  it("are whole wherever the file is cut into pieces, in any script", async () => {
    const lines = Array.from({ length: 3_000 }, (_, i) => `${"é€😀".repeat(i % 40)} ${i}`.trim());
    expect((await read(lines.join("\n"))).map(({ text }) => text)).toEqual(lines);
  });

  it("are not held where they have no end, and the next one is read", async () => {
    const longest = "x".repeat(1024 * 1024);
    expect(await read(`${longest}\n${longest}x\nnext`)).toEqual([{ number: 1, text: longest }, { number: 2 }, { number: 3, text: "next" }]);
  });
});

describe("the pace of a batch", () => {
  it("is that of the last 64 decisions", () => {
    const pace = new Pace(0);
    expect(pace.rate).toBe(0);
    pace.proven(500);
    expect(pace.rate).toBe(2);
    for (let i = 1; i <= 100; i++) pace.proven(500 + 100 * i);
    expect(pace.rate).toBe(10);
  });
});

describe("a line whose prover stops", () => {
  const stopping = (times: number, code: "CRD-5005" | "CRD-2005") => {
    let asked = 0;
    const prove = () => (++asked <= times ? Promise.reject(new CredenceError(code, "It stopped.")) : Promise.resolve(`receipt ${asked}` as never));
    return { thread: { prove }, asked: () => asked };
  };
  const entry = {} as BatchEntry;

  it("is proven once more, and not a third time", async () => {
    expect(await proveTwice(stopping(1, "CRD-5005").thread, entry)).toBe("receipt 2");
    const { thread, asked } = stopping(9, "CRD-5005");
    await expect(proveTwice(thread, entry)).rejects.toMatchObject({ code: "CRD-5005" });
    expect(asked()).toBe(2);
  });

  it("is not proven again where the line is at fault", async () => {
    const { thread, asked } = stopping(9, "CRD-2005");
    await expect(proveTwice(thread, entry)).rejects.toMatchObject({ code: "CRD-2005" });
    expect(asked()).toBe(1);
  });
});
