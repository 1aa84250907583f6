import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { makeBy } from "../../src/keys/key-engine.ts";
import { nativeDevelopmentSetup } from "../../src/keys/native-setup.ts";

const found = vi.hoisted(() => ({ program: { missing: "There is no native prover for this machine." } as object }));
vi.mock(import("../../src/keys/native-program.ts"), async (original) => ({ ...(await original()), findNativeProgram: () => found.program as never }));

const folder = mkdtempSync(join(tmpdir(), "credence-key-engine-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** By which engine it was made, or what was thrown; and what was said. */
async function making(options: Parameters<typeof makeBy>[0], native: (program: { path: string; source: string }) => Promise<unknown> = async () => "native") {
  const said: string[] = [];
  const made = await makeBy({ ...options, onFallback: (why) => said.push(why) }, { native, wasm: async () => "wasm" }).catch((error) => error);
  return { made, said };
}

test("where no program was built, npm packages make the key, and a sentence says why", async () => {
  found.program = { missing: "There is no native prover for this machine." };
  expect(await making({})).toEqual({ made: "wasm", said: ["There is no native prover for this machine."] });
  expect(await making({ engine: "wasm" })).toEqual({ made: "wasm", said: [] });
  expect((await making({ engine: "native" })).made).toMatchObject({ code: "CRD-5009" });
});

test("where it was built it makes the key, unless npm packages are asked for", async () => {
  found.program = { path: "/somewhere", source: "" };
  expect(await making({})).toEqual({ made: "native", said: [] });
  expect(await making({ engine: "wasm" })).toEqual({ made: "wasm", said: [] });
});

test("a program that does not run is as none, and what a running one refuses is refused", async () => {
  found.program = { path: "/nowhere/credence-prover", source: "" };
  const paths = { r1csPath: join(folder, "none.r1cs"), zkeyPath: join(folder, "none.zkey") };
  expect(await making({}, (program) => nativeDevelopmentSetup({ program, ...paths }))).toEqual({
    made: "wasm",
    said: [expect.stringContaining("does not run on this machine")],
  });
  const refusal = new CredenceError("CRD-4001", "The constraints are cut.");
  expect(await making({}, () => Promise.reject(refusal))).toEqual({ made: refusal, said: [] });
});
