import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const LIBRARY = join(ROOT, "src");

/** The way of the data, in the order of docs/architecture.md. A folder imports itself and what stands before it. */
const ORDER = [
  ...["errors", "statement", "files", "record", "model", "import", "quantise", "evaluate", "evidence", "circuit", "keys", "proof", "build", "witness"],
  ...["receipt", "prove", "chain", "settle", "indexer", "cli"],
];

const SPECIFIER = /(?:from|import)\s*\(?\s*["'`](\.{1,2}\/[^"'`]+)["'`]/g;

/** Every relative import in TypeScript under a folder, both ends relative to the project. */
function importsUnder(folder: string): { from: string; to: string }[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|tsx|js|mjs)$/.test(file) && !file.split(sep).some((part) => part === "node_modules" || part === ".next"))
    .flatMap((file) => {
      const path = join(ROOT, folder, file);
      return [...readFileSync(path, "utf8").matchAll(SPECIFIER)].map(([, specifier]) => ({
        from: relative(ROOT, path),
        to: relative(ROOT, resolve(dirname(path), specifier as string)),
      }));
    });
}

const folderOf = (file: string) => relative(LIBRARY, join(ROOT, file)).split(sep)[0] as string;

describe("imports", () => {
  const library = importsUnder("src");

  it("are seen at all", () => expect(library.length).toBeGreaterThan(200));

  it("know every folder of the library", () => {
    const folders = readdirSync(LIBRARY, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([...ORDER].sort());
  });

  it("go against no step of the data's way", () => {
    const against = library.filter(({ from, to }) => to.startsWith(`src${sep}`) && ORDER.indexOf(folderOf(to)) > ORDER.indexOf(folderOf(from)));
    expect(against).toEqual([]);
  });

  it("of the library never leave it", () => {
    expect(library.filter(({ to }) => !to.startsWith(`src${sep}`))).toEqual([]);
  });

  it("of the page reach the library's source and nothing else of the project", () => {
    const outside = importsUnder("app").filter(({ to }) => !to.startsWith(`app${sep}`) && !to.startsWith(`src${sep}`));
    expect(outside).toEqual([]);
  });
});
