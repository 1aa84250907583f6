import type { Decision } from "../../statement/outcome.ts";
import type { Sensitivity } from "./sensitivity.ts";

/** Bits that numbers of a model are rounded to, after the point. */
export const FRACTIONAL_BITS: readonly number[] = [7, 10, 13, 16, 20];

/** What a record comes to: points, or the margin where one decides, and the decision. */
export interface Amount {
  /** In units of 1 / perOne. */
  amount: bigint;
  decision: Decision;
}

export type AmountOf = (codes: readonly bigint[]) => Amount;

/** A model with numbers of one kind rounded. */
export interface Rounding extends Pick<Sensitivity["roundings"][number], "what" | "to" | "changes"> {
  amountOf: AmountOf;
}

/** A model as it is, and as it is rounded, all in one unit. */
export interface Examined {
  perOne: bigint;
  amountOf: AmountOf;
  roundings: readonly Rounding[];
}
