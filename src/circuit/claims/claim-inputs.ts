import type { Claim } from "../../evidence/claims/claim.ts";
import { inputDigits } from "../../model/parameters/input-digits.ts";
import { type LossTable, lossTables } from "../../model/parameters/loss-rows.ts";
import { parameterSections } from "../../model/parameters/parameter-sections.ts";
import type { QuantisedModel } from "../../model/quantised.ts";
import { digestHalves } from "../../statement/commitments.ts";
import { absorb } from "../../statement/parameters-hash.ts";
import type { CommitmentOpening } from "../universal/parameter-inputs.ts";

/** The largest loss from `from` on: what none below may fall short of, where the claim holds. */
function limitOf({ rows }: LossTable, from: bigint, values: bigint): bigint {
  const late = rows.filter((row) => row.to > from && row.from < values);
  const early = rows.filter((row) => row.from < from);
  const all = late.length > 0 ? late : early;
  return all.map(({ loss }) => loss).reduce((top, loss) => ((late.length > 0 ? loss > top : loss < top) ? loss : top), all[0]?.loss ?? 0n);
}

/** The private inputs of a claim's circuit: what opens the commitment, and the claim's terms as `claimSignals` has them. They hold the model. */
export function claimInputs(
  claim: Claim,
  model: QuantisedModel,
  { sha256, salt }: CommitmentOpening,
  signals: readonly bigint[],
): Record<string, bigint | readonly bigint[]> {
  const [, , feature, values, term] = signals as [bigint, bigint, bigint, bigint, bigint];
  const sections = parameterSections(model);
  const [upper, lower] = digestHalves(sha256);
  const digits = inputDigits(model);
  const closed = { reasonsHash: absorb(sections.reasons), policyHash: absorb(sections.policy) };
  const shared = { feature_: feature, values_: values, term_: term, input_: digits, upper, lower, salt, ...closed };
  if (claim.claim === "does-not-use" || model.kind !== "scorecard") return { ...shared, tablesHash: absorb(sections.tables) };
  if (claim.claim === "monotone") return { ...shared, table: sections.tables };
  const tables = lossTables(model);
  const limit = digits.map((digit, i) => (digit === feature ? limitOf(tables[i] as LossTable, term, values) : 0n));
  return { ...shared, table: sections.tables, limit };
}
