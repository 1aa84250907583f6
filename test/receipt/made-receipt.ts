import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../../src/build/manifest.ts";
import { verifyingKeyHash } from "../../src/keys/verifying-key.ts";
import { packReasons } from "../../src/model/evaluation.ts";
import type { Receipt } from "../../src/receipt/receipt.ts";
import { RecordSchema, schemaHash } from "../../src/record/schema.ts";
import { applicationId } from "../../src/statement/application.ts";
import { decisionCommitment } from "../../src/statement/commitments.ts";
import { modelId } from "../../src/statement/model-id.ts";
import { packOutcome } from "../../src/statement/outcome.ts";
import { orderSignals } from "../../src/statement/signals.ts";
import { FIXTURE_KEY, forgeProof } from "../app/fixture/proofs.ts";

const LENDER = "0x00000000000000000000000000000000000a11ce";
const REGISTRY = "0x0000000000000000000000000000000000000d0d";
const COMMITMENT = 1_234_567_890_123_456_789n;
const ISSUER_KEY = 987_654_321n;
const SCALE = 2;

const schema = RecordSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, "../../examples/german-scorecard/schema.json"), "utf8")));
const reasonTable = [
  { code: "R01", sentence: "Low balance of the checking account" },
  { code: "R02", sentence: "Term of the credit is long" },
  { code: "R03", sentence: "History of paying back earlier credits" },
];

/** Words of a key as the common tool writes them. */
function asVerificationKey(words: readonly bigint[]): Manifest["verificationKey"] {
  const text = words.map(String);
  const g1 = (at: number) => [text[at], text[at + 1], "1"];
  const g2 = (at: number) => [
    [text[at + 1], text[at]],
    [text[at + 3], text[at + 2]],
    ["1", "0"],
  ];
  const none = Array.from({ length: 2 }, () => Array.from({ length: 3 }, () => ["0", "0"]));
  return {
    protocol: "groth16",
    curve: "bn128",
    nPublic: 5,
    vk_alpha_1: g1(0),
    vk_beta_2: g2(2),
    vk_gamma_2: g2(6),
    vk_delta_2: g2(10),
    vk_alphabeta_12: none,
    IC: Array.from({ length: 6 }, (_, i) => g1(14 + 2 * i)),
  } as Manifest["verificationKey"];
}

/** The manifest of a model whose key's secrets are known: proofs can be written down without a circuit. */
export const madeManifest: Manifest = {
  format: "credence.manifest/1",
  name: "small-card",
  version: "3",
  kind: "scorecard",
  mode: "fixed",
  sourceDigest: "11".repeat(32),
  modelCommitment: COMMITMENT.toString(),
  schema,
  schemaHash: schemaHash(schema).toString(),
  disclosure: { pointsScale: SCALE, bandWidth: "2000" },
  reasons: reasonTable,
  circuit: { r1csDigest: "22".repeat(32), constraints: 3000, wires: 3000 },
  key: { verifyingKeyHash: verifyingKeyHash(FIXTURE_KEY), origin: "development", insecure: true, contributions: [] },
  verificationKey: asVerificationKey(FIXTURE_KEY),
  verifier: {
    sourceSha256: "33".repeat(32),
    compiler: { solc: "0.8.37", evmVersion: "prague", optimizerRuns: 200, viaIR: false },
    runtimeCodeHash: `0x${"44".repeat(32)}`,
  },
  compilers: { circom2: "0.2.23", snarkjs: "0.7.6" },
};

/** A receipt that holds under it. */
export function makeReceipt(): Receipt {
  const application = { lender: LENDER, subject: `0x${"5b".repeat(32)}`, reference: `0x${"4e".repeat(32)}` } as const;
  const id = applicationId({ chainId: 31_337n, decisionRegistry: REGISTRY, ...application });
  const reasons = [3, 1];
  const opening = { blind: 1n << 200n, score: 43_217n, packedReasons: packReasons(reasons) };
  const outcome = { decision: "decline", disclosedScore: 42_000n, issuedAt: 1_760_000_000n } as const;
  const signals = orderSignals({
    modelCommitment: COMMITMENT,
    issuerKey: ISSUER_KEY,
    applicationId: id,
    decisionCommitment: decisionCommitment({ ...opening, modelCommitment: COMMITMENT, applicationId: id }),
    outcome: packOutcome(outcome),
  });
  return {
    format: "credence.receipt/1",
    chainId: 31_337,
    decisionRegistry: REGISTRY,
    application: { ...application, id },
    model: {
      id: modelId(LENDER, madeManifest.name, madeManifest.version),
      name: madeManifest.name,
      version: madeManifest.version,
      commitment: COMMITMENT,
      verifyingKeyHash: verifyingKeyHash(FIXTURE_KEY),
      verifyingKey: [...FIXTURE_KEY],
    },
    issuerKey: ISSUER_KEY,
    signals,
    proof: forgeProof(signals, 5n),
    outcome,
    opening,
    pointsScale: SCALE,
    reasons: reasons.map((position) => ({ position, ...(reasonTable[position - 1] as (typeof reasonTable)[number]) })),
    settlement: { transaction: `0x${"7a".repeat(32)}`, block: 12 },
  };
}
