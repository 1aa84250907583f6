import { cardinality, type Feature, type RecordSchema } from "../record/schema.ts";
import type { LinearPiece, LinearTerm, QuantisedLinear } from "./quantised-linear.ts";

/** What a code adds to the margin by a term's pieces. */
export function contributionOf(pieces: readonly LinearPiece[], code: bigint): bigint {
  let low = 1;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle] as LinearPiece).from <= code) low = middle + 1;
    else high = middle;
  }
  const { slope, offset } = pieces[low - 1] as LinearPiece;
  return slope * code + offset;
}

/** The parts of a model that make its margin. */
export type LinearMarginModel = Pick<QuantisedLinear, "schema" | "initialMargin" | "terms">;

/** Makes the function from a record's codes, which must be the schema's, to its margin in the model's units. */
export const openLinearMargin =
  ({ initialMargin, terms }: LinearMarginModel): ((codes: readonly bigint[]) => bigint) =>
  (codes) =>
    terms.reduce((margin, { feature, pieces }) => margin + contributionOf(pieces, codes[feature] as bigint), initialMargin);

/** The least and the greatest that a term can add. */
export function termBounds({ feature, pieces }: LinearTerm, schema: RecordSchema): { least: bigint; most: bigint } {
  const size = cardinality(schema.features[feature] as Feature);
  const values = pieces.flatMap(({ from, slope, offset }, i) => {
    const last = (pieces[i + 1]?.from ?? size) - 1n;
    return [slope * from + offset, slope * last + offset];
  });
  return { least: values.reduce((a, b) => (b < a ? b : a)), most: values.reduce((a, b) => (b > a ? b : a)) };
}

/** The least and the greatest margin of any record. Terms of one feature are bounded each on its own. */
export function linearMarginBounds({ schema, initialMargin, terms }: LinearMarginModel): { least: bigint; most: bigint } {
  return terms
    .map((term) => termBounds(term, schema))
    .reduce((sum, { least, most }) => ({ least: sum.least + least, most: sum.most + most }), { least: initialMargin, most: initialMargin });
}
