import { schemaHash } from "../../record/schema.ts";
import type { ParameterSections } from "../../statement/parameters-hash.ts";
import { featuresOf } from "../column-cell.ts";
import type { QuantisedTrees } from "../quantised-trees.ts";
import { INPUT_BITS, INPUTS_PER_ELEMENT, packDigits, packHead } from "./pack-digits.ts";

const KIND = 2;

/** For each time that a column reads a feature its position from 1, column by column. */
export const treesInputDigits = ({ columns }: Pick<QuantisedTrees, "columns">): bigint[] => columns.flatMap(featuresOf).map((feature) => BigInt(feature + 1));

/** The head of an ensemble whose columns read features so many times. */
export const treesHead = (inputs: number): bigint => packHead(KIND, inputs);

/**
 * The sections of an ensemble's parameters: the features that its columns read, column by column. Splits and leaves are bound by the document's digest alone: no circuit opens hidden
 * trees, and a thousand of them are sixteen thousand field elements, for which Poseidon takes longer than everything else that an import does.
 */
export function treesSections(model: Pick<QuantisedTrees, "schema" | "columns">): ParameterSections {
  const digits = treesInputDigits(model);
  const inputs = packDigits(digits, INPUT_BITS, INPUTS_PER_ELEMENT);
  return { head: treesHead(digits.length), schemaHash: schemaHash(model.schema), inputs, tables: [], reasons: [], policy: [] };
}
