import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Address, type Hex, pad } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltModel, buildModel } from "../../src/build/build-model.ts";
import { findSharedKey } from "../../src/build/find-shared-key.ts";
import { addIssuerKey } from "../../src/chain/actions/add-issuer-key.ts";
import { approveModel } from "../../src/chain/actions/approve-model.ts";
import { deployVerifier } from "../../src/chain/actions/deploy-verifier.ts";
import { registerIssuer } from "../../src/chain/actions/register-issuer.ts";
import { registerModel } from "../../src/chain/actions/register-model.ts";
import { scheduleApproval } from "../../src/chain/actions/schedule-approval.ts";
import { validateModel } from "../../src/chain/actions/validate-model.ts";
import { evaluate } from "../../src/evaluate/evaluate.ts";
import { parseClaim } from "../../src/evidence/claims/claim.ts";
import { verifyingKeyOf } from "../../src/keys/verifying-key.ts";
import { writeModel } from "../../src/model/model-files.ts";
import type { QuantisedScorecard } from "../../src/model/quantised.ts";
import { checkClaimProof } from "../../src/prove/claims/check-claim-proof.ts";
import { proveClaim } from "../../src/prove/claims/prove-claim.ts";
import { openModel } from "../../src/prove/open-model.ts";
import { proveDecision } from "../../src/prove/prove-decision.ts";
import { checkAgainstManifest } from "../../src/receipt/check-against-manifest.ts";
import { checkReceipt } from "../../src/receipt/check-receipt.ts";
import { writeReceipt } from "../../src/receipt/receipt-file.ts";
import { encodeFeatures, signRecord } from "../../src/record/record.ts";
import { settle } from "../../src/settle/settle.ts";
import { applicationId } from "../../src/statement/application.ts";
import { APPROVAL_DELAY, DAY, hash, ISSUER, openRegister, PEOPLE, SECRET, type TestRegister } from "../chain/fixture/register.ts";
import { smallModel } from "../circuits/universal/universal-models.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-recalibration-"));
const at = (name: string) => join(folder, name);
const TERMS = { name: "instalment-credit", maximumRecordAge: 30 * DAY, tier: 2, reviewDays: 365 };
/** Other bins and other points for age: what a lender fits anew. */
const recalibrated: QuantisedScorecard = { ...smallModel({ age: [-55, -9, 25], cuts: [25, 50] }), version: "1.1.0" };

let first: BuiltModel;
let second: BuiltModel;
let register: TestRegister;

beforeAll(async () => {
  writeModel(at("first"), smallModel(), TERMS);
  writeModel(at("second"), recalibrated, TERMS);
  first = await buildModel({ directory: at("first"), mode: "universal", keys: { kind: "development" } });
  second = await buildModel({ directory: at("second"), mode: "universal", keys: { kind: "model", directory: at("first") } });
  register = await openRegister();
});
afterAll(async () => {
  await register?.close();
  rmSync(folder, { recursive: true });
});

/** A version's way to its approval, but for the wait. */
async function scheduled({ files, manifest }: BuiltModel): Promise<{ model: Hex; verifier: Address }> {
  const { people, addresses } = register;
  const modelRegistry = addresses.ModelRegistry;
  const { result: verifier } = await deployVerifier(people.developer, {
    verifierFactory: addresses.VerifierFactory,
    key: verifyingKeyOf(manifest.verificationKey),
    development: true,
  });
  const { name, version, policy, tier, maximumRecordAge, reviewDays } = files.registration;
  const { result: model } = await registerModel(people.developer, {
    ...{ modelRegistry, lender: PEOPLE.lender.address, kind: manifest.kind, verifier, manifestHash: hash(version) },
    ...{ name, version, policy, tier, maximumRecordAge, reviewDays, commitment: files.modelCommitment, schemaHash: files.schemaHash },
  });
  await validateModel(people.validator, { modelRegistry, model, reportHash: hash("report") });
  await scheduleApproval(people.approver, { modelRegistry, model });
  return { model, verifier };
}

describe("a recalibrated model in universal mode", () => {
  it("is built of the circuit and the key of the version before, which hold neither", () => {
    for (const file of ["r1cs", "wasm", "zkey"] as const) expect(readFileSync(second.paths[file]).equals(readFileSync(first.paths[file])), file).toBe(true);
    expect(second.manifest.key).toEqual(first.manifest.key);
    expect(second.manifest.modelCommitment).not.toBe(first.manifest.modelCommitment);
    expect(second.manifest).toMatchObject({ mode: "universal", shape: { characteristics: 4, rows: 6 } });
    expect(() => findSharedKey(at("first"), "00".repeat(32))).toThrow(expect.objectContaining({ code: "CRD-3008" }));
  });

  it("settles decisions under the verifier of the version before", async () => {
    const { people, addresses, chain, deployment } = register;
    const issuerRegistry = addresses.IssuerRegistry;
    const { result: issuer } = await registerIssuer(people.issuerAdministrator, { issuerRegistry, name: ISSUER, controller: PEOPLE.controller.address });
    await addIssuerKey(people.controller, { issuerRegistry, issuer, schemaHash: first.files.schemaHash, secret: SECRET });
    const [old, young] = [await scheduled(first), await scheduled(second)];
    expect(young.verifier).toBe(old.verifier);
    await chain.wait(APPROVAL_DELAY);
    for (const { model } of [old, young]) await approveModel(people.approver, { modelRegistry: addresses.ModelRegistry, model });

    // An applicant whom the recalibration decides otherwise.
    const features = { age: "22", income: "800", branch: "v3", region: "v1" };
    const codes = encodeFeatures(first.files.model.schema, features);
    const decisions = [first, second].map(({ files }) => evaluate(files.model, codes).decision);
    expect(decisions).toEqual(["approve", "decline"]);
    for (const [i, { built, model }] of [
      { built: first, ...old },
      { built: second, ...young },
    ].entries()) {
      const application = {
        chainId: BigInt(deployment.chainId),
        decisionRegistry: addresses.DecisionRegistry,
        lender: PEOPLE.lender.address.toLowerCase() as Address,
        subject: pad(PEOPLE.stranger.address, { size: 32 }),
        reference: hash(`application ${i}`),
      };
      const record = signRecord(built.files.model.schema, SECRET, { applicationId: applicationId(application), issuedAt: await chain.now(), features });
      await using open = await openModel(built.files.directory, { threads: 1 });
      const receipt = await proveDecision({ ...open, modelId: model }, record, application);
      expect(receipt.outcome.decision).toBe(decisions[i]);
      const checks = [...checkReceipt(receipt, receipt.model.verifyingKey, built.manifest.reasons), ...checkAgainstManifest(receipt, built.manifest)];
      expect(checks.filter(({ holds }) => !holds)).toEqual([]);
      const receiptPath = at(`receipt-${i}.json`);
      writeReceipt(receiptPath, receipt);
      // Shown as a decision of the other version, it is refused: one verifier, two commitments.
      const swapped = { ...receipt, model: { ...receipt.model, id: i === 0 ? young.model : old.model } };
      const startBlock = BigInt(deployment.startBlock);
      await expect(settle({ ...people.lender, receipt: swapped, receiptPath, startBlock })).rejects.toThrow();
      const { transaction } = await settle({ ...people.lender, receipt, receiptPath, startBlock });
      expect(transaction).toMatch(/^0x[0-9a-f]{64}$/);
    }
  });
});

describe("a claim about the committed model", () => {
  it("is proven to whoever has its manifest, and is no claim about another feature or another version", async () => {
    const claim = parseClaim("does-not-use:branch");
    const proof = await proveClaim({ files: first.files, claim, keys: { kind: "development" } });
    const failing = (of: typeof proof, manifest = first.manifest) => checkClaimProof(of, manifest).flatMap(({ name, holds }) => (holds ? [] : [name]));
    expect(failing(proof)).toEqual([]);
    expect(proof.key.insecure).toBe(true);
    expect(failing({ ...proof, claim: parseClaim("does-not-use:age") })).not.toEqual([]);
    expect(failing(proof, second.manifest)).not.toEqual([]);
    const lie = { ...proof, claim: parseClaim("does-not-use:age"), signals: proof.signals.map((signal, i) => (i === 2 ? 1n : signal)) };
    expect(failing(lie)).toEqual(["The proof holds under the key"]);
    await expect(proveClaim({ files: first.files, claim: parseClaim("does-not-use:age"), keys: { kind: "development" } })).rejects.toMatchObject({
      code: "CRD-1204",
    });
  });
});
