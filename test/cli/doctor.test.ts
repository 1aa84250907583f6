import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { examineMachine, type Finding, type Machine, thisMachine } from "../../src/cli/examine-machine.ts";

const doctor = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, "../../src/cli/credence.js"), "doctor", ...args], (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });

const complete: Machine = {
  nodeVersion: "24.1.0",
  packageVersion: () => "1.2.3",
  loads: async () => true,
  exists: () => true,
  nativeProver: () => ({ path: "credence-prover", source: "0" }),
  fusedVectors: () => true,
  processors: 2,
  memoryBytes: 4 * 2 ** 30,
};
const missing = (findings: Finding[]) => findings.flatMap(({ what, fine }) => (fine ? [] : [what]));

describe("credence doctor", () => {
  test("finds on this machine all that these tests run with", async () => {
    const { code, out, err } = await doctor("--json");
    const findings = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Finding);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    // Another test may build the native prover meanwhile.
    const lasting = (all: Finding[]) => all.filter(({ what }) => what !== "native prover");
    expect(lasting(findings)).toEqual(lasting(await examineMachine(thisMachine())));
    expect(findings).toHaveLength(lasting(findings).length + 1);
    expect(findings).toContainEqual({ what: "snarkjs", found: "0.7.6", fine: true, note: "makes keys and proofs" });
    expect((await doctor()).out).toMatch(/^ok {7}Node {11}\d+\.\d+\.\d+/m);
  });

  test("names what is missing, and what to do", async () => {
    const without = (change: Partial<Machine>) => examineMachine({ ...complete, ...change });
    expect(missing(await without({}))).toEqual([]);
    expect(missing(await without({ nodeVersion: "22.17.1" }))).toEqual(["Node"]);
    expect(missing(await without({ nodeVersion: "20.19.0" }))).toEqual(["Node"]);
    expect(missing(await without({ nodeVersion: "22.18.0" }))).toEqual([]);
    expect(missing(await without({ packageVersion: (name) => (name === "circom2" ? undefined : "1") }))).toEqual(["circom2"]);
    expect(missing(await without({ loads: async () => false }))).toEqual(["chain engine"]);
    expect(missing(await without({ memoryBytes: 2 ** 30 }))).toEqual(["memory"]);
    for (const finding of await without({ packageVersion: () => undefined })) if (!finding.fine) expect(finding.note).toContain("run npm install");
  });

  test("can do without a browser, and says what does not run then", async () => {
    const findings = await examineMachine({ ...complete, exists: () => false });
    expect(missing(findings)).toEqual([]);
    expect(findings.find(({ what }) => what === "Chromium")).toMatchObject({ found: "absent", note: "the page's tests will say that they did not run" });
  });

  test("can do without the native prover, and says in one sentence how to get it", async () => {
    const of = async (machine: Machine) => (await examineMachine(machine)).find(({ what }) => what === "native prover");
    expect(await of(complete)).toEqual({ what: "native prover", found: "built", fine: true, note: "makes keys and proofs" });
    const absent = await of({ ...complete, nativeProver: () => ({ missing: "There is none: npm run build:native makes one." }) });
    expect(absent).toMatchObject({
      found: "absent",
      fine: true,
      note: "There is none: npm run build:native makes one. Until then WebAssembly makes the proofs.",
    });
  });

  test("can do without fused vectors, and says what takes their place", async () => {
    const machine: Machine = { ...complete, nativeProver: () => ({ missing: "There is none." }), fusedVectors: () => false };
    const findings = await examineMachine(machine);
    expect(missing(findings)).toEqual([]);
    expect(findings.find(({ what }) => what === "WebAssembly")).toMatchObject({ found: "cannot prove", note: expect.stringContaining("one rounding") });
    expect(findings.find(({ what }) => what === "native prover")?.note).toBe("There is none. Until then snarkjs makes the proofs.");
  });
});
