import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GO_VERSION, NATIVE_SOURCES, nativePaths, nativeSourceDigest } from "../../src/prove/native-program.ts";
import { buildNative, goIsThere } from "./go.ts";

describe("the native prover's sources", () => {
  test("ask for the version of Go that the command line names, and for one library", () => {
    const file = readFileSync(join(NATIVE_SOURCES, "go.mod"), "utf8");
    expect(file).toMatch(new RegExp(`^go ${GO_VERSION.replace(".", "\\.")}(\\.\\d+)?$`, "m"));
    const direct = [...file.matchAll(/^(?:require )?\s*([\w./-]+) v\S+(?! *\/\/ indirect)$/gm)].map(([, name]) => name);
    expect(direct).toEqual(["github.com/consensys/gnark-crypto"]);
  });
});

describe.runIf(goIsThere)("the native prover", () => {
  test("passes its own tests", () => {
    const { status, stdout, stderr } = spawnSync("go", ["test", "./..."], { cwd: NATIVE_SOURCES, encoding: "utf8" });
    expect({ status, said: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, said: "" });
  });

  test("is written as Go's own tools want it", () => {
    const check = (...command: [string, ...string[]]) => {
      const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), { cwd: NATIVE_SOURCES, encoding: "utf8" });
      return { status, said: stdout + stderr };
    };
    expect(check("gofmt", "-l", ".")).toEqual({ status: 0, said: "" });
    expect(check("go", "vet", "./...")).toEqual({ status: 0, said: "" });
  });

  test("is built from these sources, and says so", () => {
    buildNative();
    expect(spawnSync(nativePaths().program, ["source"], { encoding: "utf8" }).stdout.trim()).toBe(nativeSourceDigest());
  });

  // With the program of this machine, both processors' assembly and both systems' code are compiled on the usual x64 Linux.
  test("is compiled for macOS on arm64 from here", () => {
    buildNative("darwin-arm64");
    const program = readFileSync(nativePaths("darwin", "arm64").program);
    // Mach-O of 64 bits, and the processor's number.
    expect([program.readUInt32LE(0), program.readUInt32LE(4)]).toEqual([0xfeedfacf, 0x0100000c]);
    expect(program.includes(nativeSourceDigest())).toBe(true);
  });
});
