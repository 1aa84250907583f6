import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Manifest } from "../../src/build/manifest.ts";
import { RecordSchema } from "../../src/record/schema.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), "utf8"));
const digest = "5e".repeat(32);

/** A manifest in which everything has its form, of no model that was built. */
export function exampleManifest(): Manifest {
  const schema = RecordSchema.parse(read("examples/german-scorecard/schema.json"));
  return Manifest.parse({
    format: "credence.manifest/1",
    name: "german-scorecard",
    version: "1.0.0",
    kind: "scorecard",
    mode: "fixed",
    sourceDigest: digest,
    modelCommitment: "7",
    schema,
    schemaHash: "8",
    disclosure: { pointsScale: 0, bandWidth: "20" },
    reasons: [{ code: "R01", sentence: "Balance of the checking account is low." }],
    circuit: { r1csDigest: digest, constraints: 3_500, wires: 3_600 },
    key: { verifyingKeyHash: `0x${digest}`, origin: "development", insecure: true, contributions: [] },
    verificationKey: read("test/vectors/groth16/key.json"),
    verifier: { sourceSha256: digest, compiler: { solc: "0.8.37", evmVersion: "prague", optimizerRuns: 200, viaIR: false }, runtimeCodeHash: `0x${digest}` },
    compilers: { circom2: "0.2.23", snarkjs: "0.7.6" },
  });
}
