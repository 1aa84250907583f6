import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { GENERATED_FILES } from "../../src/circuit/generated-files.ts";
import { ROOT } from "./harness/compile.ts";
import { templateFaults } from "./template-faults.ts";

const LIBRARY = join(ROOT, "circuits/lib");
const sources = readdirSync(LIBRARY, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".circom"));

describe("the template library", () => {
  it.each(sources)("%s has no main, a header on every template, and no assert of a signal", (path) => {
    expect(templateFaults(readFileSync(join(LIBRARY, path), "utf8"))).toEqual([]);
  });
});

describe("the check of templates", () => {
  const header = "/*\n * States      x.\n * Assumes     nothing.\n * Guarantees  y.\n *             More of it.\n * Costs       1.\n */\n";
  const template = (asserted = "n > 0") => `template Some(n) {\n    assert(${asserted});\n    signal input in;\n}\n`;

  it("takes a template with its header", () => {
    expect(templateFaults(header + template())).toEqual([]);
    expect(templateFaults(`${header}template Loop(n, lo) {\n    for (var k = 0; k < n; k++) {\n        assert(lo[k] > 0);\n    }\n}\n`)).toEqual([]);
  });

  it.each([
    ["no header", template()],
    ["a header without a cost", header.replace(/ \* Costs.*\n/, "") + template()],
    ["a part without words", header.replace("Assumes     nothing.", "Assumes") + template()],
    ["parts in another order", header.replace("States ", "Costs ").replace("Costs       1.", "States      1.") + template()],
    ["a header that belongs to something else", `${header}\nfunction one() {\n    return 1;\n}\n\n${template()}`],
    ["a header on its first template only", header + template() + template().replace("Some", "Other")],
  ])("refuses %s", (_, source) => {
    expect(templateFaults(source).join()).toContain("the header has");
  });

  it("refuses an assert of a signal, which would check nothing", () => {
    expect(templateFaults(header + template("in < n"))).toEqual(["Some: an assert names in, expected parameters and counters of loops only"]);
  });

  it("refuses a main", () => {
    expect(templateFaults(`${header}${template()}component main = Some(3);`)).toEqual(["the library has no mains: instances are generated"]);
  });
});

describe("circuits/generated", () => {
  it("holds what its scripts write, byte for byte, and nothing else", () => {
    expect(readdirSync(join(ROOT, "circuits/generated")).sort()).toEqual(Object.keys(GENERATED_FILES).sort());
    for (const [name, render] of Object.entries(GENERATED_FILES)) {
      if (process.env.UPDATE_SNAPSHOTS === "1") writeFileSync(join(ROOT, "circuits/generated", name), render());
      expect(readFileSync(join(ROOT, "circuits/generated", name), "utf8") === render(), `${name} is stale: run scripts/generate-circuits.ts`).toBe(true);
    }
  });
});
