import { createHash } from "node:crypto";
import { CredenceError } from "../../errors/credence-error.ts";
import type { LinearIR } from "../../model/linear-ir.ts";
import type { Link } from "../../model/model-column.ts";
import type { NetworkIR } from "../../model/network-ir.ts";
import type { Tree, TreeEnsembleIR } from "../../model/trees-ir.ts";
import { emitColumns } from "./emit-columns.ts";
import { type Graph, readGraph } from "./graph.ts";
import type { DenseLayer, LinearMargins, NetworkMargins, Scores, TreeMargins } from "./value.ts";
import { openValues } from "./walk-graph.ts";

const refuse = (place: string, message: string) => new CredenceError("CRD-1103", message, { place });

/** The scores that the model gives: one output, or one a class. Labels and leaves, which are whole numbers or text, are passed over. */
function findScores(graph: Graph): Scores {
  const { file, outputs } = graph;
  const valueNamed = openValues(graph);
  const names = new Set(graph.nodes.flatMap((node) => node.outputs));
  const stray = outputs.find(({ name }) => !names.has(name));
  if (stray !== undefined) throw new CredenceError("CRD-1101", "No node gives it; is the file whole?", { place: `${file} at output ${stray.name}` });
  const floats = outputs.filter(({ type }) => type === undefined || type === "float" || type === "double");
  const found = floats.map(({ name }): Scores => {
    const value = valueNamed(name);
    if (value.kind === "scores" && value.sumOf === undefined) return value;
    throw refuse(`${file} at output ${name}`, "Found no scores of a model there; expected probabilities, margins or a target.");
  });
  const [first] = found;
  if (first === undefined) throw refuse(file, `Found the outputs ${outputs.map(({ name }) => name).join(", ") || "none"}, expected one with scores.`);
  if (found.some(({ model, shown }) => model !== first.model || shown.kind !== first.shown.kind))
    throw refuse(file, "Found scores of several models, expected those of one.");
  return { ...first, scores: found.flatMap(({ scores }) => scores) };
}

/** The margins that count, and what the tool makes of them. Of two classes the second one's margin decides, of a softmax both. */
function chooseMargins({ shown, scores, model }: Scores, file: string): { chosen: readonly number[]; link: Link } {
  const link: Link = shown.kind === "one-against-all" ? { kind: "named", name: "one class against all others" } : shown;
  const margins = scores.map(({ margin }) => margin);
  const [first, second] = scores;
  const together = shown.kind === "softmax" || (shown.kind === "named" && shown.name.startsWith("softmax"));
  if (first !== undefined && scores.length === 1 && !first.opposite && !together) return { chosen: margins, link };
  if (second !== undefined && scores.length === 2 && !second.opposite && !together && first?.opposite === (first?.margin === second.margin)) {
    return { chosen: [second.margin], link };
  }
  const each = scores.every(({ margin, opposite }, i) => margin === i && !opposite);
  const count = model.kind === "trees" ? model.initialMargins.length : model.margins.length;
  if (each && scores.length === count && (count > 2 || together)) return { chosen: margins, link };
  throw refuse(file, "Found scores that are not those of all classes in order; expected them as the classifier gives them.");
}

function treesIR(model: TreeMargins, chosen: readonly number[], position: readonly number[]): Omit<TreeEnsembleIR, "source" | "columns" | "link" | "notes"> {
  const trees = model.trees.flatMap(({ group, nodes }): Tree[] => {
    const own = chosen.indexOf(group);
    if (own < 0) return [];
    return [{ group: own, nodes: nodes.map((node) => (node.kind === "leaf" ? node : { ...node, column: position[node.column] as number })) }];
  });
  return {
    kind: "trees",
    trees,
    initialMargins: chosen.map((margin) => model.initialMargins[margin] as number),
    initialMarginError: model.initialMarginError,
    divisor: model.divisor,
    summation: model.summation,
  };
}

function linearIR(
  model: LinearMargins,
  chosen: readonly number[],
  position: readonly number[],
  width: number,
): Omit<LinearIR, "source" | "columns" | "link" | "notes"> {
  const margins = chosen.map((margin) => {
    const { intercept, weights } = model.margins[margin] as LinearMargins["margins"][number];
    const joined = Array.from({ length: width }, () => 0);
    // Columns that are made alike are one column of the model, and have the sum of the weights.
    weights.forEach((weight, i) => {
      joined[position[i] as number] = (joined[position[i] as number] as number) + weight;
    });
    return { intercept, weights: joined };
  });
  return { kind: "linear", margins, interceptError: 0, summation: model.summation };
}

function networkIR(
  model: NetworkMargins,
  chosen: readonly number[],
  position: readonly number[],
  file: string,
): Omit<NetworkIR, "source" | "columns" | "link" | "notes"> {
  if (new Set(position).size !== position.length) throw refuse(file, "Found two columns that are made alike; expected each feature of the network once.");
  return {
    kind: "network",
    // The columns of the model stand in the order in which the first layer reads them.
    hidden: model.hidden,
    margins: chosen.map((margin) => model.margins[margin] as DenseLayer[number]),
    summation: model.summation,
  };
}

/** What a reader of the file should know: of whole numbers nothing is missing. */
function notesOf({ inputs }: Graph): string[] {
  const whole = inputs.filter(({ type }) => type === "int64" || type === "int32").map(({ name }) => name);
  if (whole.length === 0) return [];
  return [`${whole.join(", ")}: whole numbers, of which ONNX has no missing one. Where the schema allows a missing cell, it takes the branch that NaN would.`];
}

/**
 * A model of scikit-learn as skl2onnx writes it: an ensemble of trees or a linear model of `ai.onnx.ml`, or a dense network of any tool, with the scaling, imputing and encoding before it and the logistic or softmax after it.
 * @throws CredenceError CRD-1101 (malformed), CRD-1102 (too much), CRD-1103 (an operator or a setting that cannot be kept exact), CRD-1104 (a tree), CRD-1105 (a number), with file and byte, node or tensor.
 */
export function importOnnx(file: string, bytes: Uint8Array): TreeEnsembleIR | LinearIR | NetworkIR {
  const graph = readGraph(file, bytes);
  const scores = findScores(graph);
  const { chosen, link } = chooseMargins(scores, file);
  const { model } = scores;
  const { columns, pipeline, inputs, position } = emitColumns(model.columns.cells, file);
  const source = { file, format: "onnx" as const, sha256: createHash("sha256").update(bytes).digest("hex") };
  const shared = { source, columns, ...(pipeline === undefined ? {} : { pipeline }), ...(inputs === undefined ? {} : { inputs }), link, notes: notesOf(graph) };
  switch (model.kind) {
    case "trees":
      return { ...shared, ...treesIR(model, chosen, position) };
    case "linear":
      return { ...shared, ...linearIR(model, chosen, position, columns.length) };
    case "network":
      return { ...shared, ...networkIR(model, chosen, position, file) };
  }
}
