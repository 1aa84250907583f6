import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltModel, buildModel } from "../../../src/build/build-model.ts";
import { countCircuit } from "../../../src/circuit/compile.ts";
import { generateDecisionCircuit } from "../../../src/circuit/generate-decision-circuit.ts";
import { verifyingKeyOf } from "../../../src/keys/verifying-key.ts";
import { writeModel } from "../../../src/model/model-files.ts";
import { verifyGroth16 } from "../../../src/proof/verify-groth16.ts";
import { openProver } from "../../../src/prove/open-prover.ts";
import { orderSignals } from "../../../src/statement/signals.ts";
import { buildCircuitInputs } from "../../../src/witness/circuit-inputs.ts";
import { openWitnessCalculator } from "../../../src/witness/witness-calculator.ts";
import { BLIND, pseudoRandom, signCodes } from "../decision-records.ts";
import { randomCodes, randomTrees } from "./trees-models.ts";

describe("an ensemble of trees that was built", () => {
  const model = randomTrees({ seed: 41, trees: 5, depth: 4 });
  const directory = mkdtempSync(join(tmpdir(), "credence-trees-"));
  let built: BuiltModel;
  beforeAll(async () => {
    writeModel(directory, model, { name: "policy", maximumRecordAge: 86_400, tier: 2, reviewDays: 365 } as Parameters<typeof writeModel>[2]);
    built = await buildModel({ directory, keys: { kind: "development" } });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it("has as many constraints as are counted without its witness program, and those that blind it", async () => {
    const counted = await countCircuit({ source: generateDecisionCircuit(model, built.files.modelCommitment), outDir: join(directory, "count") });
    expect(counted.constraints).toBe(built.circuit.constraints - 1);
    expect(readdirSync(join(directory, "count"))).toEqual([]);
  });

  it("keeps its trees out of the manifest", () => {
    expect(built.manifest.kind).toBe("trees");
    expect(JSON.stringify(built.manifest)).not.toContain("income by");
    expect(JSON.stringify(built.manifest)).not.toMatch(/cuts|cells|nodes|reference/);
  });

  it("is proven, and its proof verifies for its own statement and for no other", async () => {
    const { files, paths, manifest } = built;
    const record = signCodes(model, randomCodes(pseudoRandom(8)));
    const { inputs, signals } = buildCircuitInputs({ model: files.model, modelCommitment: files.modelCommitment, record, blind: BLIND });
    const { wtns } = await (await openWitnessCalculator(paths.wasm)).calculate(inputs, signals);
    await using prover = await openProver({ zkeyPath: paths.zkey, verificationKey: manifest.verificationKey, engine: "snarkjs" });
    const proven = await prover.prove(wtns);
    const key = verifyingKeyOf(manifest.verificationKey);
    expect(proven.signals).toEqual(orderSignals(signals));
    expect(verifyGroth16(key, proven.proof, proven.signals)).toBe(true);
    const other = [...proven.signals];
    // Another decision.
    other[4] = (other[4] as bigint) ^ 3n;
    expect(verifyGroth16(key, proven.proof, other)).toBe(false);
  });
});
