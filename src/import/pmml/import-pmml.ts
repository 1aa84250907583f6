import type { SourceFile } from "../../files/source-file.ts";
import type { Link, MarginSource } from "../../model/model-column.ts";
import type { ModelIR } from "../../model/model-ir.ts";
import type { TreeEnsembleIR } from "../../model/trees-ir.ts";
import { type Additive, growAdditive } from "./additive.ts";
import { readChain } from "./chain.ts";
import { openColumns } from "./columns.ts";
import { readDataFields } from "./data-fields.ts";
import { classesNote, classNote } from "./decisive-tables.ts";
import { allow, attribute, childrenNamed, type Element, onlyChild, optionalChild, quote, refuse } from "./element.ts";
import { openInputs } from "./inputs.ts";
import { floatsOf, MODELS, readAdditive } from "./mining-model.ts";
import { readMiningSchema } from "./mining-schema.ts";
import { namedTexts } from "./named-texts.ts";
import { parseXml } from "./parse-xml.ts";
import { openPlanning } from "./plan.ts";
import type { Reader } from "./reader.ts";
import { readRegressionModel } from "./regression-model.ts";
import { dictionaryScope } from "./scope.ts";
import { readScorecard } from "./scorecard.ts";

/** True for text that begins as an XML document does: no other format of a model does. */
export const isPmml = ({ text }: SourceFile): boolean => /^\s*</.test(text);

/** The values of the class that a model decides on, in the order of the dictionary. @throws CredenceError CRD-1101, CRD-1103 */
function classesOf(model: Element, { fields }: Reader): readonly string[] {
  const schema = onlyChild(model, "MiningSchema");
  const [target, second] = [...readMiningSchema(schema).values()].filter((field) => field.target);
  if (target === undefined) throw refuse(schema, "CRD-1101", 'It has no target, and classes are its values; expected a field with usageType="target".');
  if (second !== undefined) throw refuse(second.element, "CRD-1103", "Found a second target, expected one.");
  const field = fields.get(target.name);
  if (field === undefined) throw refuse(target.element, "CRD-1101", `Found the target ${quote(target.name)}, expected a field of the data dictionary.`);
  if (field.values.length < 2)
    throw refuse(field.element, "CRD-1101", `The target ${quote(target.name)} lists ${field.values.length} values; expected its classes, two or more.`);
  return field.values;
}

/** What a sum of trees gives, whose margins and classes are known. */
interface Decision {
  additives: readonly Additive[];
  link: Link;
  summation: TreeEnsembleIR["summation"];
  notes: string[];
}

function readDecision(model: Element, reader: Reader): Decision {
  const summation = floatsOf(model);
  const method = model.name === "MiningModel" ? optionalChild(model, "Segmentation")?.attributes.get("multipleModelMethod") : undefined;
  if (method === "modelChain") {
    const { additives, link, floats, note } = readChain(model, reader);
    return { additives, link, summation: floats, notes: note === undefined ? [] : [note] };
  }
  if (attribute(model, "functionName") === "regression") {
    return { additives: [readAdditive(model, reader.outside, { kind: "numbers" }, reader)], link: { kind: "identity" }, summation, notes: [] };
  }
  const classes = classesOf(model, reader);
  // Of two classes the share of one says all.
  const told = classes.length === 2 ? [classes[1] as string] : classes;
  const shares = readAdditive(model, reader.outside, { kind: "shares", classes: told }, reader);
  const additives = told.map(
    (_, group): Additive => ({
      ...shares,
      groups: 1,
      addends: shares.addends.filter((addend) => addend.group === group),
      constants: [shares.constants[group] as number],
    }),
  );
  return { additives, link: { kind: "identity" }, summation, notes: [told.length === 1 ? classNote(told[0] as string) : classesNote(told)] };
}

function readTrees(model: Element, reader: Reader, source: MarginSource): TreeEnsembleIR {
  const { additives, link, summation, notes } = readDecision(model, reader);
  const sums = additives.map((additive) => growAdditive(additive, reader.inputs));
  const [{ divisor }] = additives as [Additive];
  if (additives.some((additive) => additive.divisor !== divisor))
    throw refuse(model, "CRD-1103", "Its classes are averages of different numbers of trees; expected averages of as many.");
  const { columns } = reader.planning;
  const inputs = reader.inputs.all();
  return {
    kind: "trees",
    source,
    columns: columns.columns(),
    pipeline: columns.pipeline(),
    ...(inputs.length === 0 ? {} : { inputs }),
    trees: sums.flatMap(({ trees }, group) => trees.map((tree) => ({ ...tree, group }))),
    initialMargins: sums.flatMap(({ initialMargins }) => initialMargins),
    initialMarginError: Math.max(...sums.map(({ error }) => error)),
    divisor,
    link,
    summation,
    notes,
  };
}

/**
 * PMML 4.0 to 4.4: a Scorecard, a RegressionModel, a TreeModel or a MiningModel of trees. What it cannot say exactly it refuses.
 * @throws CredenceError CRD-1002, CRD-1005, CRD-1101 to CRD-1105 with file, line and column, and what was expected.
 */
export function importPmml(file: SourceFile): ModelIR {
  const root = parseXml(file);
  allow(root, ["version", "x-baseVersion"], ["Header", "MiningBuildTask", "DataDictionary", "TransformationDictionary", ...MODELS, ...UNREAD_MODELS]);
  const version = attribute(root, "version");
  if (!/^4\.[0-4](\.\d+)?$/.test(version)) throw refuse(root, "CRD-1103", `Found the version ${quote(version)}, expected 4.0 to 4.4.`);
  const [unread] = childrenNamed(root, ...UNREAD_MODELS);
  if (unread !== undefined) throw refuse(unread, "CRD-1103", `Found a ${unread.name}, expected one of ${MODELS.join(", ")}.`);
  const models = childrenNamed(root, ...MODELS);
  const [model, second] = models;
  if (model === undefined) throw refuse(root, "CRD-1101", `It has no model; expected one of ${MODELS.join(", ")}.`);
  if (second !== undefined) throw refuse(second, "CRD-1103", "Found a second model, expected one; several are joined by a MiningModel.");
  if (model.attributes.get("isScorable") === "false")
    throw refuse(model, "CRD-1103", "It says of itself that it is not for scoring; expected a model that is.");

  const fields = readDataFields(onlyChild(root, "DataDictionary"));
  const inputs = openInputs();
  const columns = openColumns();
  const outside = dictionaryScope(fields, namedTexts(root), inputs);
  const reader: Reader = { fields, dictionary: optionalChild(root, "TransformationDictionary"), outside, inputs, planning: openPlanning(columns) };
  if (model.name === "Scorecard") return readScorecard(model, reader, file);
  const source: MarginSource = { file: file.name, format: "pmml", sha256: file.sha256 };
  if (model.name !== "RegressionModel") return readTrees(model, reader, source);
  const linear = readRegressionModel(model, reader, columns);
  const asked = inputs.all();
  return {
    kind: "linear",
    source,
    columns: columns.columns(),
    pipeline: columns.pipeline(),
    ...(asked.length === 0 ? {} : { inputs: asked }),
    interceptError: 0,
    ...linear,
  };
}

const UNREAD_MODELS = [
  "AnomalyDetectionModel",
  "AssociationModel",
  "BaselineModel",
  "BayesianNetworkModel",
  "ClusteringModel",
  "GaussianProcessModel",
  "GeneralRegressionModel",
  "NaiveBayesModel",
  "NearestNeighborModel",
  "NeuralNetwork",
  "RuleSetModel",
  "SequenceModel",
  "SupportVectorMachineModel",
  "TextModel",
  "TimeSeriesModel",
];
