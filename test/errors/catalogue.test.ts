import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CATALOGUE, type ErrorCode } from "../../src/errors/catalogue/index.ts";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { renderCatalogue } from "../../src/errors/render-catalogue.ts";

const codes = Object.keys(CATALOGUE) as ErrorCode[];
const page = join(import.meta.dirname, "../../docs/errors.md");

describe("error catalogue", () => {
  it("gives every area one exit code of its own", () => {
    const exits = new Map<string, Set<number>>();
    for (const code of codes) {
      expect(code).toMatch(/^CRD-[1-9]\d{3}$/);
      const area = code.slice(4, 5);
      exits.set(area, (exits.get(area) ?? new Set()).add(CATALOGUE[code].exit));
    }
    const used = [...exits.values()].map((set) => [...set]);
    for (const set of used) expect(set).toHaveLength(1);
    expect(new Set(used.flat()).size).toBe(used.length);
  });

  it("says of every error what to do, in a sentence", () => {
    for (const code of codes) {
      expect(CATALOGUE[code].title, code).toMatch(/^[A-Z'].{8,}[^.]$/);
      expect(CATALOGUE[code].hint, code).toMatch(/^.{10,}\.$/s);
    }
  });

  it("makes one record for the command line, the index and the page", () => {
    const error = new CredenceError("CRD-9002", "Could not read a.csv.", { place: "a.csv", cause: new Error("no such file") });
    expect(error.toRecord()).toEqual({
      code: "CRD-9002",
      ...strip(CATALOGUE["CRD-9002"]),
      message: "Could not read a.csv.",
      place: "a.csv",
      cause: "no such file",
    });
    expect(error.exitCode).toBe(CATALOGUE["CRD-9002"].exit);
  });

  it("is what docs/errors.md shows", () => {
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(page, renderCatalogue());
    expect(readFileSync(page, "utf8")).toBe(renderCatalogue());
  });
});

const strip = ({ title, hint }: { title: string; hint: string }) => ({ title, hint });
