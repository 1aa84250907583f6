import type { QuantisedScorecard } from "../quantised.ts";
import { lossTables, pointsAtBaseline } from "./loss-rows.ts";
import { LOSS_LIMIT, POLICY_LIMIT } from "./scorecard-sections.ts";

const within = (value: bigint, limit: bigint) => value < limit && value > -limit;

/** Why a scorecard's numbers do not fit the slots of its commitment, or it not the shape that its policy names; undefined where all fit. */
export function faultOfParameters(model: QuantisedScorecard): { place: string; message: string } | undefined {
  const { policy, shape } = model;
  const tables = lossTables(model);
  const numbers = {
    "cutOffs.approveFrom": policy.approveFrom,
    "cutOffs.referFrom": policy.referFrom,
    bandWidth: policy.bandWidth,
    baseline: pointsAtBaseline(model),
  };
  for (const [place, value] of Object.entries(numbers)) {
    if (!within(value, POLICY_LIMIT)) return { place, message: `Found ${value}, expected less than 2^61.` };
  }
  const lost = tables.flatMap(({ rows }) => rows).find(({ loss }) => !within(loss, LOSS_LIMIT));
  if (lost !== undefined) return { place: "baseline", message: `Found points ${lost.loss} below it, expected less than 2^34.` };
  const most = { characteristics: tables.length, rows: Math.max(...tables.map(({ rows }) => rows.length)) };
  for (const size of ["characteristics", "rows"] as const) {
    if (shape !== undefined && shape[size] < most[size])
      return { place: `shape.${size}`, message: `Found ${shape[size]}, expected at least the model's ${most[size]}.` };
  }
  return undefined;
}
