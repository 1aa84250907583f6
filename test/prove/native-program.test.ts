import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GO_VERSION, NATIVE_SOURCES, nativePaths, nativeSourceDigest, nativeSourceFiles } from "../../src/keys/native-program.ts";
import { buildNative, goIsThere, run } from "./go.ts";

describe("the native prover's sources", () => {
  test("ask for the version of Go that the command line names, and for one library", () => {
    const file = readFileSync(join(NATIVE_SOURCES, "go.mod"), "utf8");
    expect(file).toMatch(new RegExp(`^go ${GO_VERSION.replace(".", "\\.")}(\\.\\d+)?$`, "m"));
    const direct = [...file.matchAll(/^(?:require )?\s*([\w./-]+) v\S+(?! *\/\/ indirect)$/gm)].map(([, name]) => name);
    expect(direct).toEqual(["github.com/consensys/gnark-crypto"]);
  });
});

describe.runIf(goIsThere)("the native prover", () => {
  test("passes its own tests", async () => {
    const { status, said } = await run("go", "test", "./...");
    expect({ status, said: status === 0 ? "" : said }).toEqual({ status: 0, said: "" });
  });

  test("is written as Go's own tools want it", async () => {
    expect(await run("gofmt", "-l", ".")).toEqual({ status: 0, said: "" });
    expect(await run("go", "vet", "./...")).toEqual({ status: 0, said: "" });
  });

  test("has nothing in it that its digest leaves out", async () => {
    const kinds = ["GoFiles", "SFiles", "IgnoredGoFiles", "IgnoredOtherFiles"].map((kind) => `{{range .${kind}}}{{.}} {{end}}`);
    const { said } = await run("go", "list", "-f", kinds.join(""), ".");
    expect(nativeSourceFiles()).toEqual([...said.trim().split(" "), "go.mod", "go.sum"].sort());
  });

  test("is built from these sources, and says so", async () => {
    await buildNative();
    expect(await run(nativePaths().program, "source")).toEqual({ status: 0, said: `${nativeSourceDigest()}\n` });
  });

  test("is made for four platforms, and for no other", async () => {
    const { status, said } = await run(process.execPath, "--disable-warning=ExperimentalWarning", "../scripts/build-native.ts", "plan9-mips");
    expect(status).toBe(1);
    expect(said).toContain("linux-x64, linux-arm64, darwin-arm64, darwin-x64");
  });
});
