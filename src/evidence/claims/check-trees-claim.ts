import type { QuantisedTrees } from "../../model/quantised-trees.ts";
import { cardinality, type RecordSchema } from "../../record/schema.ts";
import { type Codes, openRiseSearch } from "./branch-and-bound.ts";
import type { Claim, ClaimedFeature } from "./claim.ts";
import { cellOfCode, drivenColumns } from "./column-drive.ts";
import { searchRecords, TRIED } from "./search-records.ts";
import { provedDirections } from "./trees-direction.ts";
import type { Verdict } from "./verdict.ts";

/** Boxes of records that one claim may take. */
const BUDGET = 4000;

interface AtCode {
  code: bigint;
  margin: bigint;
}

/** Whether two margins, the smaller code's first, refute the claim. */
function openRefutation(claim: Claim, from: bigint | undefined): (low: AtCode, high: AtCode) => boolean {
  if (claim.claim === "does-not-use") return (low, high) => low.margin !== high.margin;
  if (claim.claim === "never-worse") return (low, high) => low.code < (from as bigint) && high.code >= (from as bigint) && high.margin > low.margin;
  return claim.direction === "increasing" ? (low, high) => high.margin > low.margin : (low, high) => high.margin < low.margin;
}

/** For a feature that its own column alone reads, the pairs of codes between which the margin must not rise, one code a cell. */
function pairsOf(claim: Claim, cuts: readonly bigint[], { values, from }: ClaimedFeature): Codes[] {
  const reached = cuts.filter((cut) => cut < values);
  if (claim.claim === "monotone") return reached.map((cut) => (claim.direction === "increasing" ? [cut - 1n, cut] : [cut, cut - 1n]));
  const start = from as bigint;
  const below = [0n, ...reached].filter((code) => code < start);
  const above = [start, ...reached.filter((cut) => cut > start)];
  return below.flatMap((before) => above.map((after): Codes => [before, after]));
}

function branchAndBound(model: QuantisedTrees, claim: Claim, claimed: ClaimedFeature, watched: number): Verdict | undefined {
  const column = model.columns[watched];
  if (column?.kind !== "feature") return undefined;
  const search = openRiseSearch(model, watched, claimed.position);
  const budget = { boxes: BUDGET };
  for (const pair of pairsOf(claim, column.cuts, claimed)) {
    const cell = (code: bigint) => cellOfCode(column, model.schema, code);
    const found = search(pair, [cell(pair[0]), cell(pair[1])], budget);
    if (found === "unknown")
      return { result: "not-decided", how: `${BUDGET} boxes of records were bounded and some were left, in none of which a counterexample was met.` };
    if (found !== undefined) {
      const [low, high] = pair[0] < pair[1] ? pair : [pair[1], pair[0]];
      return {
        result: "fails",
        how: "Branching over boxes of records came to a counterexample.",
        records: [found.with(claimed.position, low), found.with(claimed.position, high)],
      };
    }
  }
  return { result: "holds", how: `Branching over boxes of records left none in which there is a counterexample, after ${BUDGET - budget.boxes} boxes.` };
}

/**
 * Decides a claim about an ensemble of trees. No split that reads the feature, and bounds of each tree's rise added up, prove it; a search among variations of the reference record refutes it; where
 * neither does, branching over boxes of records decides, if one column alone reads the feature and the boxes are not too many.
 */
export function checkTreesClaim(model: QuantisedTrees, claim: Claim, claimed: ClaimedFeature): Verdict {
  const { position, values, from } = claimed;
  const driven = drivenColumns(model, position, values);
  if (driven.length === 0) return { result: "holds", how: "No split asks a column that the feature goes into." };
  if (claim.claim !== "does-not-use") {
    const proved = provedDirections(model, position, values, driven);
    if (claim.claim === "monotone" ? proved[claim.direction] : proved.increasing)
      return { result: "holds", how: "The rises that the trees allow from each cell to the next add up to none, bounded tree by tree." };
  }
  const to = claim.claim === "does-not-use" ? cardinality(model.schema.features[position] as RecordSchema["features"][number]) : values;
  const records = searchRecords(model, position, to, from, openRefutation(claim, from));
  if (records !== undefined) return { result: "fails", how: `A search among ${TRIED} variations of the reference record came to a counterexample.`, records };
  const [only, ...others] = driven;
  const decided = claim.claim === "does-not-use" || only === undefined || others.length > 0 ? undefined : branchAndBound(model, claim, claimed, only.column);
  return decided ?? { result: "not-decided", how: `A search among ${TRIED} variations of the reference record met no counterexample, which proves nothing.` };
}
