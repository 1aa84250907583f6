import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PageProof } from "../../bench/browser-prove.ts";
import { openProvingPage, type ProvingPage, type ProvingPageFiles } from "../../bench/proving-page.ts";
import { generateDecisionCircuit } from "../../src/circuit/generate-decision-circuit.ts";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { ownCurve } from "../../src/keys/own-curve.ts";
import { verifyingKeyOf } from "../../src/keys/verifying-key.ts";
import { verifyGroth16 } from "../../src/proof/verify-groth16.ts";
import { orderSignals } from "../../src/statement/signals.ts";
import { buildCircuitInputs } from "../../src/witness/circuit-inputs.ts";
import { openWitnessCalculator } from "../../src/witness/witness-calculator.ts";
import { hasBrowser, openBrowser } from "../app/fixture/browser.ts";
import { germanModel } from "../circuits/decision-models.ts";
import { BLIND, bestCodes, MODEL_COMMITMENT, signCodes } from "../circuits/decision-records.ts";
import { compileCircuit } from "../circuits/harness/compile.ts";
import { makeToyKey, type ToyKey } from "./toy-key.ts";

let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await openBrowser();
});
afterAll(() => browser?.close());

describe.runIf(hasBrowser)("a browser that proves a decision of the German scorecard by itself", () => {
  const folder = mkdtempSync(join(tmpdir(), "credence-browser-"));
  let files: ProvingPageFiles;
  let page: ProvingPage;
  let key: bigint[];
  let expected: bigint[];

  beforeAll(async () => {
    const model = germanModel();
    const { inputs, signals } = buildCircuitInputs({ model, modelCommitment: MODEL_COMMITMENT, record: signCodes(model, bestCodes(model)), blind: BLIND });
    expected = orderSignals(signals);
    const circuit = await compileCircuit(generateDecisionCircuit(model, MODEL_COMMITMENT));
    const zkeyPath = join(folder, "key.zkey");
    await using _ = await ownCurve();
    const { verificationKey } = await developmentSetup({ r1csPath: circuit.r1cs, zkeyPath });
    key = [...verifyingKeyOf(verificationKey)];
    const { wtns } = await (await openWitnessCalculator(circuit.wasm)).calculate(inputs);
    files = { zkeyPath, witnesses: [wtns], verificationKey };
    page = await openProvingPage(browser, files);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(["wasm", "snarkjs"] as const)("by %s, and the library that receipts are verified with agrees", async (engine) => {
    const { proof, signals } = await page.proveBy(engine);
    expect(signals.map(BigInt)).toEqual(expected);
    expect(verifyGroth16(key, proof.map(BigInt), expected)).toBe(true);
    expect(verifyGroth16(key, proof.map(BigInt), [(expected[0] as bigint) + 1n, ...expected.slice(1)])).toBe(false);
  });

  test.each([
    ["wasm", 40],
    ["snarkjs", 9],
  ] as const)("by %s, holding no more after %i proofs, nor after some that are aborted", async (engine, proofs) => {
    // By itself: what is resident of it is nobody else's.
    const alone = await openBrowser();
    try {
      const page = await openProvingPage(alone, { ...files, isolated: true });
      // What an engine needs it holds after the first few.
      for (let i = 0; i < 3; i++) await page.proveBy(engine);
      const before = await page.heldBytes();
      // Of every proof less than its witness, which is the smallest of what it is made of. Only the system sees the memories of WebAssembly, and what it takes back it takes back late.
      const most = { objects: 0.75 * proofs * (files.witnesses[0]?.length as number), resident: 100 * 2 ** 20 };
      const more = async () => {
        const now = await page.heldBytes();
        return Object.entries(most).filter(([kind, bytes]) => now[kind as keyof typeof most] - before[kind as keyof typeof most] > bytes);
      };
      const expectNoMore = () => expect.poll(more, { timeout: 20_000, interval: 1000 }).toEqual([]);
      for (let i = 0; i < proofs; i++) await page.proveBy(engine);
      await expectNoMore();
      for (let i = 0; i < 3; i++) await expect(page.proveBy(engine, { abortAt: "proving" })).rejects.toThrow("not wanted");
      await page.proveBy(engine);
      await expectNoMore();
    } finally {
      await alone.close();
    }
  });
});

describe.runIf(hasBrowser)("a prover in a browser", () => {
  let toy: ToyKey;
  let page: ProvingPage;
  /** Which of the page's witnesses breaks a constraint, and which is none of the circuit. */
  const [FALSE, CUT] = [1, 2];

  beforeAll(async () => {
    toy = await makeToyKey(10);
    const witness = await toy.witnessOf(3n);
    const broken = witness.slice();
    broken[broken.length - 32] = (broken[broken.length - 32] as number) ^ 1;
    page = await openProvingPage(browser, { ...toy, witnesses: [witness, broken, witness.slice(0, -32)] });
  });
  afterAll(() => toy[Symbol.asyncDispose]());

  const holds = ({ proof, signals }: PageProof) => toy.holds({ proof: proof.map(BigInt), signals: signals.map(BigInt) });

  describe.each(["wasm", "snarkjs"] as const)("by %s", (engine) => {
    test("says where a proof is, and never makes the same one twice", async () => {
      const proofs = [await page.proveBy(engine), await page.proveBy(engine)];
      for (const each of proofs) {
        expect(each.stages).toEqual(["waiting", "proving", "verifying"]);
        expect(await holds(each)).toBe(true);
      }
      expect(new Set(proofs.flatMap(({ proof }) => proof)).size).toBe(16);
    });

    test.each(["proving", "verifying"] as const)("drops a proof that is aborted when %s, and makes the others", async (stage) => {
      const [before, dropped, after] = await Promise.allSettled([page.proveBy(engine), page.proveBy(engine, { abortAt: stage }), page.proveBy(engine)]);
      expect(dropped).toMatchObject({ status: "rejected", reason: { message: expect.stringContaining(`not wanted when ${stage}`) } });
      for (const each of [before, after]) expect(each.status === "fulfilled" && (await holds(each.value))).toBe(true);
    });

    test("lets no proof of a false witness leave, refuses what is no witness of its circuit, and goes on", async () => {
      await expect(page.proveBy(engine, { witness: FALSE })).rejects.toThrow("CRD-5003");
      await expect(page.proveBy(engine, { witness: CUT })).rejects.toThrow("CRD-5006");
      expect(await holds(await page.proveBy(engine))).toBe(true);
    });
  });

  test("says that a thread failed, where the key to verify with is none", async () => {
    const verificationKey = { ...toy.verificationKey, vk_alpha_1: [] };
    const failing = await openProvingPage(browser, { ...toy, witnesses: [await toy.witnessOf(3n)], verificationKey });
    for (const engine of ["wasm", "snarkjs"] as const) await expect(failing.proveBy(engine)).rejects.toThrow("CRD-5005");
  });
});
