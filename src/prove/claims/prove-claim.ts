import { join } from "node:path";
import { buildKey, type KeySource } from "../../build/build-key.ts";
import { buildPaths } from "../../build/build-paths.ts";
import { BuildRecord, textDigest } from "../../build/build-record.ts";
import { circuitLibraryDigest } from "../../build/compilers.ts";
import { claimInputs } from "../../circuit/claims/claim-inputs.ts";
import { type ClaimSizes, claimSizes } from "../../circuit/claims/claim-sizes.ts";
import { claimSignals } from "../../circuit/claims/claim-statement.ts";
import { generateClaimCircuit } from "../../circuit/claims/generate-claim-circuit.ts";
import { compileCircuit } from "../../circuit/compile.ts";
import { CredenceError } from "../../errors/credence-error.ts";
import { checkClaims } from "../../evidence/claims/check-claims.ts";
import { type Claim, formatClaim } from "../../evidence/claims/claim.ts";
import { readKeyOrigin } from "../../keys/key-origin.ts";
import { type ModelFiles, modelPaths } from "../../model/model-files.ts";
import { openWitnessCalculator } from "../../witness/witness-calculator.ts";
import { openProver } from "../open-prover.ts";
import type { ClaimProof } from "./claim-proof.ts";

export interface ProveClaimOptions {
  files: ModelFiles;
  claim: Claim;
  /** As for a model's own key: a claim's circuit holds no model, so that one ceremony serves every version of its sizes. */
  keys: Exclude<KeySource, { kind: "model" }>;
  onProgress?: (text: string) => void;
}

/** The claim's circuit and key, in a folder of their own: made once for the same claim, schema and sizes. */
async function buildClaim({ files: { directory, model }, claim, keys, onProgress = () => {} }: ProveClaimOptions, sizes: ClaimSizes) {
  const folder = join(modelPaths(directory).secret, "claims", formatClaim(claim).replaceAll(/[^\w.-]/g, "_"));
  const [r1cs, wasm, zkey] = ["circuit.r1cs", "circuit.wasm", "key.zkey"].map((name) => join(folder, name)) as [string, string, string];
  const record = new BuildRecord(join(folder, "build.json"), folder);
  const source = generateClaimCircuit(claim, model.schema, sizes);
  const { result } = await record.run("circuit", { source: textDigest(source), library: circuitLibraryDigest() }, [r1cs, wasm], async () => {
    onProgress("compiling the claim's circuit");
    const { constraints } = await compileCircuit({ source, outDir: folder });
    return { constraints };
  });
  const r1csSha256 = record.digest("circuit", r1cs);
  const { verificationKey } = await buildKey({ paths: { ...buildPaths(directory), r1cs, zkey }, r1csSha256, keys, record, onProgress });
  const { origin, insecure } = readKeyOrigin(zkey);
  if (origin === "ceremony" && insecure) {
    throw new CredenceError("CRD-3007", "Nobody has contributed to the claim's key: hold its ceremony, and give what it ends with as --key.", { place: zkey });
  }
  return { wasm, zkey, verificationKey, circuit: { r1csSha256, ...result }, key: { origin, insecure } };
}

/**
 * Proves a claim about a committed model to whoever may not see it: the claim is checked first, its circuit generated and compiled, a key made, and the proof verified before it leaves.
 * Circuit and key go to secret/claims in the model directory; neither holds the model, and both can be made again.
 * @throws CredenceError CRD-1202 to CRD-1204 (the claim does not fit, is not provable of this kind, or does not hold), CRD-5008 (it holds, but not of each characteristic, term or tree on its own), and
 *   what compiling, set-up and proving throw.
 */
export async function proveClaim(options: ProveClaimOptions): Promise<ClaimProof> {
  const { files, claim, onProgress = () => {} } = options;
  const { model, directory, modelCommitment } = files;
  const [found] = checkClaims(files, [claim]).claims;
  if (found?.result !== "holds") {
    throw new CredenceError("CRD-1204", `${formatClaim(claim)} ${found?.result === "fails" ? "fails" : "is not decided"}.`, { place: directory });
  }
  const sizes = claimSizes(model, claim);
  const signals = claimSignals(claim, model.schema, modelCommitment);
  const { wasm, zkey, verificationKey, circuit, key } = await buildClaim(options, sizes);
  const calculator = await openWitnessCalculator(wasm);
  const witness = await calculator.calculate(claimInputs(claim, model, files, signals));
  if (signals.some((signal, i) => witness.values[i + 1] !== signal)) {
    throw new CredenceError("CRD-5002", "The claim's circuit does not open the model's commitment.");
  }
  onProgress("proving");
  await using prover = await openProver({ zkeyPath: zkey, verificationKey });
  const { proof } = await prover.prove(witness.wtns);
  return {
    format: "credence.claim-proof/1",
    model: { name: model.name, version: model.version, commitment: modelCommitment },
    claim,
    sizes,
    circuit,
    key,
    verificationKey,
    signals,
    proof,
  };
}
