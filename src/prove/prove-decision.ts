import { randomBytes } from "node:crypto";
import type { Manifest } from "../build/manifest.ts";
import type { CommitmentOpening } from "../circuit/universal/parameter-inputs.ts";
import { CredenceError } from "../errors/credence-error.ts";
import { verifyingKeyOf } from "../keys/verifying-key.ts";
import { packReasons } from "../model/evaluation.ts";
import type { QuantisedModel } from "../model/quantised.ts";
import type { Receipt } from "../receipt/receipt.ts";
import { checkRecord, type SignedRecord } from "../record/record.ts";
import { type Application, applicationId } from "../statement/application.ts";
import { orderSignals } from "../statement/signals.ts";
import { buildCircuitInputs } from "../witness/circuit-inputs.ts";
import type { WitnessCalculator } from "../witness/witness-calculator.ts";
import type { ProveOptions, Prover, ProvingStage } from "./prover.ts";

/** What proving needs of a built model, opened once for many decisions. */
export interface OpenModel {
  model: QuantisedModel;
  /** What opens the model's commitment in a universal circuit. */
  opening: CommitmentOpening;
  manifest: Manifest;
  /** The model's id in the registry that the receipt names. */
  modelId: `0x${string}`;
  calculator: WitnessCalculator;
  prover: Prover;
}

export type DecisionStage = "checking the record" | "computing the witness" | ProvingStage;

export interface ProveDecisionOptions extends Omit<ProveOptions, "onStage"> {
  onStage?: (stage: DecisionStage) => void;
}

/** 31 bytes of the system's generator: a blind of 248 bits, always below the field order. */
const freshBlind = (): bigint => BigInt(`0x${randomBytes(31).toString("hex")}`);

/**
 * Proves the decision on one signed record for one application: checks the record, evaluates the model, compares the witness with the evaluation, proves, and verifies the proof.
 * @returns the receipt, not yet settled. It opens the exact score and the reasons: hand it to the applicant and to nobody without a right to them.
 * @throws CredenceError CRD-2xxx (record), CRD-5001 (the record was signed for another application), CRD-5002 (witness and evaluator disagree), CRD-5003 (self-check).
 */
export async function proveDecision(open: OpenModel, signed: SignedRecord, application: Application, options: ProveDecisionOptions = {}): Promise<Receipt> {
  const { model, manifest } = open;
  const { onStage = () => {} } = options;
  onStage("checking the record");
  const record = checkRecord(model.schema, signed);
  const id = applicationId(application);
  if (record.applicationId !== id) {
    throw new CredenceError("CRD-5001", `The issuer signed this record for application ${record.applicationId}, not for ${id}.`);
  }
  const blind = freshBlind();
  const { inputs, signals, evaluation } = buildCircuitInputs({
    model,
    modelCommitment: BigInt(manifest.modelCommitment),
    record,
    blind,
    universal: manifest.mode === "universal" ? open.opening : undefined,
  });
  onStage("computing the witness");
  const witness = await open.calculator.calculate(inputs, signals);
  const proven = await open.prover.prove(witness.wtns, options);
  const expected = orderSignals(signals);
  if (proven.signals.some((signal, i) => signal !== expected[i])) {
    throw new CredenceError("CRD-5002", "The circuit's public signals are not the reference evaluator's; nothing was sent.");
  }
  return {
    format: "credence.receipt/1",
    chainId: Number(application.chainId),
    decisionRegistry: application.decisionRegistry,
    application: { lender: application.lender, subject: application.subject, reference: application.reference, id },
    model: {
      id: open.modelId,
      name: model.name,
      version: model.version,
      commitment: BigInt(manifest.modelCommitment),
      verifyingKeyHash: manifest.key.verifyingKeyHash as `0x${string}`,
      verifyingKey: [...verifyingKeyOf(manifest.verificationKey)],
    },
    issuerKey: record.issuerKey,
    signals: proven.signals,
    proof: proven.proof,
    outcome: { decision: evaluation.decision, disclosedScore: evaluation.disclosedScore, issuedAt: record.issuedAt },
    opening: { blind, score: evaluation.score, packedReasons: packReasons(evaluation.reasons) },
    pointsScale: model.pointsScale,
    reasons: evaluation.reasons.map((position) => {
      const reason = model.policy.reasons[position - 1] as { code: string; sentence: string };
      return { position, code: reason.code, sentence: reason.sentence };
    }),
  };
}
