import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openProver } from "../../src/prove/open-prover.ts";
import { makeToyKey, type ToyKey } from "./toy-key.ts";

// A machine without the native prover: what is looked for is not there.
const found = vi.hoisted(() => ({ program: { missing: "There is no native prover for this machine." } as object }));
vi.mock(import("../../src/keys/native-program.ts"), async (original) => ({ ...(await original()), findNativeProgram: () => found.program as never }));

const runtime = vi.hoisted(() => ({ fused: true }));
vi.mock(import("../../src/prove/wasm/fused-vectors.ts"), async (original) => ({ ...(await original()), hasFusedVectors: () => runtime.fused }));

describe("where no native prover was built", () => {
  let toy: ToyKey;
  beforeAll(async () => {
    toy = await makeToyKey(4);
  });
  afterAll(() => toy[Symbol.asyncDispose]());

  test("auto takes WebAssembly and says why in a sentence", async () => {
    const said: string[] = [];
    await using prover = await openProver({ zkeyPath: toy.zkeyPath, verificationKey: toy.verificationKey, onFallback: (why) => said.push(why) });
    expect(prover.engine).toBe("wasm");
    expect(said).toEqual(["There is no native prover for this machine."]);
    expect(await toy.holds(await prover.prove(await toy.witnessOf(1n)))).toBe(true);
  });

  test("auto takes snarkjs where what was built does not run and WebAssembly has no fused multiplication", async () => {
    runtime.fused = false;
    found.program = { path: "/nowhere/credence-prover", source: "" };
    const said: string[] = [];
    await using prover = await openProver({ zkeyPath: toy.zkeyPath, verificationKey: toy.verificationKey, onFallback: (why) => said.push(why) });
    expect(prover.engine).toBe("snarkjs");
    expect(said).toEqual([expect.stringContaining("does not run on this machine"), expect.stringContaining("with one rounding")]);
  });

  test("WebAssembly is refused where it has no fused multiplication", async () => {
    runtime.fused = false;
    const refused = openProver({ zkeyPath: toy.zkeyPath, verificationKey: toy.verificationKey, engine: "wasm" });
    await expect(refused).rejects.toMatchObject({ code: "CRD-5010" });
  });

  test("native is refused with what to do", async () => {
    found.program = { missing: "There is no native prover for this machine." };
    const refused = openProver({ zkeyPath: toy.zkeyPath, verificationKey: toy.verificationKey, engine: "native" });
    await expect(refused).rejects.toMatchObject({ code: "CRD-5009", message: "There is no native prover for this machine." });
  });
});
