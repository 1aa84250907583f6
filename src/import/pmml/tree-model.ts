import { allow, attribute, childrenNamed, type Element, onlyChild, placeOf, quote, refuse, unexpected, word } from "./element.ts";
import type { Facts } from "./facts.ts";
import { type FloatType, finite } from "./numbers.ts";
import { ask, decided, leaf, type Plan, type Planning } from "./plan.ts";
import { PREDICATES, type Predicate, predicateOf } from "./predicate.ts";
import type { Scope } from "./scope.ts";

/** What a node says of the records that stop at it. */
export interface Prediction {
  element: Element;
  /** The number that the tool gives the node: its id where that is one, else its position in the document. */
  source: number;
  score: string | undefined;
  /** Records of each class, or shares of them. */
  counts: ReadonlyMap<string, number>;
  /** True where the counts are probabilities as they stand. */
  shares: boolean;
}

interface TreeNode {
  element: Element;
  id: string | undefined;
  predicate: Predicate;
  children: readonly TreeNode[];
  /** Marks of the places from which the child of a position is asked for. */
  marks: readonly object[];
  prediction: Prediction | undefined;
  records: number | undefined;
}

const STRATEGIES = ["none", "lastPrediction", "nullPrediction", "defaultChild", "weightedConfidence", "aggregateNodes"] as const;

/** The elements that every model may have, besides its own. */
export const MODEL_ELEMENTS = ["MiningSchema", "Output", "ModelStats", "ModelExplanation", "Targets", "LocalTransformations", "ModelVerification"];
export const MODEL_ATTRIBUTES = ["modelName", "functionName", "algorithmName", "isScorable", "x-mathContext"];

function readCounts(element: Element, floats: FloatType): { counts: Map<string, number>; shares: boolean } {
  const counts = new Map<string, number>();
  const all = childrenNamed(element, "ScoreDistribution");
  const shares = all.length > 0 && all.every((part) => part.attributes.has("probability"));
  for (const part of all) {
    allow(part, ["value", "recordCount", "confidence", "probability"], []);
    const [value, name] = [attribute(part, "value"), shares ? "probability" : "recordCount"];
    if (counts.has(value)) throw refuse(part, "CRD-1101", `The value ${quote(value)} stands twice; expected it once.`);
    const count = finite(part, name, attribute(part, name), floats);
    if (count < 0) throw unexpected(part, name, "a number that is not negative");
    counts.set(value, count);
  }
  return { counts, shares };
}

type Strategy = (typeof STRATEGIES)[number];

/** Reads the nodes of a tree; ids and positions are those of the document. */
function readNodes(root: Element, scope: Scope, floats: FloatType): TreeNode {
  const ids = new Set<string>();
  let position = 0;
  const read = (element: Element): TreeNode => {
    allow(element, ["id", "score", "recordCount", "defaultChild"], [...PREDICATES, "Partition", "ScoreDistribution", "Node", "Regression", "DecisionTree"]);
    const embedded = element.children.find(({ name }) => name === "Regression" || name === "DecisionTree");
    if (embedded !== undefined) throw refuse(embedded, "CRD-1103", `A node holds a model of its own, a ${embedded.name}; expected a score.`);
    position += 1;
    const id = element.attributes.get("id");
    if (id !== undefined && ids.has(id)) throw refuse(element, "CRD-1104", `The node ${quote(id)} stands twice; expected ids that differ.`);
    if (id !== undefined) ids.add(id);
    const source = id !== undefined && /^\d{1,9}$/.test(id) ? Number(id) : position;
    const score = element.attributes.get("score");
    const { counts, shares } = readCounts(element, floats);
    const records = element.attributes.get("recordCount");
    const children = childrenNamed(element, "Node");
    return {
      element,
      id,
      predicate: predicateOf(element, scope),
      children: children.map(read),
      marks: children.map(() => ({})),
      prediction: score === undefined && counts.size === 0 ? undefined : { element, source, score, counts, shares },
      records: records === undefined ? undefined : finite(element, "recordCount", records, floats),
    };
  };
  return read(root);
}

type Then = (prediction: Prediction, facts: Facts) => Plan<Prediction>;

/** How the tree goes on, as its strategies say. */
function openWalk(strategy: Strategy, lastOnNone: boolean, planning: Planning) {
  const marks = new Map<Then, Map<object, object>>();
  /** One object for a place of the tree and what comes after the tree. */
  const mark = (place: object, then: Then) => {
    const places = marks.get(then) ?? new Map<object, object>();
    marks.set(then, places);
    const found = places.get(place) ?? {};
    places.set(place, found);
    return found;
  };
  const none = (element: Element): Plan<Prediction> => leaf<Prediction>(undefined, element);
  const stop = (node: TreeNode, facts: Facts, then: Then) => (node.prediction === undefined ? none(node.element) : then(node.prediction, facts));

  const enter = (node: TreeNode, facts: Facts, then: Then): Plan<Prediction> => ({
    kind: "goto",
    to: mark(node, then),
    facts,
    enter: (known) => (node.children.length === 0 ? stop(node, known, then) : child(node, 0, known, then)),
  });

  /** Asks the children from a position on. */
  const child = (node: TreeNode, from: number, facts: Facts, then: Then): Plan<Prediction> => {
    for (let i = from; i < node.children.length; i++) {
      const next = node.children[i] as TreeNode;
      const verdict = decided(next.predicate, facts, planning, next.element);
      if (verdict === undefined) return { kind: "goto", to: mark(node.marks[i] as object, then), facts, enter: (known) => askChild(node, i, known, then) };
      if (verdict.outcome === true) return enter(next, facts, then);
      const plan = verdict.outcome === undefined ? unknown(node, i, facts, then) : undefined;
      if (plan !== undefined) return plan;
    }
    return lastOnNone ? stop(node, facts, then) : none(node.element);
  };

  const askChild = (node: TreeNode, i: number, facts: Facts, then: Then): Plan<Prediction> => {
    const next = node.children[i] as TreeNode;
    const outcomes = {
      yes: (known: Facts) => enter(next, known, then),
      no: (known: Facts) => child(node, i + 1, known, then),
      unknown: (known: Facts) => unknown(node, i, known, then) ?? child(node, i + 1, known, then),
    };
    return ask(next.predicate, facts, outcomes, planning, next.element);
  };

  /** What an unknown predicate of a child means; undefined where the next child is asked. */
  const unknown = (node: TreeNode, i: number, facts: Facts, then: Then): Plan<Prediction> | undefined => {
    switch (strategy) {
      case "none":
        return undefined;
      case "nullPrediction":
        return none(node.element);
      case "lastPrediction":
        return stop(node, facts, then);
      case "defaultChild": {
        const named = attribute(node.element, "defaultChild");
        const found = node.children.find(({ id }) => id === named);
        if (found === undefined) throw refuse(node.element, "CRD-1104", `Its default child ${quote(named)} is none of its children; expected the id of one.`);
        return enter(found, facts, then);
      }
      default:
        return gather(node, i, facts, [], then);
    }
  };

  /** All children from a position on that are not false, together. */
  const gather = (node: TreeNode, i: number, facts: Facts, parts: readonly { prediction: Prediction; records: number }[], then: Then): Plan<Prediction> => {
    const next = node.children[i];
    if (next === undefined) return then(together(node, parts, strategy), facts);
    const { records } = next;
    const include = (known: Facts) => {
      if (records === undefined) throw refuse(next.element, "CRD-1101", `${next.element.name} has no recordCount; ${strategy} needs it.`);
      return enter(next, known, (prediction, after) => gather(node, i + 1, after, [...parts, { prediction, records }], then));
    };
    return ask(next.predicate, facts, { yes: include, no: (known) => gather(node, i + 1, known, parts, then), unknown: include }, planning, next.element);
  };
  return enter;
}

/** Several predictions in one: probabilities weighted by the children's records, or the records of the leaves added up. */
function together({ element }: TreeNode, parts: readonly { prediction: Prediction; records: number }[], strategy: Strategy): Prediction {
  const counts = new Map<string, number>();
  const all = parts.reduce((sum, { records }) => sum + records, 0);
  for (const { prediction, records } of parts) {
    if (prediction.counts.size === 0) throw refuse(prediction.element, "CRD-1103", `It has no ScoreDistribution; ${strategy} is of classes and adds these up.`);
    if (strategy === "aggregateNodes" && prediction.shares)
      throw refuse(prediction.element, "CRD-1103", "It has probabilities and no records; aggregateNodes adds records up.");
    for (const value of prediction.counts.keys()) {
      const added = strategy === "aggregateNodes" ? (prediction.counts.get(value) as number) : (records / all) * shareOf(prediction, value, "float64");
      counts.set(value, (counts.get(value) ?? 0) + added);
    }
  }
  return { element, source: 0, score: undefined, counts, shares: strategy === "weightedConfidence" };
}

/** The share of the records of a node that have a class, as the tool divides it. @throws CredenceError CRD-1103 for a node without records. */
export function shareOf(prediction: Prediction, value: string, floats: FloatType): number {
  const { counts, shares, element } = prediction;
  if (counts.size === 0)
    throw refuse(element, "CRD-1103", "It has no ScoreDistribution, and a share of a class is asked for; expected one, or a majorityVote of trees.");
  const own = counts.get(value) ?? 0;
  if (shares) return own;
  const round = floats === "float32" ? Math.fround : (number: number) => number;
  const total = [...counts.values()].reduce((sum, count) => round(sum + count), 0);
  if (total === 0) throw refuse(element, "CRD-1105", "Its records are 0; expected a node with records.");
  return round(own / total);
}

/** A tree model as what to ask of a record. @throws CredenceError CRD-1101 to CRD-1105 with the element's place. */
export function readTreeModel(model: Element, scope: Scope, floats: FloatType, planning: Planning): Plan<Prediction> {
  allow(model, [...MODEL_ATTRIBUTES, "missingValueStrategy", "missingValuePenalty", "noTrueChildStrategy", "splitCharacteristic"], [...MODEL_ELEMENTS, "Node"]);
  const strategy = word(model, "missingValueStrategy", STRATEGIES, "none");
  const onNone = word(model, "noTrueChildStrategy", ["returnNullPrediction", "returnLastPrediction"], "returnNullPrediction");
  word(model, "splitCharacteristic", ["binarySplit", "multiSplit"], "multiSplit");
  if (Number(model.attributes.get("missingValuePenalty") ?? 1) !== 1)
    throw unexpected(model, "missingValuePenalty", "1: a penalty is of confidences, and margins have none");
  const root = readNodes(onlyChild(model, "Node"), scope, floats);
  const enter = openWalk(strategy, onNone === "returnLastPrediction", planning);
  const then: Then = (prediction) => ({ kind: "leaf", prediction, place: placeOf(prediction.element) });
  const none = () => leaf<Prediction>(undefined, root.element);
  return ask(root.predicate, new Map(), { yes: (facts) => enter(root, facts, then), no: none, unknown: none }, planning, root.element);
}
