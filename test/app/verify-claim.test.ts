import { keccak256, stringToHex, toHex } from "viem";
import { afterEach, describe, expect, it, vi } from "vitest";
import { verifyClaim } from "../../app/src/verification/verify-claim.ts";
import { claimSignals } from "../../src/circuit/claims/claim-statement.ts";
import { formatJson } from "../../src/files/json.ts";
import { verifyingKeyHash } from "../../src/keys/verifying-key.ts";
import { schemaHash } from "../../src/record/schema.ts";
import { exampleManifest } from "../indexer/manifest.ts";
import { FIXTURE_KEY, forgeProof } from "./fixture/proofs.ts";

/** The fixture's key as snarkjs writes one; nothing relies on the pairing of alpha and beta. */
function snarkjsKey() {
  const words = FIXTURE_KEY.map(String);
  const at = (i: number) => words[i] as string;
  const g2 = (i: number) => [
    [at(i + 1), at(i)],
    [at(i + 3), at(i + 2)],
    ["1", "0"],
  ];
  const none = [
    ["0", "0"],
    ["0", "0"],
    ["0", "0"],
  ];
  return {
    protocol: "groth16",
    curve: "bn128",
    nPublic: 5,
    vk_alpha_1: [at(0), at(1), "1"],
    vk_beta_2: g2(2),
    vk_gamma_2: g2(6),
    vk_delta_2: g2(10),
    vk_alphabeta_12: [none, none],
    IC: Array.from({ length: 6 }, (_, i) => [at(14 + 2 * i), at(15 + 2 * i), "1"]),
  };
}

const verificationKey = snarkjsKey();
const example = exampleManifest();
const manifest = {
  ...example,
  schemaHash: `${schemaHash(example.schema)}`,
  verificationKey,
  key: { ...example.key, verifyingKeyHash: verifyingKeyHash(FIXTURE_KEY) },
};
const manifestText = formatJson(manifest);
const model = {
  id: toHex(1, { size: 32 }),
  commitment: toHex(BigInt(manifest.modelCommitment), { size: 32 }),
  verifyingKeyHash: verifyingKeyHash(FIXTURE_KEY),
  manifestHash: keccak256(stringToHex(manifestText)),
};
const claim = { claim: "never-worse", feature: "age", from: "62" } as const;
const signals = claimSignals(claim, manifest.schema, BigInt(manifest.modelCommitment));
const proof = {
  format: "credence.claim-proof/1",
  model: { name: manifest.name, version: manifest.version, commitment: manifest.modelCommitment },
  claim,
  // Of a scorecard with 13 inputs and three elements in all its tables.
  sizes: { head: "14167099451907470527745", inputs: 13, elements: 3 },
  circuit: { r1csSha256: "5e".repeat(32), constraints: 24_084 },
  key: { origin: "development", insecure: true },
  verificationKey,
  signals: signals.map(String),
  proof: forgeProof(signals, 1n).map(String),
};

const serve = (text: string | undefined) => vi.stubGlobal("fetch", async () => (text === undefined ? new Response(null, { status: 404 }) : new Response(text)));
const run = async (document: unknown) =>
  (await verifyClaim(JSON.stringify(document), model, new AbortController().signal)).filter(({ state }) => state !== "holds");

afterEach(() => vi.unstubAllGlobals());

describe("a proven claim, checked in the browser", () => {
  it("holds in every check where it is of the registered manifest", async () => {
    serve(manifestText);
    const checks = await verifyClaim(JSON.stringify(proof), model, new AbortController().signal);
    expect(checks).toHaveLength(12);
    expect(checks.filter(({ state }) => state !== "holds")).toEqual([]);
  });

  it("fails by name: another claim, another proof, another manifest than the registered one", async () => {
    serve(manifestText);
    expect((await run({ ...proof, claim: { ...claim, from: "61" } })).map(({ name }) => name)).toEqual([
      "What is proven is of the claim's direction, or of the value that it begins with",
    ]);
    expect((await run({ ...proof, proof: forgeProof([...signals.slice(0, 4), 0n], 1n).map(String) })).map(({ name }) => name)).toEqual([
      "The proof holds under the key",
    ]);
    serve(`${manifestText}\n`);
    expect((await run(proof)).map(({ id, state }) => `${id} ${state}`)).toEqual(["manifest fails"]);
  });

  it("says why it cannot be checked: no manifest, or a file that is no proof", async () => {
    serve(undefined);
    await expect(run(proof)).rejects.toThrow("no manifest of the model");
    serve(manifestText);
    await expect(run({ ...proof, proof: [] })).rejects.toThrow();
  });
});
