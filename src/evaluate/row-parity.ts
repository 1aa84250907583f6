import { dyadicOf } from "../model/dyadic.ts";
import type { QuantisedModel } from "../model/quantised.ts";
import type { QuantisedLinear } from "../model/quantised-linear.ts";
import type { QuantisedNetwork } from "../model/quantised-network.ts";
import type { QuantisedTrees } from "../model/quantised-trees.ts";
import type { Decision } from "../statement/outcome.ts";
import type { ExpectedRow } from "./expected-rows.ts";

/** What one row compares to: undefined where the expected file says nothing of it. */
export interface RowParity {
  decision: Decision;
  /** The tool decides, the model refers within its stated error. */
  withinError: boolean;
  score: boolean | undefined;
  leaves: boolean | undefined;
  margin: { difference: number; bound: number; equal: boolean } | undefined;
  reasons: boolean | undefined;
}

/** True where the reasons given are those expected, by code and in order. */
export const sameReasons = (model: QuantisedModel, given: readonly number[], expected: readonly string[]) =>
  given.map((position) => model.policy.reasons[position - 1]?.code).join(" ") === expected.join(" ");

/** |a - b| of a number of units of 1 / perOne and a float, as a float: the difference itself is taken exactly. */
export function distance(margin: bigint, perOne: bigint, value: number): number {
  const { mantissa, exponent } = dyadicOf(value);
  const places = BigInt(Math.max(0, -exponent));
  const difference = (margin << places) - mantissa * perOne * (exponent > 0 ? 1n << BigInt(exponent) : 1n);
  return Math.abs(Number(difference)) / Number(perOne) / 2 ** Number(places);
}

type MarginModel = QuantisedLinear | QuantisedTrees | QuantisedNetwork;

/** Units of the model that make a margin of 1. */
export const unitsPerOne = ({ marginDivisor, marginBits }: MarginModel): bigint => marginDivisor << BigInt(marginBits);

/** True where the tool decides and the model refers, for its margin lies within its stated error of a cut-off. */
export function referredWithinError({ policy, marginError: error }: MarginModel, margin: bigint, decision: Decision, expected: ExpectedRow): boolean {
  const { approveBelow, declineFrom } = policy;
  const near = (margin >= approveBelow && margin < approveBelow + 2n * error) || (margin < declineFrom && margin >= declineFrom - 2n * error);
  return decision === "refer" && expected.decision !== "refer" && near;
}

/** The tool's own margin as its floats hold it; undefined where the file has none. */
export const marginAsRead = ({ summation }: MarginModel, { margin }: ExpectedRow): number | undefined =>
  margin === undefined || summation === "float64" ? margin : Math.fround(margin);
