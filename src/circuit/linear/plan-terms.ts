import { contributionOf, termBounds } from "../../model/linear-margin.ts";
import type { LinearPiece, LinearTerm, QuantisedLinear } from "../../model/quantised-linear.ts";
import { type OpenedFeature, planFeatures, startsOf } from "../write-features.ts";

/** What a term adds in each atom of its feature: slope * code + offset. Without a table there is one atom. */
export interface TermPlan {
  /** Position among the features. */
  feature: number;
  reason: number;
  slopes: readonly bigint[];
  offsets: readonly bigint[];
}

export interface TermsPlan {
  /** In schema order: as the circuit's inputs. */
  features: readonly OpenedFeature[];
  terms: readonly TermPlan[];
}

/** Pieces of one code take the slope of a neighbour: what is one value needs no product of its own. */
function smoothed(pieces: readonly LinearPiece[], size: bigint): LinearPiece[] {
  const single = pieces.map(({ from }, i) => (pieces[i + 1]?.from ?? size) - from === 1n);
  let slope = pieces.find((_, i) => !single[i])?.slope ?? 0n;
  return pieces.map((piece, i) => {
    if (!single[i]) {
      slope = piece.slope;
      return piece;
    }
    return { from: piece.from, slope, offset: contributionOf(pieces, piece.from) - slope * piece.from };
  });
}

/** Plans every raw feature that the model reads and every term over it. */
export function planTerms({ schema, terms }: QuantisedLinear): TermsPlan {
  const features = planFeatures(schema, terms);
  return {
    features,
    terms: terms.map(({ feature, reason, pieces }: LinearTerm): TermPlan => {
      const at = features.findIndex((own) => own.feature === feature);
      const opened = features[at] as OpenedFeature;
      const lines = smoothed(pieces, opened.size);
      const starts = startsOf(opened);
      const lineAt = (code: bigint) => lines.findLast(({ from }) => from <= code) as LinearPiece;
      return { feature: at, reason, slopes: starts.map((code) => lineAt(code).slope), offsets: starts.map((code) => lineAt(code).offset) };
    }),
  };
}

/** The reasons that some record may have, and within what their shortfalls stay, in units of the margin. */
export interface ShortfallsPlan {
  /** 1-based positions in the policy's reasons, in document order. */
  codes: readonly number[];
  /** least <= shortfall <= most for all of them; least is at most 0. */
  least: bigint;
  most: bigint;
}

/** What a reason contributes lies between the sums of what its terms can add, less what they add for the reference. */
export function planShortfalls({ schema, terms, policy }: QuantisedLinear): ShortfallsPlan {
  const bounds = policy.reasons.map(() => ({ least: 0n, most: 0n }));
  for (const term of terms) {
    const { least, most } = termBounds(term, schema);
    const atReference = contributionOf(term.pieces, policy.reference[term.feature] as bigint);
    const bound = bounds[term.reason] as { least: bigint; most: bigint };
    bound.least += least - atReference;
    bound.most += most - atReference;
  }
  const given = bounds.map((bound, reason) => ({ ...bound, code: reason + 1 })).filter(({ most }) => most > 0n);
  return {
    codes: given.map(({ code }) => code),
    least: given.reduce((low, { least }) => (least < low ? least : low), 0n),
    most: given.reduce((high, { most }) => (most > high ? most : high), 0n),
  };
}
