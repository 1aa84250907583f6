import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltModel, buildModel } from "../../../src/build/build-model.ts";
import { verifyingKeyOf } from "../../../src/keys/verifying-key.ts";
import { writeModel } from "../../../src/model/model-files.ts";
import { verifyGroth16 } from "../../../src/proof/verify-groth16.ts";
import { openProver } from "../../../src/prove/open-prover.ts";
import { orderSignals } from "../../../src/statement/signals.ts";
import { buildCircuitInputs } from "../../../src/witness/circuit-inputs.ts";
import { openWitnessCalculator } from "../../../src/witness/witness-calculator.ts";
import { BLIND, signCodes } from "../decision-records.ts";
import { attackedNetwork } from "./network-models.ts";

describe("a network that was built", () => {
  const model = attackedNetwork();
  const directory = mkdtempSync(join(tmpdir(), "credence-network-"));
  let built: BuiltModel;
  beforeAll(async () => {
    writeModel(directory, model, { name: "policy", maximumRecordAge: 86_400, tier: 2, reviewDays: 365 } as Parameters<typeof writeModel>[2]);
    built = await buildModel({ directory, keys: { kind: "development" } });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it("is read as it was written, and keeps its layers out of the manifest", () => {
    expect(built.files.model).toEqual(model);
    expect(built.manifest.kind).toBe("network");
    expect(JSON.stringify(built.manifest)).not.toMatch(/weights|biases|slopes|shift|reference/);
  });

  it("has no universal circuit", async () => {
    await expect(buildModel({ directory, mode: "universal", keys: { kind: "development" } })).rejects.toThrow(
      /Found a model of kind network, expected a scorecard or a linear/,
    );
  });

  it("is proven with its reasons, and its proof verifies for its own statement and for no other", async () => {
    const { files, paths, manifest } = built;
    const record = signCodes(model, [13n, 1n, 382n, 28n, 2n, 2n, 32n, 42n, 2n, 1n]);
    const { inputs, signals, evaluation } = buildCircuitInputs({ model: files.model, modelCommitment: files.modelCommitment, record, blind: BLIND });
    expect([evaluation.decision, evaluation.reasons.length]).toEqual(["decline", 4]);
    const { wtns } = await (await openWitnessCalculator(paths.wasm)).calculate(inputs, signals);
    await using prover = await openProver({ zkeyPath: paths.zkey, verificationKey: manifest.verificationKey, engine: "snarkjs" });
    const proven = await prover.prove(wtns);
    const key = verifyingKeyOf(manifest.verificationKey);
    expect(proven.signals).toEqual(orderSignals(signals));
    expect(verifyGroth16(key, proven.proof, proven.signals)).toBe(true);
    // Another decision.
    expect(verifyGroth16(key, proven.proof, proven.signals.with(4, (proven.signals[4] as bigint) ^ 3n))).toBe(false);
  });
});
