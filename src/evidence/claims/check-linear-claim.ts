import type { LinearTerm, QuantisedLinear } from "../../model/quantised-linear.ts";
import { cardinality, type Feature } from "../../record/schema.ts";
import type { Claim, ClaimedFeature } from "./claim.ts";
import { type ContributionEnd, contributionEnds } from "./contribution-ends.ts";
import type { Verdict } from "./verdict.ts";

type Pair = readonly [low: ContributionEnd, high: ContributionEnd];

/** The ends, of one or more, where the least and where the most is added. */
const extremes = (ends: readonly ContributionEnd[]): Pair => [
  ends.reduce((least, end) => (end.added < least.added ? end : least)),
  ends.reduce((most, end) => (end.added > most.added ? end : most)),
];

/** Two codes at which different amounts are added. */
const apart = (ends: readonly ContributionEnd[]): Pair | undefined => {
  const [least, most] = extremes(ends);
  if (least.added === most.added) return undefined;
  return least.code < most.code ? [least, most] : [most, least];
};

/** The two codes between which it goes furthest the wrong way: a higher margin is a higher risk, and worth less. */
function wrongWay(ends: readonly ContributionEnd[], direction: "increasing" | "decreasing"): Pair | undefined {
  const sign = direction === "increasing" ? 1n : -1n;
  let low = ends[0] as ContributionEnd;
  let [found, most]: [Pair | undefined, bigint] = [undefined, 0n];
  for (const end of ends) {
    const way = sign * (end.added - low.added);
    if (way > most) [found, most] = [[low, end], way];
    if (way < 0n) low = end;
  }
  return found;
}

/** The best code below `from` and the worst from it up, if the one is better than the other. */
function worse(ends: readonly ContributionEnd[], from: bigint): Pair | undefined {
  const below = ends.filter(({ code }) => code < from);
  if (below.length === 0) return undefined;
  const [least] = extremes(below);
  const [, most] = extremes(ends.filter(({ code }) => code >= from));
  return most.added > least.added ? [least, most] : undefined;
}

/** Two codes that a reason tells apart, where what differs cancels out in the margin. */
function usedByReason(terms: readonly LinearTerm[], codes: bigint): Pair | undefined {
  const reasons = [...new Set(terms.map(({ reason }) => reason))];
  const own = reasons.map((position) => terms.filter(({ reason }) => reason === position));
  return own.map((each) => apart(contributionEnds(each, codes))).find((pair) => pair !== undefined);
}

/** Decides a claim about a linear model, exactly: what a feature adds to the margin is a function of its code alone, and a line between the ends of its pieces. */
export function checkLinearClaim(model: QuantisedLinear, claim: Claim, { position, values, from }: ClaimedFeature): Verdict {
  const terms = model.terms.filter(({ feature }) => feature === position);
  if (terms.length === 0) return { result: "holds", how: "No weight reads the feature." };
  const codes = claim.claim === "does-not-use" ? cardinality(model.schema.features[position] as Feature) : values;
  const ends = contributionEnds(terms, codes, from);
  const how = `What the feature adds to the margin was compared at ${ends.length} of its codes; from each to the next it is a line.`;
  let found: Pair | undefined;
  if (claim.claim === "does-not-use") found = apart(ends) ?? usedByReason(terms, codes);
  else if (claim.claim === "monotone") found = wrongWay(ends, claim.direction);
  else found = worse(ends, from as bigint);
  if (found === undefined) return { result: "holds", how };
  const [low, high] = found;
  const record = (code: bigint) => model.policy.reference.with(position, code);
  return { result: "fails", how, records: [record(low.code), record(high.code)] };
}
