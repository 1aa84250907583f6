import type { Hex } from "viem";
import { type VerifyingKey, verifyingKeyHash } from "../../../src/keys/verifying-key.ts";
import { verifyGroth16 } from "../../../src/proof/verify-groth16.ts";
import { applicationId } from "../../../src/statement/application.ts";
import { OUTCOME_LAYOUT, type Outcome, unpackOutcome } from "../../../src/statement/outcome.ts";
import { nameSignals, PUBLIC_SIGNALS } from "../../../src/statement/signals.ts";
import { PROOF_PARTS } from "../register/proof-parts.ts";
import type { NamedCheck } from "./check.ts";
import { type ManifestFacts, manifestCheck, type NoManifest } from "./check-manifest.ts";
import { DECISION_CHECKS, type DecisionCheckId } from "./decision-check-names.ts";

/** What the page shows of a decision: what the index said. */
export interface ShownDecision {
  application: bigint;
  lender: Hex;
  subject: Hex;
  reference: Hex;
  model: Hex;
  block: bigint;
  settledAt: bigint;
  issuerKey: bigint;
  outcome: Outcome;
  developmentKey: boolean;
  standing: Standing;
  signals: bigint[];
  proof: bigint[];
}

/** What became of a decision after it was settled. */
export interface Standing {
  superseded: boolean;
  overridden: boolean;
}

/** The event of a settlement, out of its transaction's receipt, with the block that holds it. */
export interface Settlement {
  application: bigint;
  model: Hex;
  verifier: Hex;
  signals: bigint[];
  proof: bigint[];
  block: bigint;
  timestamp: bigint;
}

/** The ModelRegistry's record of a model, and what its verifier contract says of itself. */
export interface RegisteredModel {
  commitment: bigint;
  verifier: Hex;
  verifyingKeyHash: Hex;
  manifestHash: Hex;
  maximumRecordAge: bigint;
  schemaHash: bigint;
  key: VerifyingKey;
  developmentKey: boolean;
}

/** What the browser itself read from the chain. */
export interface ChainEvidence {
  chainId: bigint;
  decisionRegistry: Hex;
  settled: Settlement;
  model: RegisteredModel;
  approvedThen: boolean;
  issuerValidThen: boolean;
  /** What the registry says of the decision now. */
  standing: Standing;
}

export interface DecisionEvidence {
  shown: ShownDecision;
  chain: ChainEvidence;
  /** What the public manifest of the settled model says. */
  manifest: ManifestFacts | NoManifest;
}

const moment = (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");
const describe = ({ decision, disclosedScore, issuedAt }: Outcome) => `${decision}, disclosed score ${disclosedScore}, record signed ${moment(issuedAt)}`;
const hex = (value: bigint) => `0x${value.toString(16).padStart(64, "0")}`;
const keyKind = (development: boolean) => (development ? "made by a development set-up" : "made by a ceremony");

const spellStanding = ({ superseded, overridden }: Standing) =>
  `${superseded ? "superseded" : "not superseded"}, ${overridden ? "overridden" : "not overridden"}`;

function outcomeOf(word: bigint): string {
  try {
    return describe(unpackOutcome(word));
  } catch (error) {
    return (error as Error).message;
  }
}

/** One result of a check by its id. */
export function decisionCheck(id: DecisionCheckId, state: NamedCheck["state"], expected: string, found: string): NamedCheck {
  const named = DECISION_CHECKS.find((check) => check.id === id);
  if (named === undefined) throw new RangeError(`no check is called ${id}`);
  return { ...named, state, expected, found };
}

/** What a page shows of a settlement, part by part. */
const parts = (of: { application: bigint; model: Hex; block: bigint; time: bigint; signals: bigint[]; proof: bigint[] }): [name: string, value: string][] => [
  ["application", hex(of.application)],
  ["model", of.model.toLowerCase()],
  ["block", `${of.block}`],
  ["settled", moment(of.time)],
  ...PUBLIC_SIGNALS.map((name, i): [string, string] => [name, hex(of.signals[i] ?? -1n)]),
  ...PROOF_PARTS.map((name, i): [string, string] => [`proof ${name}`, hex(of.proof[i] ?? -1n)]),
];

/** Runs every check of a decision, one after the other; each says what it expected and what it found. */
export function* checkDecision({ shown, chain, manifest }: DecisionEvidence): Generator<NamedCheck> {
  const { settled, model } = chain;
  const signals = nameSignals(settled.signals);
  const result = (id: DecisionCheckId, holds: boolean, expected: string, found: string) => decisionCheck(id, holds ? "holds" : "fails", expected, found);
  const equal = (id: DecisionCheckId, expected: string, found: string) => result(id, expected === found, expected, found);

  const onChain = parts({ ...settled, time: settled.timestamp });
  const different = parts({ ...shown, time: shown.settledAt })
    .map(([name, value], i) => [name, value, onChain[i]?.[1]] as const)
    .filter(([, value, found]) => value !== found);
  yield different.length === 0
    ? result("settled", true, `the ${onChain.length} parts that this page shows`, `the same in the event of block ${settled.block}`)
    : result(
        "settled",
        false,
        different.map(([name, value]) => `${name} ${value}`).join("; "),
        different.map(([name, , found]) => `${name} ${found}`).join("; "),
      );

  const holds = verifyGroth16(model.key, settled.proof, settled.signals);
  yield result("proof", holds, "the pairing equation holds", holds ? "it holds" : "it does not hold");

  const describeKey = (hash: string, verifier: string, development: boolean) => `${hash.toLowerCase()}, ${keyKind(development)}, in ${verifier.toLowerCase()}`;
  yield equal(
    "key",
    describeKey(model.verifyingKeyHash, model.verifier, shown.developmentKey),
    describeKey(verifyingKeyHash(model.key), settled.verifier, model.developmentKey),
  );
  yield manifestCheck(manifest, model);
  yield equal("commitment", hex(model.commitment), hex(signals.modelCommitment));
  yield result(
    "approved",
    chain.approvedThen,
    `approved at ${moment(settled.timestamp)}, block ${settled.block}`,
    chain.approvedThen ? "approved then" : "not approved then",
  );

  const { offset, width } = OUTCOME_LAYOUT.issuedAt;
  const issuedAt = (signals.outcome >> offset) & ((1n << width) - 1n);
  yield result(
    "issuer",
    chain.issuerValidThen && shown.issuerKey === signals.issuerKey,
    `key ${hex(shown.issuerKey)} valid at ${moment(issuedAt)}, and not revoked at ${moment(settled.timestamp)}`,
    `key ${hex(signals.issuerKey)} ${chain.issuerValidThen ? "valid then" : "not valid then"}`,
  );

  const age = settled.timestamp - issuedAt;
  yield result(
    "fresh",
    age >= 0n && age <= model.maximumRecordAge,
    `signed at most ${model.maximumRecordAge} seconds before the settlement`,
    `signed ${age} seconds before it`,
  );

  const { lender, subject, reference } = shown;
  yield equal(
    "application",
    hex(applicationId({ chainId: chain.chainId, decisionRegistry: chain.decisionRegistry, lender, subject, reference })),
    hex(signals.applicationId),
  );
  yield equal("outcome", describe(shown.outcome), outcomeOf(signals.outcome));
  yield equal("standing", spellStanding(shown.standing), spellStanding(chain.standing));
}
