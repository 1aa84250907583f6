import { CredenceError } from "../../errors/credence-error.ts";
import type { Attribute, GraphNode } from "./graph.ts";
import type { Tensor } from "./tensor.ts";

/** An error at a node: what was found there, what was expected. */
export const refuseNode = (code: "CRD-1101" | "CRD-1102" | "CRD-1103" | "CRD-1104" | "CRD-1105", { place }: Pick<GraphNode, "place">, message: string) =>
  new CredenceError(code, message, { place });

interface Kinds {
  float: number;
  int: number;
  text: string;
  floats: readonly number[];
  ints: readonly number[];
  texts: readonly string[];
  tensor: Tensor;
}

/** An attribute of the kind given, or undefined. @throws CredenceError CRD-1101 where it is of another. */
function read<K extends Attribute["kind"]>(node: GraphNode, name: string, kind: K): Kinds[K] | undefined {
  const found = node.attributes.get(name);
  if (found === undefined) return undefined;
  if (found.kind !== kind) throw refuseNode("CRD-1101", node, `The attribute ${name} is of the kind ${found.kind}, expected ${kind}.`);
  return found.value as Kinds[K];
}

export const whole = (node: GraphNode, name: string): number | undefined => read(node, name, "int");
export const text = (node: GraphNode, name: string): string | undefined => read(node, name, "text");
export const wholes = (node: GraphNode, name: string): readonly number[] => read(node, name, "ints") ?? [];
export const texts = (node: GraphNode, name: string): readonly string[] => read(node, name, "texts") ?? [];
export const tensor = (node: GraphNode, name: string): Tensor | undefined => read(node, name, "tensor");
export const float = (node: GraphNode, name: string): number | undefined => read(node, name, "float");
export const floats = (node: GraphNode, name: string): readonly number[] => read(node, name, "floats") ?? [];

/** Floats that are all finite. @throws CredenceError CRD-1105 with the attribute and the position. */
export function finite(node: GraphNode, name: string, values: readonly number[]): readonly number[] {
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw refuseNode("CRD-1105", node, `Found ${values[wrong]} at ${name}[${wrong}], expected a finite number.`);
  return values;
}

export const finiteFloats = (node: GraphNode, name: string): readonly number[] => finite(node, name, floats(node, name));

/** Refuses attributes that this reader does not know: each may change what the operator computes. @throws CredenceError CRD-1103 */
export function allowAttributes(node: GraphNode, names: readonly string[]): void {
  for (const name of node.attributes.keys()) {
    if (names.includes(name)) continue;
    const known = names.length === 0 ? "none" : names.join(", ");
    throw refuseNode("CRD-1103", node, `Found the attribute ${JSON.stringify(name)} of ${node.operator}, expected ${known}.`);
  }
}
