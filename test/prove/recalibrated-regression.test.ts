import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltModel, buildModel } from "../../src/build/build-model.ts";
import { buildPaths } from "../../src/build/build-paths.ts";
import { evaluate } from "../../src/evaluate/evaluate.ts";
import { parseClaim } from "../../src/evidence/claims/claim.ts";
import { formatJson } from "../../src/files/json.ts";
import { contribute } from "../../src/keys/ceremony.ts";
import { setupFromPowersOfTau } from "../../src/keys/ptau.ts";
import { writeModel } from "../../src/model/model-files.ts";
import { checkClaimProof } from "../../src/prove/claims/check-claim-proof.ts";
import { ClaimProof } from "../../src/prove/claims/claim-proof.ts";
import { proveClaim } from "../../src/prove/claims/prove-claim.ts";
import { openModel } from "../../src/prove/open-model.ts";
import { proveDecision } from "../../src/prove/prove-decision.ts";
import { checkAgainstManifest } from "../../src/receipt/check-against-manifest.ts";
import { checkReceipt } from "../../src/receipt/check-receipt.ts";
import { encodeFeatures, signRecord } from "../../src/record/record.ts";
import { applicationId } from "../../src/statement/application.ts";
import { modelId } from "../../src/statement/model-id.ts";
import { compileCircuit } from "../circuits/harness/compile.ts";
import { grownLinear, roomyLinear } from "../circuits/universal/universal-linear-models.ts";
import { writePowersFromSecrets } from "../keys/powers-from-secrets.ts";
import { toyCircuit } from "../keys/toy-circuit.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-regression-"));
const TERMS = { name: "instalment-credit", maximumRecordAge: 2_592_000, tier: 2, reviewDays: 365 };
const word = (byte: string) => `0x${byte.repeat(32)}` as const;
let versions: BuiltModel[];

beforeAll(async () => {
  const [first, second] = [join(folder, "first"), join(folder, "second")];
  writeModel(first, roomyLinear(), TERMS);
  writeModel(second, grownLinear(), TERMS);
  versions = [
    await buildModel({ directory: first, mode: "universal", keys: { kind: "development" } }),
    await buildModel({ directory: second, mode: "universal", keys: { kind: "model", directory: first } }),
  ];
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a regression that is fitted anew with one term and one row more, in universal mode", () => {
  it("is built of the circuit and the key of the version before", () => {
    const [first, second] = versions as [BuiltModel, BuiltModel];
    for (const file of ["r1cs", "wasm", "zkey"] as const) expect(readFileSync(second.paths[file]).equals(readFileSync(first.paths[file])), file).toBe(true);
    expect(second.manifest.key).toEqual(first.manifest.key);
    expect(second.manifest.modelCommitment).not.toBe(first.manifest.modelCommitment);
    for (const { manifest } of [first, second]) expect(manifest).toMatchObject({ kind: "linear", mode: "universal", shape: { pieces: [4, 4, 4, 4, 4] } });
  });

  it("keeps the key of a ceremony that it has, where that of the version before is a development key", async () => {
    const third = join(folder, "third");
    writeModel(third, grownLinear(), TERMS);
    const { zkey } = buildPaths(third);
    const [first, ptauPath] = [join(folder, "0.zkey"), join(folder, "6.ptau")];
    const { r1cs } = await compileCircuit(toyCircuit(10));
    await setupFromPowersOfTau({ r1csPath: r1cs, ptauPath, zkeyPath: first, published: await writePowersFromSecrets(ptauPath, 6) });
    await contribute({ zkeyPath: first, outPath: zkey, name: "developer" });
    const contributed = readFileSync(zkey);
    const built = buildModel({ directory: third, mode: "universal", keys: { kind: "model", directory: join(folder, "first") } });
    await expect(built).rejects.toMatchObject({ code: "CRD-4007", place: zkey });
    expect(readFileSync(zkey).equals(contributed)).toBe(true);

    // Nor is the circuit of such a key replaced, where the templates have changed since.
    const upgraded = join(folder, "upgraded");
    cpSync(join(folder, "first"), upgraded, { recursive: true });
    const paths = buildPaths(upgraded);
    writeFileSync(paths.zkey, contributed);
    const record = JSON.parse(readFileSync(paths.record, "utf8"));
    record.stages.circuit.inputs = "0".repeat(64);
    writeFileSync(paths.record, JSON.stringify(record));
    writeFileSync(paths.circuit, "// as it was");
    await expect(buildModel({ directory: upgraded, mode: "universal", keys: { kind: "development" } })).rejects.toMatchObject({
      code: "CRD-4007",
      place: paths.r1cs,
    });
    expect(readFileSync(paths.circuit, "utf8")).toBe("// as it was");
  });

  it("proves the decisions of both versions, which differ, and neither as one of the other", async () => {
    const features = { age: "25", income: "60", branch: "v1", region: "v2" };
    const decisions: string[] = [];
    for (const [i, { files, manifest }] of versions.entries()) {
      const application = {
        chainId: 31337n,
        decisionRegistry: `0x${"0d".repeat(20)}`,
        lender: `0x${"0e".repeat(20)}`,
        subject: word("0f"),
        reference: word(`1${i}`),
      } as const;
      const record = signRecord(files.model.schema, new Uint8Array(32).fill(5), {
        applicationId: applicationId(application),
        issuedAt: 1_767_225_600n,
        features,
      });
      await using open = await openModel(files.directory, { threads: 1 });
      const receipt = await proveDecision({ ...open, modelId: modelId(application.lender, manifest.name, manifest.version) }, record, application);
      const expected = evaluate(files.model, encodeFeatures(files.model.schema, features));
      expect(receipt.outcome.decision).toBe(expected.decision);
      decisions.push(expected.decision);
      const failing = (of: BuiltModel["manifest"]) =>
        [...checkReceipt(receipt, receipt.model.verifyingKey, of.reasons), ...checkAgainstManifest(receipt, of)].filter(({ holds }) => !holds);
      expect(failing(manifest)).toEqual([]);
      expect(failing((versions[1 - i] as BuiltModel).manifest).map(({ name }) => name)).toContain("The manifest has the model's commitment");
    }
    expect(decisions[0]).not.toBe(decisions[1]);
  });

  it("is claimed, and proven, to be worth more the greater an income, by sizes that are its own", async () => {
    const [first, second] = versions as [BuiltModel, BuiltModel];
    const prove = (claim: string) => proveClaim({ files: first.files, claim: parseClaim(claim), keys: { kind: "development" } });
    await expect(prove("does-not-use:age")).rejects.toMatchObject({ code: "CRD-1204" });
    const proof = await prove("monotone:income:increasing");
    expect(proof.sizes).toMatchObject({ inputs: 5, lines: { rows: [4, 4, 4, 4, 4], perRow: 1 } });
    const read = ClaimProof.parse(JSON.parse(formatJson(proof)));
    const failing = (of: ClaimProof, manifest = first.manifest) => checkClaimProof(of, manifest).flatMap(({ name, holds }) => (holds ? [] : [name]));
    expect(failing(read)).toEqual([]);
    expect(failing(proof, second.manifest)).toContain("The manifest has the model's commitment");
    expect(failing({ ...proof, claim: parseClaim("monotone:age:increasing") })).not.toEqual([]);
    const { lines, ...sizes } = proof.sizes;
    for (const other of [
      { ...sizes, lines: { rows: [4, 4, 4, 4, 3], perRow: 1 as const } },
      { ...sizes, lines: { rows: [4, 4, 4, 4, 4], perRow: 3 as const } },
      { ...sizes, lines: { rows: [5, 5, 5, 5], perRow: 1 as const } },
      { ...sizes, inputs: 4, lines },
      { ...sizes, elements: 1 },
      sizes,
    ]) {
      expect(failing({ ...proof, sizes: other })).toEqual(["The commitment's head says the proof's sizes"]);
    }
  });
});
