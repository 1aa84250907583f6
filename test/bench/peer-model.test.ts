import { describe, expect, it } from "vitest";
import type { Network } from "../../bench/peers/network.ts";
import { peerModel } from "../../bench/peers/peer-model.ts";
import { PEER_MODELS } from "../../bench/peers/peer-models.ts";
import { evaluate } from "../../src/evaluate/evaluate.ts";
import type { MarginEvaluation } from "../../src/evaluate/margin-evaluation.ts";
import { neededFeatures } from "../../src/model/needed-features.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";
import { readRows } from "../../src/record/rows.ts";

/** The output of a network by its definition. */
function outputOf(network: Network, codes: readonly number[]): number {
  if (network.kind === "dense") {
    const values = network.layers.reduce(
      (read, { weights, biases }, layer) =>
        weights.map((row, k) =>
          row.reduce((sum, weight, i) => sum + weight * (layer === 0 ? (read[i] as number) : Math.max(0, read[i] as number)), biases[k] as number),
        ),
      codes as number[],
    );
    return (values[0] as number) / network.finer;
  }
  const reached = network.cuts.map(([feature, from]) => ((codes[feature] as number) >= from ? 1 : 0));
  if (network.kind === "sum") {
    const steps = network.deltas.reduce((sum, delta, i) => sum + delta * (reached[i] as number), 0);
    return network.slopes.reduce((sum, [feature, slope]) => sum + slope * (codes[feature] as number), network.start + steps);
  }
  return network.leaves.reduce((sum, leaves, tree) => {
    const at = network.levels.reduce((node, level) => 2 * node + (reached[level[tree]?.[node] as number] as number), 0);
    return sum + (leaves[at] as number);
  }, network.start);
}

describe("what EZKL is given", () => {
  it.each(PEER_MODELS)("is the model: $name", ({ modelFile, policyFile, applicantsFile }) => {
    const { model } = quantiseFile(modelFile, policyFile);
    const rows = readRows(applicantsFile, model.schema, neededFeatures(model)).slice(0, 300);
    const given = peerModel(model, rows);
    const evaluations = rows.map((codes) => evaluate(model, codes) as MarginEvaluation);
    // A network is given without the floors between its layers, which its proved error counts.
    const error = model.kind === "network" ? Number(model.marginError) : 0;
    const off = evaluations.map(({ margin, score }, i) => Math.abs(outputOf(given, given.rows[i] as number[]) - Number(margin ?? score)));
    expect(Math.max(...off)).toBeLessThanOrEqual(error);
    const ascending = model.kind === "scorecard" ? ["decline", "refer", "approve"] : ["approve", "refer", "decline"];
    expect(given.decisions.map((reached) => ascending[reached])).toEqual(evaluations.map(({ decision }) => decision));
    expect(new Set(given.decisions).size).toBe(3);
  });
});
