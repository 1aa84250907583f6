import { crc32 } from "node:zlib";
import type { QuantisedTrees } from "../model/quantised-trees.ts";
import { openTreesDecision, openTreesEvaluator } from "./evaluate-trees.ts";
import type { ExpectedRow } from "./expected-rows.ts";
import { distance, marginAsRead, type RowParity, referredWithinError, sameReasons, unitsPerOne } from "./row-parity.ts";

/**
 * The tool adds n floats, each perhaps a rounded product, and may divide once: by the standard bound (Higham, Accuracy and Stability of Numerical Algorithms, 4.2) it is off by at most
 * gamma_(n+2) times the sum of the absolute values.
 */
export function openTreesParity(model: QuantisedTrees): (codes: readonly bigint[], expected: ExpectedRow) => RowParity {
  const decide = openTreesDecision(model);
  const explain = openTreesEvaluator(model);
  const perOne = unitsPerOne(model);
  const unitRoundoff = model.summation === "float32" ? 2 ** -24 : 2 ** -53;
  const additions = (model.trees.length + 3) * unitRoundoff;
  const gamma = additions / (1 - additions);

  return (codes, expected) => {
    const { leaves, margin, magnitude, decision } = decide(codes);
    const text = leaves.join(" ");
    const read = marginAsRead(model, expected);
    const bound = (gamma * Number(magnitude) + Number(model.marginError)) / Number(perOne);
    const difference = read === undefined ? 0 : distance(margin, perOne, read);
    return {
      decision,
      withinError: referredWithinError(model, margin, decision, expected),
      score: undefined,
      leaves:
        expected.leaves !== undefined ? text === expected.leaves : expected.leavesCrc32 && crc32(text).toString(16).padStart(8, "0") === expected.leavesCrc32,
      margin: read === undefined ? undefined : { difference, bound, equal: difference <= bound },
      reasons: expected.reasons && sameReasons(model, explain(codes).reasons, expected.reasons),
    } as RowParity;
  };
}
