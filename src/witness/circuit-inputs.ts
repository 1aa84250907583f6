import type { CircuitOptions } from "../circuit/generate-decision-circuit.ts";
import { recordLayout } from "../circuit/record-layout.ts";
import { type CommitmentOpening, parameterInputs } from "../circuit/universal/parameter-inputs.ts";
import { CredenceError } from "../errors/credence-error.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { type Evaluation, packReasons } from "../model/evaluation.ts";
import type { QuantisedModel } from "../model/quantised.ts";
import type { CheckedRecord } from "../record/record.ts";
import { packCodes } from "../record/schema.ts";
import { decisionCommitment } from "../statement/commitments.ts";
import { isFieldElement } from "../statement/field.ts";
import { packOutcome } from "../statement/outcome.ts";
import type { PublicSignals } from "../statement/signals.ts";

/** Inputs of a circuit by name. */
export type CircuitInputs = Record<string, bigint | readonly bigint[]>;

export interface DecisionInputs {
  inputs: CircuitInputs;
  /** What the reference evaluator says that the circuit must say. */
  signals: PublicSignals;
  evaluation: Evaluation;
}

/** A blind of fewer bits could be guessed. */
const LEAST_BLIND = 1n << 64n;

/** The record as a circuit in fixed mode opens it: what the model reads, and the rest by runs and whole elements. */
function fixedInputs(model: QuantisedModel, { codes }: CheckedRecord): CircuitInputs {
  const layout = recordLayout(model);
  const elements = packCodes(model.schema, codes);
  const inputs: CircuitInputs = { code: layout.used.map((feature) => codes[feature] as bigint) };
  if (layout.unused.length > 0) {
    inputs.unused = layout.unused.map(({ element, offset, width }) => ((elements[element] as bigint) >> BigInt(offset)) & ((1n << BigInt(width)) - 1n));
  }
  if (layout.whole.length > 0) inputs.whole = layout.whole.map((element) => elements[element] as bigint);
  return inputs;
}

/** Every code of the record, and the model that the commitment opens to. */
function universalInputs(model: QuantisedModel, { codes }: CheckedRecord, opening: CommitmentOpening): CircuitInputs {
  if (model.kind === "trees" || model.kind === "network") throw new RangeError(`no universal circuit is made of a model of kind ${model.kind}`);
  return { code: codes, ...parameterInputs(model, opening) };
}

/**
 * The private inputs of a decision circuit, and the public signals that the reference evaluator expects of it.
 * @param request.blind fresh, at least 128 random bits, a field element.
 * @param request.universal for a circuit in universal mode: what opens the model commitment.
 * @param request.reasons "none" for a circuit that was generated without reasons.
 * @throws CredenceError CRD-5007 for a blind that hides nothing; what `evaluate` throws for codes outside the schema.
 */
export function buildCircuitInputs(request: {
  model: QuantisedModel;
  modelCommitment: bigint;
  record: CheckedRecord;
  blind: bigint;
  reasons?: CircuitOptions["reasons"];
  universal?: CommitmentOpening | undefined;
}): DecisionInputs {
  const { model, modelCommitment, record, blind } = request;
  if (!isFieldElement(blind) || blind < LEAST_BLIND) {
    throw new CredenceError("CRD-5007", "The blind is not a field element of at least 128 random bits.", { place: "blind" });
  }
  const evaluated = evaluate(model, record.codes);
  const evaluation = request.reasons === "none" ? { ...evaluated, reasons: [] } : evaluated;
  const { decision, disclosedScore, score, reasons } = evaluation;
  const inputs: CircuitInputs = {
    signer: record.issuerKey,
    application: record.applicationId,
    issuedAt: record.issuedAt,
    R8x: record.signature.R8.x,
    R8y: record.signature.R8.y,
    S: record.signature.S,
    blind,
    ...(request.universal === undefined ? fixedInputs(model, record) : universalInputs(model, record, request.universal)),
  };
  const { applicationId } = record;
  return {
    inputs,
    evaluation,
    signals: {
      modelCommitment,
      issuerKey: record.issuerKey,
      applicationId,
      decisionCommitment: decisionCommitment({ blind, modelCommitment, applicationId, score, packedReasons: packReasons(reasons) }),
      outcome: packOutcome({ decision, disclosedScore, issuedAt: record.issuedAt }),
    },
  };
}
