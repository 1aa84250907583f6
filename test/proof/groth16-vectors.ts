import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SnarkjsVerificationKey } from "../../src/keys/snarkjs-verification-key.ts";
import { verifyingKeyOf } from "../../src/keys/verifying-key.ts";
import { proofWords, type SnarkjsProof } from "../../src/prove/proof-words.ts";

const read = <T>(name: string): T => JSON.parse(readFileSync(join(import.meta.dirname, "../vectors/groth16", name), "utf8")) as T;

/** The key that snarkjs wrote for the vectors, and what it wrote before anybody contributed. */
export const snarkjsKey = read<SnarkjsVerificationKey>("key.json");
export const key = verifyingKeyOf(snarkjsKey);
export const initialSnarkjsKey = read<SnarkjsVerificationKey>("initial-key.json");
export const initialKey = verifyingKeyOf(initialSnarkjsKey);

/** Valid proofs by snarkjs under the key, as it wrote them and as the contracts take them. */
export const vectors = read<{ proof: SnarkjsProof; publicSignals: string[] }[]>("proofs.json").map(({ proof, publicSignals }) => ({
  snarkjs: { proof, publicSignals },
  proof: proofWords(proof),
  signals: publicSignals.map(BigInt),
}));
