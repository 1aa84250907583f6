import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";

/** Imports an ensemble of trees under its policy. */
export function readModelOf(modelFile: string, policyFile: string): QuantisedTrees {
  const { model } = quantiseFile(modelFile, policyFile);
  if (model.kind !== "trees") throw new Error(`${modelFile} is a ${model.kind}`);
  return model;
}
