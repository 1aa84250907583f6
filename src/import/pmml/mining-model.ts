import { type Decimal, parseDecimal, unitsOf } from "../../model/decimal.ts";
import type { Addend, Additive } from "./additive.ts";
import { scaleBy, shiftBy } from "./additive.ts";
import { allow, childrenNamed, type Element, onlyChild, quote, refuse, unexpected, word } from "./element.ts";
import type { Facts } from "./facts.ts";
import { type FloatType, finite } from "./numbers.ts";
import { ask, leaf, type Plan } from "./plan.ts";
import { PREDICATES, type Predicate, predicateOf } from "./predicate.ts";
import type { Reader } from "./reader.ts";
import { modelScopeOf } from "./reader.ts";
import type { Scope } from "./scope.ts";
import { readTargets } from "./targets.ts";
import { MODEL_ATTRIBUTES, MODEL_ELEMENTS, type Prediction, readTreeModel, shareOf } from "./tree-model.ts";

export const MODELS = ["TreeModel", "MiningModel", "RegressionModel", "Scorecard"];
const OTHER_MODELS = [
  "NeuralNetwork",
  "SupportVectorMachineModel",
  "GeneralRegressionModel",
  "NaiveBayesModel",
  "NearestNeighborModel",
  "RuleSetModel",
  "ClusteringModel",
  "GaussianProcessModel",
];

const METHODS = ["sum", "average", "weightedAverage", "weightedSum", "majorityVote", "weightedMajorityVote", "selectFirst", "modelChain"] as const;
type Method = (typeof METHODS)[number];

/** The floats that a model counts in. @throws CredenceError CRD-1101 */
export const floatsOf = (model: Element): FloatType => (word(model, "x-mathContext", ["double", "float"], "double") === "float" ? "float32" : "float64");

export interface Segment {
  element: Element;
  predicate: Predicate;
  weight: number;
  model: Element;
}

/** The segments of a mining model. @throws CredenceError CRD-1101, CRD-1103, CRD-1105 */
export function readSegments(model: Element, scope: Scope): { method: Method; segments: Segment[] } {
  allow(model, MODEL_ATTRIBUTES, [...MODEL_ELEMENTS, "Segmentation", "Regression", "DecisionTree"]);
  const segmentation = onlyChild(model, "Segmentation");
  allow(segmentation, ["multipleModelMethod", "missingPredictionTreatment", "missingThreshold"], ["Segment"]);
  if (!segmentation.attributes.has("multipleModelMethod"))
    throw refuse(segmentation, "CRD-1101", "Segmentation has no multipleModelMethod; is the file whole?");
  const method = word(segmentation, "multipleModelMethod", METHODS, "sum", {
    median: "the median of trees is no sum of their leaves; expected sum or average.",
    weightedMedian: "the median of trees is no sum of their leaves; expected sum or average.",
    max: "the largest of trees is no sum of their leaves; expected sum or average.",
    selectAll: "it gives many results, and a decision needs one; expected selectFirst.",
  });
  // Every prediction is asked to be there, so that none is missing.
  word(segmentation, "missingPredictionTreatment", ["continue", "returnMissing", "skipSegment"], "continue");
  const ids = new Set<string>();
  const segments = childrenNamed(segmentation, "Segment").map((element): Segment => {
    allow(element, ["id", "weight"], [...PREDICATES, ...MODELS, ...OTHER_MODELS, "VariableWeight"]);
    const id = element.attributes.get("id");
    if (id !== undefined && ids.has(id)) throw refuse(element, "CRD-1104", `The segment ${quote(id)} stands twice; expected ids that differ.`);
    if (id !== undefined) ids.add(id);
    const other = element.children.find(({ name }) => OTHER_MODELS.includes(name) || name === "VariableWeight");
    if (other !== undefined) throw refuse(other, "CRD-1103", `Found ${other.name} in a segment, expected TreeModel, MiningModel or RegressionModel.`);
    const weight = element.attributes.get("weight");
    return {
      element,
      predicate: predicateOf(element, scope),
      weight: weight === undefined ? 1 : finite(element, "weight", weight),
      model: onlyChild(element, ...MODELS),
    };
  });
  if (segments.length === 0) throw refuse(segmentation, "CRD-1101", "It has no segment; is the file whole?");
  return { method, segments };
}

/** What the trees of a model give: numbers, shares of classes, or votes for one. */
export type Giving = { kind: "numbers" } | { kind: "shares" | "votes"; classes: readonly string[] };

const groupsOf = (giving: Giving) => (giving.kind === "numbers" ? 1 : giving.classes.length);

function leafNumber(giving: Giving, group: number, floats: FloatType): (prediction: Prediction) => number {
  if (giving.kind === "numbers") {
    return ({ element, score }) => {
      if (score === undefined) throw refuse(element, "CRD-1101", "It has no score; expected one.");
      return finite(element, "score", score, floats);
    };
  }
  const name = giving.classes[group] as string;
  if (giving.kind === "shares") return (prediction) => shareOf(prediction, name, floats);
  return ({ element, score }) => {
    if (score === undefined) throw refuse(element, "CRD-1103", "It has no score to vote for; expected one.");
    return score === name ? 1 : 0;
  };
}

function treeAddends(model: Element, scope: Scope, giving: Giving, reader: Reader): Additive {
  const floats = floatsOf(model);
  const own = modelScopeOf(model, scope, reader);
  const plan = readTreeModel(model, own, floats, reader.planning);
  const rescale = giving.kind === "numbers" ? readTargets(model, floats) : { factor: 1, constant: 0 };
  const groups = groupsOf(giving);
  const addends = Array.from(
    { length: groups },
    (_, group): Addend => ({ group, plan, leafNumber: leafNumber(giving, group, floats), factors: [], element: model }),
  );
  const sum = { groups, addends, constants: Array.from({ length: groups }, () => 0), divisor: 1 };
  return shiftBy(scaleBy(sum, rescale.factor), [rescale.constant]);
}

/** Keeps what a model adds to the records that its segment takes; for the others it adds nothing. */
function within(
  additive: Additive,
  takes: (facts: Facts, inside: (facts: Facts) => Plan<Prediction | "nothing">) => Plan<Prediction | "nothing">,
  element: Element,
): Additive {
  if (additive.constants.some((constant) => constant !== 0))
    throw refuse(element, "CRD-1103", "A constant is added for some records only; expected one for all, or none.");
  const plans = new Map<Addend["plan"], Addend["plan"]>();
  return {
    ...additive,
    addends: additive.addends.map((addend) => {
      const inner = addend.plan;
      const plan = plans.get(inner) ?? takes(new Map(), (facts) => ({ kind: "goto", to: inner, facts, enter: () => inner }));
      plans.set(inner, plan);
      return { ...addend, plan };
    }),
  };
}

const always = ({ predicate }: Segment) => predicate.kind === "constant" && predicate.value;
const nothing = (element: Element) => leaf<Prediction | "nothing">("nothing", element);

function merge(parts: readonly Additive[], element: Element): Additive {
  const [first] = parts as [Additive, ...Additive[]];
  if (parts.some(({ divisor }) => divisor !== first.divisor))
    throw refuse(element, "CRD-1103", "It adds up averages of different numbers of trees; expected averages of as many.");
  return {
    groups: first.groups,
    divisor: first.divisor,
    addends: parts.flatMap(({ addends }) => addends),
    constants: first.constants.map((_, group) => parts.reduce((sum, { constants }) => sum + (constants[group] as number), 0)),
  };
}

const giver = (method: Method, giving: Giving): Giving =>
  giving.kind === "shares" && (method === "majorityVote" || method === "weightedMajorityVote") ? { ...giving, kind: "votes" } : giving;

function segmented(model: Element, scope: Scope, giving: Giving, reader: Reader): Additive {
  const floats = floatsOf(model);
  const own = modelScopeOf(model, scope, reader);
  const { method, segments } = readSegments(model, own);
  if (method === "modelChain") throw refuse(model, "CRD-1103", "A chain of models stands within another model; expected a chain that is the whole model.");
  const numbers = giving.kind === "numbers";
  if (!numbers && (method === "sum" || method === "weightedSum"))
    throw refuse(model, "CRD-1103", `It adds up classes by ${method}; expected average or a vote.`);
  if (numbers && (method === "majorityVote" || method === "weightedMajorityVote"))
    throw refuse(model, "CRD-1103", `It votes on numbers by ${method}; expected sum or average.`);
  const rescale = numbers ? readTargets(model, floats) : { factor: 1, constant: 0 };
  const parts = segments.map((segment) => ({ segment, additive: readAdditive(segment.model, own, giver(method, giving), reader) }));
  const sum = combine(method, parts, model, reader);
  return shiftBy(scaleBy(sum, rescale.factor), [rescale.constant]);
}

function combine(method: Method, parts: readonly { segment: Segment; additive: Additive }[], model: Element, reader: Reader): Additive {
  const weighted = method.startsWith("weighted");
  if (method === "selectFirst") {
    const first = (until: number) => (facts: Facts, inside: (facts: Facts) => Plan<Prediction | "nothing">) =>
      selectUntil(
        parts.map(({ segment }) => segment),
        0,
        until,
        facts,
        inside,
        model,
        reader,
      );
    return merge(
      parts.map(({ additive, segment }, i) => (i === 0 && always(segment) ? additive : within(additive, first(i), segment.element))),
      model,
    );
  }
  if (method === "sum" || method === "weightedSum") {
    return merge(
      parts.map(({ segment, additive }) => {
        const scaled = scaleBy(additive, weighted ? segment.weight : 1);
        if (always(segment)) return scaled;
        const { element, predicate } = segment;
        return within(
          scaled,
          (facts, inside) => ask(predicate, facts, { yes: inside, no: () => nothing(element), unknown: () => nothing(element) }, reader.planning, element),
          element,
        );
      }),
      model,
    );
  }
  const some = parts.find(({ segment }) => !always(segment));
  if (some !== undefined)
    throw refuse(
      some.segment.element,
      "CRD-1103",
      "It is averaged over some records only, and the divisor would change with the record; expected a segment for all.",
    );
  const { weights, total } = wholeWeights(
    parts.map(({ segment }) => (weighted ? segment.weight : 1)),
    model,
  );
  const sum = merge(
    parts.map(({ additive }, i) => scaleBy(additive, weights[i] as number)),
    model,
  );
  if (sum.constants.some((constant) => constant !== 0))
    throw refuse(model, "CRD-1103", "It averages models that add a constant each; expected constants outside the average.");
  return { ...sum, divisor: sum.divisor * total };
}

/** Weights as whole numbers in the same proportion, with their sum: what a divisor has to be. */
function wholeWeights(weights: readonly number[], model: Element): { weights: number[]; total: number } {
  const decimals = weights.map((weight) => parseDecimal(`${weight}`) as Decimal);
  const scale = Math.max(...decimals.map((decimal) => decimal.scale));
  const units = decimals.map((decimal) => unitsOf(decimal, scale) as bigint);
  const total = units.reduce((sum, unit) => sum + unit, 0n);
  if (units.some((unit) => unit < 0n) || total === 0n) throw refuse(model, "CRD-1103", "Its weights are negative or add up to 0; expected positive ones.");
  if (total >= 1n << 53n) throw refuse(model, "CRD-1103", "Its weights have too many digits to be whole numbers in one proportion; expected at most 15.");
  return { weights: units.map(Number), total: Number(total) };
}

/** The segment at a position where no earlier one takes the record: an earlier one that is true takes it, one that is unknown does not. */
function selectUntil(
  segments: readonly Segment[],
  i: number,
  until: number,
  facts: Facts,
  inside: (facts: Facts) => Plan<Prediction | "nothing">,
  model: Element,
  reader: Reader,
): Plan<Prediction | "nothing"> {
  const segment = segments[i];
  if (segment === undefined) throw unexpected(model, "multipleModelMethod", "a segment for every record");
  const { predicate, element } = segment;
  const last = i === segments.length - 1;
  const on = (known: Facts): Plan<Prediction | "nothing"> => {
    if (last) return leaf<Prediction | "nothing">(undefined, element);
    return i === until ? nothing(element) : selectUntil(segments, i + 1, until, known, inside, model, reader);
  };
  return ask(predicate, facts, { yes: i === until ? inside : () => nothing(element), no: on, unknown: on }, reader.planning, element);
}

/** A tree model, or segments of such, as a sum. @throws CredenceError CRD-1101 to CRD-1105 with the element's place. */
export function readAdditive(model: Element, scope: Scope, giving: Giving, reader: Reader): Additive {
  const expected = giving.kind === "numbers" ? "regression" : "classification";
  if (model.attributes.get("functionName") !== expected) throw unexpected(model, "functionName", expected);
  if (model.name === "TreeModel") return treeAddends(model, scope, giving, reader);
  if (model.name === "MiningModel") return segmented(model, scope, giving, reader);
  throw refuse(model, "CRD-1103", `Found ${model.name} in a segment, where trees are added up; expected TreeModel or MiningModel.`);
}
