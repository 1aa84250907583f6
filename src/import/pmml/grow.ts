import type { Tree } from "../../model/trees-ir.ts";
import { type Element, refuse } from "./element.ts";
import type { Inputs } from "./inputs.ts";
import type { Plan } from "./plan.ts";

/** No tree that decides on people asks one record more. */
const DEEPEST = 256;

type Grown<P> = { kind: "leaf"; prediction: P } | { kind: "split"; split: Extract<Plan<P>, { kind: "split" }>; yes: Grown<P>; no: Grown<P> };

/** What a grown tree's leaves hold before they are numbers. */
export interface GrownTree<P> {
  /** The nodes with the value of each leaf as a model has it. */
  nodes(leafNumber: (prediction: P) => { value: number; source: number }): Tree["nodes"];
  predictions: readonly P[];
}

/**
 * Grows a plan into a tree of two branches a split. Where the source gives no prediction for a missing value, that value is asked of the record schema not to be missing; where it gives none for
 * other records, there is no such tree.
 * @throws CredenceError CRD-1102 (depth), CRD-1103 (no prediction)
 */
export function grow<P>(plan: Plan<P>, inputs: Inputs, root: Element): GrownTree<P> {
  const build = (start: Plan<P>, depth: number): Grown<P> | undefined => {
    let at = start;
    while (at.kind === "goto") at = at.enter(at.facts);
    if (at.kind === "leaf") return at.prediction === undefined ? undefined : { kind: "leaf", prediction: at.prediction };
    if (depth === DEEPEST) throw refuse(at.element, "CRD-1102", `A record would be asked more than ${DEEPEST} questions of one tree.`);
    const yes = build(at.yes, depth + 1);
    const no = build(at.no, depth + 1);
    if (yes !== undefined && no !== undefined) return { kind: "split", split: at, yes, no };
    if (yes === undefined && no === undefined) return undefined;
    if (at.rule.kind === "missing" && no !== undefined) {
      for (const feature of at.features) inputs.demand(feature, { present: true }, at.element);
      return no;
    }
    throw refuse(at.element, "CRD-1103", "For some records it gives no prediction, and a decision needs one; expected a prediction for every record.");
  };
  const grown = build(plan, 0);
  if (grown === undefined) throw refuse(root, "CRD-1103", "It gives no prediction for any record; expected one for every record.");

  const order: Grown<P>[] = [grown];
  const children = new Map<Grown<P>, [number, number]>();
  for (const node of order) {
    if (node.kind === "leaf") continue;
    children.set(node, [order.length, order.length + 1]);
    order.push(node.yes, node.no);
  }
  return {
    predictions: order.flatMap((node) => (node.kind === "leaf" ? [node.prediction] : [])),
    nodes: (leafNumber) =>
      order.map((node) => {
        if (node.kind === "leaf") return { kind: "leaf", ...leafNumber(node.prediction) };
        const [yes, no] = children.get(node) as [number, number];
        const { column, rule, element } = node.split;
        return { kind: "split", column, rule, yes, no, place: `${element.file}:${element.line}:${element.column}` };
      }),
  };
}
