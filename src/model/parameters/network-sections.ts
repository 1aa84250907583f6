import { schemaHash } from "../../record/schema.ts";
import type { ParameterSections } from "../../statement/parameters-hash.ts";
import type { QuantisedNetwork } from "../quantised-network.ts";
import { INPUT_BITS, INPUTS_PER_ELEMENT, packDigits, packHead } from "./pack-digits.ts";

const KIND = 4;

/** The head of a network that reads a feature so many times. */
export const networkHead = (inputs: number): bigint => packHead(KIND, inputs);

/** For each input the position of its feature from 1. */
export const networkInputDigits = ({ inputs }: Pick<QuantisedNetwork, "inputs">): bigint[] => inputs.map(({ feature }) => BigInt(feature + 1));

/** The sections of a network's parameters: the features that it reads. Weights are bound by the document's digest alone: no circuit opens them. */
export function networkSections(model: Pick<QuantisedNetwork, "schema" | "inputs">): ParameterSections {
  return {
    head: networkHead(model.inputs.length),
    schemaHash: schemaHash(model.schema),
    inputs: packDigits(networkInputDigits(model), INPUT_BITS, INPUTS_PER_ELEMENT),
    tables: [],
    reasons: [],
    policy: [],
  };
}
