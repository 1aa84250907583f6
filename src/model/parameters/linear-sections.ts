import { schemaHash } from "../../record/schema.ts";
import type { ParameterSections } from "../../statement/parameters-hash.ts";
import type { QuantisedLinear } from "../quantised-linear.ts";
import { packHead, packInputs } from "./pack-digits.ts";

const KIND = 3;

/** The sections of a linear model's parameters: the features that its terms read, term by term. Slopes and offsets are bound by the document's digest alone: no circuit opens them. */
export function linearSections({ schema, terms }: Pick<QuantisedLinear, "schema" | "terms">): ParameterSections {
  const features = terms.map(({ feature }) => feature);
  return { head: packHead(KIND, features.length), schemaHash: schemaHash(schema), inputs: packInputs(features), tables: [], reasons: [], policy: [] };
}
