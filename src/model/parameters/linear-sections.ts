import { schemaHash } from "../../record/schema.ts";
import type { ParameterSections } from "../../statement/parameters-hash.ts";
import type { QuantisedLinear } from "../quantised-linear.ts";
import { INPUT_BITS, INPUTS_PER_ELEMENT, packDigits, packHead } from "./pack-digits.ts";

const KIND = 3;

/** For each term the position of its feature from 1. */
export const linearInputDigits = ({ terms }: Pick<QuantisedLinear, "terms">): bigint[] => terms.map(({ feature }) => BigInt(feature + 1));

/** The sections of a linear model's parameters: the features that its terms read, term by term. Slopes and offsets are bound by the document's digest alone: no circuit opens them. */
export function linearSections(model: Pick<QuantisedLinear, "schema" | "terms">): ParameterSections {
  const digits = linearInputDigits(model);
  const inputs = packDigits(digits, INPUT_BITS, INPUTS_PER_ELEMENT);
  return { head: packHead(KIND, digits.length), schemaHash: schemaHash(model.schema), inputs, tables: [], reasons: [], policy: [] };
}
