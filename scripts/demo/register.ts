import { readFileSync } from "node:fs";
import { type Hex, keccak256 } from "viem";
import type { BuiltModel } from "../../src/build/build-model.ts";
import { addEvidence } from "../../src/chain/actions/add-evidence.ts";
import { addIssuerKey } from "../../src/chain/actions/add-issuer-key.ts";
import { approveModel } from "../../src/chain/actions/approve-model.ts";
import { deployVerifier } from "../../src/chain/actions/deploy-verifier.ts";
import { registerIssuer } from "../../src/chain/actions/register-issuer.ts";
import { registerModel } from "../../src/chain/actions/register-model.ts";
import { scheduleApproval } from "../../src/chain/actions/schedule-approval.ts";
import { validateModel } from "../../src/chain/actions/validate-model.ts";
import { openClients } from "../../src/chain/clients.ts";
import { deploy } from "../../src/chain/deploy.ts";
import type { Deployment } from "../../src/chain/deployment.ts";
import { openNetwork } from "../../src/chain/open-network.ts";
import { verifyingKeyOf } from "../../src/keys/verifying-key.ts";
import type { IssuerKey } from "../../src/record/issuer-key.ts";
import { PEOPLE } from "./accounts.ts";
import type { EmbeddedChain } from "./embedded-chain.ts";

export const HOUR = 3_600n;
export const DAY = 24n * HOUR;

/** A deployment on the embedded chain, and how its people reach it. */
export interface Register {
  deployment: Deployment;
  /** The contract's address. */
  at(contract: keyof Deployment["contracts"]): Hex;
  as(account: Parameters<typeof openClients>[1]): ReturnType<typeof openClients>;
}

/** Deploys by Ignition, with the delays of a real register and each role in another hand. */
export async function deployRegister({ url }: EmbeddedChain, onProgress: (text: string) => void): Promise<Register> {
  await using network = await openNetwork(url);
  const deployment = await deploy({
    connection: network.connection,
    production: false,
    onProgress,
    parameters: {
      name: "embedded",
      approvalDelay: Number(2n * DAY),
      keyDelay: Number(DAY),
      governanceDelay: Number(2n * DAY),
      governors: [PEOPLE.governor.address],
      developer: PEOPLE.developer.address,
      validator: PEOPLE.validator.address,
      approver: PEOPLE.approver.address,
      guardian: PEOPLE.guardian.address,
      issuerAdministrator: PEOPLE.issuerAdministrator.address,
    },
  });
  return {
    deployment,
    at: (contract) => deployment.contracts[contract].address,
    as: (account) => openClients(url, account, { chainId: deployment.chainId }),
  };
}

/** Admits the issuer and its key, which is valid a day later. @returns the issuer's id. */
export async function admitIssuer({ at, as }: Register, key: IssuerKey, schemaHash: bigint): Promise<Hex> {
  const issuerRegistry = at("IssuerRegistry");
  const { result: issuer } = await registerIssuer(await as(PEOPLE.issuerAdministrator), {
    issuerRegistry,
    name: key.name,
    controller: PEOPLE.issuer.address,
  });
  await addIssuerKey(await as(PEOPLE.issuer), { issuerRegistry, issuer, schemaHash, secret: key.secret });
  return issuer;
}

/** A document about the model, by its kind and the keccak256 of its bytes. */
export interface Document {
  kind: string;
  path: string;
}

const hashOf = ({ path }: Pick<Document, "path">): Hex => keccak256(readFileSync(path));

/**
 * A model version's way to its approval, by three accounts: registered, reviewed, announced, and approved when the delay is over.
 * @param at when each step takes place, in Unix seconds; the embedded chain's clock is moved there.
 * @returns the model's id.
 */
export async function approveVersion(
  chain: EmbeddedChain,
  { at, as }: Register,
  { files, manifest, paths }: BuiltModel,
  documents: { evidence: readonly Document[]; report: Document },
  times: { registered: bigint; validated: bigint; scheduled: bigint; approved: bigint },
): Promise<Hex> {
  const modelRegistry = at("ModelRegistry");
  const { registration } = files;

  await chain.advanceTo(times.registered);
  const developer = await as(PEOPLE.developer);
  const { result: verifier } = await deployVerifier(developer, {
    verifierFactory: at("VerifierFactory"),
    key: verifyingKeyOf(manifest.verificationKey),
    development: manifest.key.insecure,
  });
  const { result: model } = await registerModel(developer, {
    modelRegistry,
    lender: PEOPLE.lender.address,
    name: registration.name,
    version: registration.version,
    kind: manifest.kind,
    policy: registration.policy,
    commitment: files.modelCommitment,
    schemaHash: files.schemaHash,
    verifier,
    manifestHash: hashOf({ path: paths.manifest }),
    tier: registration.tier,
    maximumRecordAge: registration.maximumRecordAge,
    reviewDays: registration.reviewDays,
  });
  for (const document of documents.evidence) await addEvidence(developer, { modelRegistry, model, kind: document.kind, documentHash: hashOf(document) });

  await chain.advanceTo(times.validated);
  await validateModel(await as(PEOPLE.validator), { modelRegistry, model, reportHash: hashOf(documents.report) });
  await chain.advanceTo(times.scheduled);
  const approver = await as(PEOPLE.approver);
  await scheduleApproval(approver, { modelRegistry, model });
  await chain.advanceTo(times.approved);
  await approveModel(approver, { modelRegistry, model });
  return model;
}
