import { cardinality } from "../record/schema.ts";
import { faultOfMarginPolicy } from "./check-margin-policy.ts";
import { faultOfLinearShape } from "./parameters/committed-lines.ts";
import { faultOfLinearParameters } from "./parameters/linear-sections.ts";
import type { LinearTerm, QuantisedLinear } from "./quantised-linear.ts";

function faultOfTerm({ feature, reason, pieces }: LinearTerm, { schema, policy }: QuantisedLinear): string | undefined {
  const raw = schema.features[feature];
  if (raw === undefined) return "reads a feature that the schema does not have";
  if (policy.reasons[reason] === undefined) return "has a reason that the policy does not have";
  const ascend = pieces.every(({ from }, i) => (i === 0 ? from === 0n : from > (pieces[i - 1] as { from: bigint }).from));
  if (pieces.length === 0 || !ascend || (pieces.at(-1) as { from: bigint }).from >= cardinality(raw))
    return "has pieces that do not ascend from 0 within its codes";
  return undefined;
}

/** What is wrong with a linear model that was read back, or undefined: whatever the evaluator and the circuits take for granted. */
export function faultOfLinear(model: QuantisedLinear): string | undefined {
  const { terms, policy } = model;
  if (terms.length === 0) return "it has no term";
  for (const [position, term] of terms.entries()) {
    const fault = faultOfTerm(term, model);
    if (fault !== undefined) return `term ${position} ${fault}`;
    const before = terms[position - 1];
    if (before !== undefined && before.feature > term.feature) return `term ${position} is out of order`;
  }
  const fault = faultOfMarginPolicy(
    model,
    terms.map(({ feature }) => feature),
  );
  if (fault !== undefined) return fault;
  const unfit = faultOfLinearParameters(model);
  if (unfit !== undefined) return unfit;
  const cramped = faultOfLinearShape(model);
  if (cramped !== undefined) return `${cramped.place}: ${cramped.message}`;
  const unused = policy.reasons.findIndex((_, position) => terms.every(({ reason }) => reason !== position));
  return unused < 0 ? undefined : `no term has the reason ${policy.reasons[unused]?.code}`;
}
