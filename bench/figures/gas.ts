import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keccak256, stringToHex } from "viem";
import { PEOPLE } from "../../scripts/demo/accounts.ts";
import { signApplications } from "../../scripts/demo/applications.ts";
import { writeDocuments } from "../../scripts/demo/documents.ts";
import { startChain } from "../../scripts/demo/embedded-chain.ts";
import { admitIssuer, approveVersion, DAY, deployRegister, type Register } from "../../scripts/demo/register.ts";
import { findExample } from "../../scripts/example.ts";
import { deployVerifier } from "../../src/chain/actions/deploy-verifier.ts";
import { openChain } from "../../src/chain/clients.ts";
import { verifyingKeyOf } from "../../src/keys/verifying-key.ts";
import { openProver } from "../../src/prove/open-prover.ts";
import { proveDecision } from "../../src/prove/prove-decision.ts";
import { writeReceipt } from "../../src/receipt/receipt-file.ts";
import { createIssuerKey } from "../../src/record/issuer-key.ts";
import { signRecord } from "../../src/record/record.ts";
import { settle } from "../../src/settle/settle.ts";
import { applicationId } from "../../src/statement/application.ts";
import { openWitnessCalculator } from "../../src/witness/witness-calculator.ts";
import { buildExample } from "../built-example.ts";
import type { FigureGroup } from "../measurement.ts";

const EXAMPLE = "german-scorecard";
const CONTRACTS = {
  VerifierFactory: "verifier-factory",
  ModelRegistry: "model-registry",
  IssuerRegistry: "issuer-registry",
  DecisionRegistry: "decision-registry",
  CreditGate: "credit-gate",
} as const;
const SETTLE = "gas.settle";
const AGAIN = "gas.settle.known-subject";
const VERIFIER = "gas.deploy.groth16-verifier";

async function deploymentGas(url: string, { deployment }: Register, name: keyof typeof CONTRACTS): Promise<number> {
  const { gasUsed } = await (await openChain(url)).getTransactionReceipt({ hash: deployment.contracts[name].transaction });
  return Number(gasUsed);
}

/** What a real register costs on the embedded chain: whole transactions, cold storage, the lender itself as sender. */
export const gasFigures: FigureGroup = {
  figures: [SETTLE, AGAIN, VERIFIER, ...Object.values(CONTRACTS).map((name) => `gas.deploy.${name}`)],
  async measure(report) {
    const gas = (figure: string, value: number) => report({ figure, value, unit: "gas" });
    const built = await buildExample(EXAMPLE);
    const folder = mkdtempSync(join(tmpdir(), "credence-bench-"));
    try {
      const start = BigInt(Math.floor(Date.now() / 1000)) - 12n * DAY;
      await using chain = await startChain(new Date(Number(start) * 1000));
      const register = await deployRegister(chain, () => {});
      for (const [name, figure] of Object.entries(CONTRACTS)) {
        gas(`gas.deploy.${figure}`, await deploymentGas(chain.url, register, name as keyof typeof CONTRACTS));
      }
      const key = createIssuerKey(join(folder, "issuer.json"), "Benchmark issuer", "benchmark");
      await admitIssuer(register, key, built.files.schemaHash);
      const { gasUsed } = await deployVerifier(await register.as(PEOPLE.developer), {
        verifierFactory: register.at("VerifierFactory"),
        key: verifyingKeyOf(built.manifest.verificationKey),
        development: true,
      });
      gas(VERIFIER, Number(gasUsed));
      const documents = writeDocuments(join(folder, "documents"), findExample(EXAMPLE), built);
      const times = { registered: start + 2n * DAY, validated: start + 3n * DAY, scheduled: start + 4n * DAY, approved: start + 7n * DAY };
      const modelId = await approveVersion(chain, register, built, documents, times);

      const calculator = await openWitnessCalculator(built.paths.wasm);
      await using prover = await openProver({ zkeyPath: built.paths.zkey, verificationKey: built.manifest.verificationKey });
      const open = { model: built.files.model, opening: built.files, manifest: built.manifest, modelId, calculator, prover };
      const lender = await register.as(PEOPLE.lender);
      const signedAt = start + 8n * DAY;
      await chain.advanceTo(signedAt + 60n);
      const [first, ...others] = signApplications(findExample(EXAMPLE), built.files, register.deployment, key, 3, signedAt);
      if (!first) throw new Error("the example has no applicant");
      const settleOne = async ({ record, application }: typeof first, name: string) => {
        const receipt = await proveDecision(open, record, application);
        const receiptPath = join(folder, `${name}.json`);
        writeReceipt(receiptPath, receipt);
        return Number((await settle({ ...lender, receipt, receiptPath, startBlock: BigInt(register.deployment.startBlock), interval: 20 })).gasUsed);
      };
      // Cold everywhere else: the lender's and the model's slots were read by earlier transactions only.
      for (const [i, other] of others.entries()) await settleOne(other, `other-${i}`);
      gas(SETTLE, await settleOne(first, "first"));
      const application = { ...first.application, reference: keccak256(stringToHex("a second application")) };
      const record = signRecord(built.files.model.schema, key.secret, {
        applicationId: applicationId(application),
        issuedAt: signedAt,
        features: first.record.features,
      });
      gas(AGAIN, await settleOne({ ...first, application, record }, "again"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
