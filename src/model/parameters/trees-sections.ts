import { schemaHash } from "../../record/schema.ts";
import type { ParameterSections } from "../../statement/parameters-hash.ts";
import { featuresOf } from "../column-cell.ts";
import type { QuantisedTrees } from "../quantised-trees.ts";
import { packHead, packInputs } from "./pack-digits.ts";

const KIND = 2;

/**
 * The sections of an ensemble's parameters: the features that its columns read, column by column. Splits and leaves are bound by the document's digest alone: no circuit opens hidden
 * trees, and a thousand of them are sixteen thousand field elements, for which Poseidon takes longer than everything else that an import does.
 */
export function treesSections({ schema, columns }: Pick<QuantisedTrees, "schema" | "columns">): ParameterSections {
  const features = columns.flatMap(featuresOf);
  return { head: packHead(KIND, features.length), schemaHash: schemaHash(schema), inputs: packInputs(features), tables: [], reasons: [], policy: [] };
}
