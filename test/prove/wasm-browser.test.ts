import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openProvingPage, type ProvingPage } from "../../bench/proving-page.ts";
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

describe.runIf(hasBrowser)("a browser that proves a decision of the German scorecard by itself", () => {
  const folder = mkdtempSync(join(tmpdir(), "credence-browser-"));
  let browser: Browser;
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
    browser = await openBrowser();
    page = await openProvingPage(browser, { zkeyPath, witness: wtns, verificationKey });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  test.each(["wasm", "snarkjs"] as const)("by %s, and the library that receipts are verified with agrees", async (engine) => {
    const { proof, signals } = await page.proveBy(engine);
    expect(signals.map(BigInt)).toEqual(expected);
    expect(verifyGroth16(key, proof.map(BigInt), expected)).toBe(true);
    expect(verifyGroth16(key, proof.map(BigInt), [(expected[0] as bigint) + 1n, ...expected.slice(1)])).toBe(false);
  });

  test("makes another proof the next time", async () => {
    const proofs = [await page.proveBy("wasm"), await page.proveBy("wasm")];
    expect(new Set(proofs.flatMap(({ proof }) => proof)).size).toBe(16);
  });
});
