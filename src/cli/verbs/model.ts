import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { type Hex, keccak256 } from "viem";
import { readBuiltModel } from "../../build/read-built-model.ts";
import { modelRegistryAbi } from "../../chain/abi/model-registry.ts";
import { verifierFactoryAbi } from "../../chain/abi/verifier-factory.ts";
import { addEvidence } from "../../chain/actions/add-evidence.ts";
import { approveModel } from "../../chain/actions/approve-model.ts";
import { deployVerifier } from "../../chain/actions/deploy-verifier.ts";
import { extendReview } from "../../chain/actions/extend-review.ts";
import { registerModel } from "../../chain/actions/register-model.ts";
import { retireModel } from "../../chain/actions/retire-model.ts";
import { revokeModel } from "../../chain/actions/revoke-model.ts";
import { scheduleApproval } from "../../chain/actions/schedule-approval.ts";
import { suspendModel } from "../../chain/actions/suspend-model.ts";
import { validateModel } from "../../chain/actions/validate-model.ts";
import type { Clients } from "../../chain/clients.ts";
import { readCall } from "../../chain/read-call.ts";
import type { Sent } from "../../chain/send-call.ts";
import { spellStatus, spellTime, spellWord } from "../../chain/spell.ts";
import { CredenceError } from "../../errors/credence-error.ts";
import { verifyingKeyOf } from "../../keys/verifying-key.ts";
import { type AccountFlags, type ChainFlags, openForReading, openForSending, withAccount, withChain } from "../chain-flags.ts";
import { hashDocument, reasonWord } from "../document-hash.ts";
import { emit, progress } from "../output.ts";

function modelIdOf(text: string): Hex {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text))
    throw new CredenceError("CRD-9001", `${text} is not a model's id: 0x and 64 hex digits, as \`credence model register\` prints it.`);
  return text.toLowerCase() as Hex;
}

function addressOf(text: string): Hex {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) throw new CredenceError("CRD-9001", `${text} is not an address.`);
  return text as Hex;
}

const printed = ({ transaction, block, gasUsed }: Sent<unknown>) => ({ transaction, block, gasUsed: Number(gasUsed) });

/** A transition of a version that its id and one more word carry. */
type Transition = (clients: Clients, at: { modelRegistry: Hex; model: Hex; word: Hex }) => Promise<Sent<void>>;

async function carryOut(what: string, id: Hex, flags: AccountFlags, transition: Transition, word: Hex = "0x"): Promise<void> {
  const { deployment, clients } = await openForSending(flags);
  const modelRegistry = deployment.contracts.ModelRegistry.address;
  const sent = await transition(clients, { modelRegistry, model: id, word });
  const { status, reviewDue, approvableAt } = await readCall(clients.publicClient, {
    address: modelRegistry,
    abi: modelRegistryAbi,
    functionName: "modelOf",
    args: [id],
  });
  emit(
    { model: id, what, ...printed(sent), status: spellStatus(status), reviewDue: reviewDue || null, approvableAt: approvableAt || null },
    [
      `${what}, in block ${sent.block}; the model is ${spellStatus(status)}`,
      approvableAt && `  approvable from  ${spellTime(approvableAt)}`,
      reviewDue && `  review due       ${spellTime(reviewDue)}`,
      `  transaction      ${sent.transaction}`,
    ]
      .filter(Boolean)
      .join("\n"),
  );
}

async function registerBuilt(directory: string, { lender, ...flags }: AccountFlags & { lender: Hex }): Promise<void> {
  const { files, paths, manifest } = readBuiltModel(directory);
  const { deployment, clients } = await openForSending(flags);
  const { ModelRegistry, VerifierFactory } = deployment.contracts;
  const verifyingKeyHash = manifest.key.verifyingKeyHash as Hex;
  const development = manifest.key.insecure;
  if (development) progress("INSECURE: whoever made this model's key can forge its proofs; the registry will say so for ever.");

  const asked = { address: VerifierFactory.address, abi: verifierFactoryAbi, functionName: "verifierOf", args: [verifyingKeyHash, development] } as const;
  let verifier = await readCall(clients.publicClient, asked);
  if (BigInt(verifier) === 0n) {
    progress("deploying the verifier");
    ({ result: verifier } = await deployVerifier(clients, {
      verifierFactory: VerifierFactory.address,
      key: verifyingKeyOf(manifest.verificationKey),
      development,
    }));
  }
  progress("registering");
  const { name, version, policy, tier, maximumRecordAge, reviewDays } = files.registration;
  const sent = await registerModel(clients, {
    modelRegistry: ModelRegistry.address,
    lender,
    name,
    version,
    kind: manifest.kind,
    policy,
    commitment: files.modelCommitment,
    schemaHash: files.schemaHash,
    verifier,
    manifestHash: keccak256(readFileSync(paths.manifest)),
    tier,
    maximumRecordAge,
    reviewDays,
  });
  emit(
    { model: sent.result, name, version, lender, verifier, verifyingKeyHash, development, ...printed(sent) },
    [
      `${name} ${version} is registered, in block ${sent.block}`,
      `  model        ${sent.result}`,
      `  verifier     ${verifier}${development ? " (development key)" : ""}`,
      `  transaction  ${sent.transaction}`,
    ].join("\n"),
  );
}

async function show(id: Hex, flags: ChainFlags): Promise<void> {
  const { deployment, publicClient } = await openForReading(flags);
  const model = await readCall(publicClient, {
    address: deployment.contracts.ModelRegistry.address,
    abi: modelRegistryAbi,
    functionName: "modelOf",
    args: [id],
  });
  if (model.status === 0) throw new CredenceError("CRD-8002", `No model ${id} has been registered on this chain.`, { place: id });
  const nobody = (account: Hex) => (BigInt(account) === 0n ? null : account);
  const facts = {
    status: spellStatus(model.status),
    lender: model.lender,
    developer: model.developer,
    validator: nobody(model.validator),
    approver: nobody(model.approver),
    tier: model.tier,
    reviewDue: model.reviewDue === 0 ? null : spellTime(model.reviewDue),
    approvableAt: model.approvableAt === 0 ? null : spellTime(model.approvableAt),
    verifier: model.verifier,
    verifyingKeyHash: model.verifyingKeyHash,
    commitment: spellWord(model.commitment),
    schemaHash: spellWord(model.schemaHash),
    manifestHash: model.manifestHash,
  };
  const lines = Object.entries(facts).map(
    ([name, value]) => `  ${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).padEnd(20)}${value ?? "none"}`,
  );
  emit({ model: id, ...facts }, [id, ...lines].join("\n"));
}

export function register(program: Command): void {
  const model = program
    .command("model")
    .description("register a model and lead it through its life")
    .addHelpText(
      "after",
      "\nDeveloper, validator and approver of a version are three accounts. The end of a suspension is scheduled and approved like the first approval.",
    );

  withAccount(model.command("register").description("deploy a built model's verifier and put the version into the inventory"), "its developer")
    .argument("<directory>", "the model directory, built")
    .requiredOption("--lender <address>", "the lender that decides with the model", addressOf)
    .action(registerBuilt);

  withAccount(model.command("validate").description("say that the version was reviewed independently"), "a validator")
    .argument("<model>", "the model's id", modelIdOf)
    .requiredOption("--report <file>", "the report, of which only the hash is recorded")
    .action((id: Hex, o: AccountFlags & { report: string }) =>
      carryOut("validated", id, o, (clients, { word, ...at }) => validateModel(clients, { ...at, reportHash: word }), hashDocument(o.report)),
    );

  withAccount(model.command("schedule").description("announce an approval, or the end of a suspension"), "an approver")
    .argument("<model>", "the model's id", modelIdOf)
    .action((id: Hex, o: AccountFlags) => carryOut("approval scheduled", id, o, (clients, { word: _, ...at }) => scheduleApproval(clients, at)));

  withAccount(model.command("approve").description("let the version decide from now on, once the delay has passed"), "the approver that scheduled it")
    .argument("<model>", "the model's id", modelIdOf)
    .action((id: Hex, o: AccountFlags) => carryOut("approved", id, o, (clients, { word: _, ...at }) => approveModel(clients, at)));

  withAccount(model.command("review").description("move the date of the next review after one took place"), "a validator")
    .argument("<model>", "the model's id", modelIdOf)
    .requiredOption("--report <file>", "the report, of which only the hash is recorded")
    .action((id: Hex, o: AccountFlags & { report: string }) =>
      carryOut("reviewed", id, o, (clients, { word, ...at }) => extendReview(clients, { ...at, reportHash: word }), hashDocument(o.report)),
    );

  withAccount(model.command("evidence").description("record a document about the version by its hash"), "its developer, validator or approver")
    .argument("<model>", "the model's id", modelIdOf)
    .requiredOption("--kind <kind>", "what the document is, such as parity-certificate")
    .requiredOption("--document <file>", "the document, of which only the hash is recorded")
    .action((id: Hex, o: AccountFlags & { kind: string; document: string }) =>
      carryOut(
        "evidence added",
        id,
        o,
        (clients, { word, ...at }) => addEvidence(clients, { ...at, kind: o.kind, documentHash: word }),
        hashDocument(o.document),
      ),
    );

  for (const [name, what, who, action, description] of [
    ["suspend", "suspended", "a guardian", suspendModel, "stop the version's decisions at once"],
    ["retire", "retired", "an approver", retireModel, "end the version's life; its decisions stay what they are"],
    ["revoke", "revoked", "a guardian", revokeModel, "end the version's life, and that of its verifying key, for ever"],
  ] as const) {
    withAccount(model.command(name).description(description), who)
      .argument("<model>", "the model's id", modelIdOf)
      .option("--reason <text>", "a reason of at most 32 bytes")
      .option("--document <file>", "or a document that tells it, of which only the hash is recorded")
      .action((id: Hex, o: AccountFlags & { reason?: string; document?: string }) => {
        if ((o.reason === undefined) === (o.document === undefined)) throw new CredenceError("CRD-9001", "Give either --reason or --document.");
        const word = o.document === undefined ? reasonWord(o.reason as string) : hashDocument(o.document);
        return carryOut(what, id, o, (clients, { word: reason, ...at }) => action(clients, { ...at, reason }), word);
      });
  }

  withChain(model.command("show").description("say how the version stands")).argument("<model>", "the model's id", modelIdOf).action(show);
}
