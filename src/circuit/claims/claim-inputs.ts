import type { Claim } from "../../evidence/claims/claim.ts";
import { inputDigits } from "../../model/parameters/input-digits.ts";
import { type LineTable, lineTables } from "../../model/parameters/line-tables.ts";
import { type LossTable, lossTables } from "../../model/parameters/loss-rows.ts";
import { parameterSections } from "../../model/parameters/parameter-sections.ts";
import { type TreeOrder, treeOrders } from "../../model/parameters/tree-order.ts";
import type { QuantisedModel } from "../../model/quantised.ts";
import { digestHalves } from "../../statement/commitments.ts";
import { absorb } from "../../statement/parameters-hash.ts";
import type { CommitmentOpening } from "../universal/parameter-inputs.ts";
import { lineLimit, rowLimit } from "./never-worse-limit.ts";
import { treeBounds } from "./tree-bounds.ts";

/** What opens the trees, and for each split what its leaves are parted by. */
const openTrees = (orders: readonly TreeOrder[], decreasing: boolean) => ({
  split: orders.flatMap(({ splits }) => splits.map(({ feature }) => BigInt(feature))),
  unordered: orders.flatMap(({ splits }) => splits.map(({ unordered }) => BigInt(unordered))),
  rank: orders.flatMap(({ ranks }) => ranks.map(BigInt)),
  bound: orders.flatMap((order) => treeBounds(order, decreasing)),
});

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
  if (claim.claim === "does-not-use") return { ...shared, tablesHash: absorb(sections.tables) };
  if (model.kind === "trees") return { ...shared, ...openTrees(treeOrders(model), claim.claim === "monotone" && term === 1n) };
  if (model.kind === "network") throw new RangeError(`no circuit opens the weights of a network: ${claim.claim} is not proven of one`);
  const opened = { ...shared, [model.kind === "linear" ? "row" : "table"]: sections.tables };
  if (claim.claim === "monotone") return opened;
  const tables = model.kind === "linear" ? lineTables(model) : lossTables(model);
  const limitOf = (i: number) => (model.kind === "linear" ? lineLimit(tables[i] as LineTable, term, values) : rowLimit(tables[i] as LossTable, term, values));
  return { ...opened, limit: digits.map((digit, i) => (digit === feature ? limitOf(i) : 0n)) };
}
