// The main job on this machine: npm start [-- [--once] [--json] [--example NAME] [--decisions COUNT]]
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { toHex } from "viem";
import { buildModel } from "../src/build/build-model.ts";
import { writeDeployment } from "../src/chain/deployment.ts";
import { printJson, report as reportError } from "../src/cli/output.ts";
import { CredenceError } from "../src/errors/credence-error.ts";
import { evaluate } from "../src/evaluate/evaluate.ts";
import { neededFeatures } from "../src/model/needed-features.ts";
import { openProver } from "../src/prove/open-prover.ts";
import { type OpenModel, proveDecision } from "../src/prove/prove-decision.ts";
import { writeReceipt } from "../src/receipt/receipt-file.ts";
import { createIssuerKey } from "../src/record/issuer-key.ts";
import { encodeFeatures } from "../src/record/record.ts";
import { settle } from "../src/settle/settle.ts";
import { DECISION_CODES } from "../src/statement/outcome.ts";
import { openWitnessCalculator } from "../src/witness/witness-calculator.ts";
import { PEOPLE } from "./demo/accounts.ts";
import { signApplications } from "./demo/applications.ts";
import { writeDocuments } from "./demo/documents.ts";
import { startChain } from "./demo/embedded-chain.ts";
import { refuseForgeries } from "./demo/forgeries.ts";
import { lendOnDecisions } from "./demo/lending.ts";
import { recalibrate } from "./demo/recalibrate.ts";
import { admitIssuer, approveVersion, DAY, deployRegister, HOUR } from "./demo/register.ts";
import { serveRegister } from "./demo/serve.ts";
import { Stages } from "./demo/stages.ts";
import { type DecisionLine, printSummary, type Summary } from "./demo/summary.ts";
import { findExample, importExample, ROOT } from "./example.ts";

/** A model's life before today, in the past of the embedded chain. */
const LIFE = { chain: 12n * DAY, issuer: 12n * DAY - HOUR, registered: 10n * DAY, validated: 7n * DAY, scheduled: 6n * DAY, approved: 4n * DAY - HOUR };
const LEAST_DECISIONS = 12;

const { values: flags } = parseArgs({
  options: {
    once: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    example: { type: "string", default: "german-scorecard" },
    decisions: { type: "string", default: "15" },
    port: { type: "string", default: "3000" },
  },
});

/** Ctrl-C reaches this process twice, from the terminal and from what started it. While something is still being made it ends at once, and children with it. */
let staying = false;
const stop = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!staying) process.exit(130);
      resolve();
    });
  }
});

async function main(): Promise<void> {
  const count = Number(flags.decisions);
  if (!Number.isInteger(count) || count < LEAST_DECISIONS || count > 1_000) {
    throw new CredenceError("CRD-9001", `--decisions takes a number from ${LEAST_DECISIONS} to 1000, not ${flags.decisions}.`);
  }
  const example = findExample(flags.example);
  const folder = join(ROOT, ".credence/demo");
  const models = join(ROOT, ".credence/models", example.name);
  // What belongs to a chain that is gone goes with it; the model's build stays.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { recalibrated } = example;
  const stages = new Stages(recalibrated === undefined ? 10 : 11);
  const now = BigInt(Math.floor(Date.now() / 1000));
  const before = (age: bigint) => now - age;

  await using chain = await stages.run("start the embedded chain", async (stage) => {
    const started = await startChain(new Date(Number(before(LIFE.chain)) * 1000));
    stage.step(started.url);
    return started;
  });

  const register = await stages.run("compile and deploy the contracts", async (stage) => {
    const deployed = await deployRegister(chain, (text) => stage.step(text));
    writeDeployment(join(ROOT, "deployments", `${deployed.deployment.chainId}.json`), deployed.deployment);
    stage.step(`${Object.keys(deployed.deployment.contracts).length} contracts, record proven against the chain`);
    return deployed;
  });

  const files = await stages.run("import the model", (stage) => {
    const imported = importExample(example, models);
    stage.step(`${imported.model.name} ${imported.model.version}, ${neededFeatures(imported.model).size} features read`);
    return imported;
  });

  const built = await stages.run("build circuit and key", async (stage) => {
    const result = await buildModel({ directory: models, mode: example.mode, keys: { kind: "development" }, onProgress: (text) => stage.step(text) });
    const { constraints, reused } = result.circuit;
    stage.step(`${constraints.toLocaleString("en")} constraints, development key (insecure)${reused ? ", kept from an earlier run" : ""}`);
    return result;
  });

  const issuerKey = await stages.run("admit the issuer and its key", async (stage) => {
    const passphrase = randomBytes(18).toString("base64url");
    writeFileSync(join(folder, "issuer.passphrase"), passphrase, { mode: 0o600 });
    const key = createIssuerKey(join(folder, "issuer-key.json"), "Elbe Credit Bureau", passphrase);
    await chain.advanceTo(before(LIFE.issuer));
    await admitIssuer(register, key, files.schemaHash);
    stage.step(`${key.name}, key ${toHex(key.publicKey.y).slice(0, 12)}..., kept encrypted`);
    return key;
  });

  const modelId = await stages.run("register, validate and approve the model", async (stage) => {
    const documents = writeDocuments(join(folder, "documents"), example, built);
    const model = await approveVersion(chain, register, built, documents, {
      registered: before(LIFE.registered),
      validated: before(LIFE.validated),
      scheduled: before(LIFE.scheduled),
      approved: before(LIFE.approved),
    });
    stage.step(`by three accounts; ${documents.rows.toLocaleString("en")} of ${documents.rows.toLocaleString("en")} decisions as the tool's own`);
    return model;
  });

  const newer =
    recalibrated &&
    (await stages.run("recalibrate under the same key and verifier", async (stage) => {
      const later = await recalibrate(chain, register, { ...example, recalibrated }, { directory: models, built }, folder, now);
      stage.step(`${later.built.files.model.name} ${later.built.files.model.version}: a new commitment and nothing else`);
      return later;
    }));

  const applications = await stages.run(`sign the records of ${example.applicants} applicants`, (stage) => {
    // One more than will be settled: the applicant whose decline somebody tries to change.
    const signed = signApplications(example, files, register.deployment, issuerKey, count + 1, now);
    stage.step(`${signed.length} records, one for each application`);
    return signed;
  });

  const receipts = join(folder, "receipts");
  mkdirSync(receipts, { mode: 0o700 });
  await chain.advanceTo(now);
  const lender = await register.as(PEOPLE.lender);
  let firstSettled = 0;
  const calculator = await openWitnessCalculator(built.paths.wasm);
  await using prover = await openProver({ zkeyPath: built.paths.zkey, verificationKey: built.manifest.verificationKey });
  const open: OpenModel = { model: files.model, opening: files, manifest: built.manifest, modelId, calculator, prover };

  const openNewer: OpenModel | undefined = newer && {
    ...open,
    model: newer.built.files.model,
    opening: newer.built.files,
    manifest: newer.built.manifest,
    modelId: newer.modelId,
  };

  // Left undecided, so that what refuses a forgery is not that the application has its decision already.
  const undecided = applications.findLast(({ record }) => evaluate(files.model, encodeFeatures(files.model.schema, record.features)).decision === "decline");
  if (undecided === undefined) throw new CredenceError("CRD-9900", "None of the applicants is declined.");

  const decisions = await stages.run(`prove and settle ${count} decisions`, async (stage) => {
    const lines: DecisionLine[] = [];
    for (const { row, position, application, record } of applications.filter((each) => each !== undecided)) {
      stage.step(`${lines.length} of ${count} settled, proving`);
      const from = performance.now();
      // The last one is decided by the newer version, where there is one.
      const receipt = await proveDecision(lines.length === count - 1 ? (openNewer ?? open) : open, record, application);
      const proven = performance.now();
      const receiptPath = join(receipts, `${String(row).padStart(2, "0")}.json`);
      writeReceipt(receiptPath, receipt);
      stage.step(`${lines.length} of ${count} settled, settling`);
      const settlement = await settle({ ...lender, receipt, receiptPath, startBlock: BigInt(register.deployment.startBlock), interval: 20 });
      firstSettled ||= stages.elapsed;
      lines.push({
        row,
        position,
        application: toHex(receipt.application.id, { size: 32 }),
        decision: receipt.outcome.decision,
        disclosedScore: Number(receipt.outcome.disclosedScore),
        proveMs: Math.round(proven - from),
        gasUsed: Number(settlement.gasUsed),
        transaction: settlement.transaction,
        receipt: receiptPath,
      });
    }
    const kinds = new Set(lines.map(({ decision }) => decision));
    if (kinds.size < Object.keys(DECISION_CODES).length) throw new CredenceError("CRD-9900", `Only ${[...kinds].join(" and ")} among the decisions.`);
    const said = [...kinds].map((kind) => `${lines.filter(({ decision }) => decision === kind).length} ${kind}`).join(", ");
    stage.step(`${said}${newer === undefined ? "" : `; the last one by ${newer.built.files.model.version}`}`);
    return lines;
  });

  const refused = await stages.run("try to cheat, and lend on a decision", async (stage) => {
    const forgeries = await refuseForgeries(open, register, undecided, folder);
    const lending = await lendOnDecisions(register, decisions);
    stage.step(`${forgeries.length} forgeries refused; the credit line lent to an approved applicant and to nobody else`);
    return { forgeries, lending };
  });

  await using served = await stages.run("start index and page", async (stage) => {
    const opened = await serveRegister({
      chain,
      register,
      models: join(ROOT, ".credence/models"),
      documents: join(folder, "documents"),
      folder,
      port: Number(flags.port),
      onProgress: (text) => stage.step(text),
    });
    stage.step(opened.page);
    return opened;
  });

  const [first] = decisions as [DecisionLine, ...DecisionLine[]];
  const summary: Summary = {
    example: example.name,
    chainId: register.deployment.chainId,
    rpc: chain.url,
    contracts: Object.fromEntries(Object.entries(register.deployment.contracts).map(([name, { address }]) => [name, address])),
    model: {
      id: modelId,
      name: files.model.name,
      version: files.model.version,
      constraints: built.circuit.constraints,
      developmentKey: built.manifest.key.insecure,
    },
    manifest: built.paths.manifest,
    decisions,
    refused: refused.forgeries,
    lending: refused.lending,
    page: served.page,
    decisionPage: `${served.page}/decisions/${first.application}`,
    seconds: { total: stages.elapsed, firstSettled, stages: stages.times },
  };
  printSummary(summary, { json: flags.json, stays: !flags.once });
  if (flags.once) return;
  staying = true;
  await stop;
  process.stderr.write("\nStopping.\n");
}

printJson(flags.json);
process.exitCode = await main().then(() => 0, reportError);
