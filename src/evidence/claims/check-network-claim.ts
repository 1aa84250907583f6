import { openNetworkMargin } from "../../model/network-margin.ts";
import type { QuantisedNetwork } from "../../model/quantised-network.ts";
import { cardinality, type Feature } from "../../record/schema.ts";
import type { Claim, ClaimedFeature } from "./claim.ts";
import type { Verdict } from "./verdict.ts";

/** Codes of a feature at which the margin is asked for, at most: more only take time. */
const MOST_ASKED = 512n;

type Asked = readonly { code: bigint; margin: bigint }[];
type Pair = readonly [low: bigint, high: bigint];

/** Codes evenly spread from the first to the last, and those on either side of an age. */
function codesAsked(count: bigint, from: bigint | undefined): bigint[] {
  const spread = count <= MOST_ASKED ? count : MOST_ASKED;
  const codes = Array.from({ length: Number(spread) }, (_, i) => (spread === 1n ? 0n : (BigInt(i) * (count - 1n)) / (spread - 1n)));
  const edges = from === undefined ? [] : [from - 1n, from].filter((code) => code >= 0n && code < count);
  return [...new Set([...codes, ...edges])].sort((a, b) => (a < b ? -1 : 1));
}

/** Two codes, the smaller first, that refute a claim: a higher margin is a higher risk, and worth less. */
function refuting(claim: Claim, asked: Asked, from: bigint | undefined): Pair | undefined {
  for (const [i, low] of asked.entries()) {
    const high = asked.slice(i + 1).find(({ code, margin }) => {
      if (claim.claim === "does-not-use") return margin !== low.margin;
      if (claim.claim === "monotone") return claim.direction === "increasing" ? margin > low.margin : margin < low.margin;
      return low.code < (from as bigint) && code >= (from as bigint) && margin > low.margin;
    });
    if (high !== undefined) return [low.code, high.code];
  }
  return undefined;
}

/** Decides a claim about a network where that is plain: no input reads the feature, or the reference record with other values of it refutes the claim. Else it is not decided. */
export function checkNetworkClaim(model: QuantisedNetwork, claim: Claim, { position, values, from }: ClaimedFeature): Verdict {
  if (model.inputs.every(({ feature }) => feature !== position)) return { result: "holds", how: "No weight reads the feature." };
  const { reference } = model.policy;
  const marginOf = openNetworkMargin(model);
  const count = claim.claim === "does-not-use" ? cardinality(model.schema.features[position] as Feature) : values;
  const asked = codesAsked(count, from).map((code) => ({ code, margin: marginOf(reference.with(position, code)) }));
  const how = `The margin of the reference record was compared at ${asked.length} values of the feature`;
  const found = refuting(claim, asked, from);
  if (found === undefined) return { result: "not-decided", how: `${how}; what a network makes of other records is not searched.` };
  return { result: "fails", how: `${how}.`, records: [reference.with(position, found[0]), reference.with(position, found[1])] };
}
