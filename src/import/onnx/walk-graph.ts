import { refuseNode } from "./attributes.ts";
import { numberCell, textCell } from "./cell.ts";
import type { Graph, GraphInput, GraphNode } from "./graph.ts";
import { OPERATORS } from "./operators.ts";
import type { Columns, Value } from "./value.ts";

/** Columns of an input: its name where it has one, `name[0]`, `name[1]` ... where it has more. */
function inputColumns({ name, type, width }: GraphInput): Columns {
  const names = width === 1 ? [name] : Array.from({ length: width }, (_, i) => `${name}[${i}]`);
  const cells = names.map((column) => (type === "string" ? textCell(column) : numberCell(column, type === "double" ? "float64" : "float32")));
  return { kind: "columns", type, dims: [width], cells };
}

/**
 * Gives the value of a name of the graph, and of nothing that it does not need.
 * @throws CredenceError CRD-1101 to CRD-1105 with the node.
 */
export function openValues({ nodes, constants, inputs }: Graph): (name: string) => Value {
  const values = new Map<string, Value>([...constants, ...inputs.map((input) => [input.name, inputColumns(input)] as const)]);
  const needed = new Set<GraphNode>();
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));

  const compute = (node: GraphNode) => {
    const operator = OPERATORS.get(node.operator);
    if (operator === undefined) throw refuseNode("CRD-1103", node, `Found the operator ${node.operator}, expected one that docs/formats/onnx.md names.`);
    const results = operator(
      node,
      node.inputs.map((name) => values.get(name)),
    );
    node.outputs.forEach((name, i) => {
      const result = results[i];
      if (name === "") return;
      if (result === undefined) throw refuseNode("CRD-1101", node, `Found ${node.outputs.length} outputs of ${node.operator}, expected ${results.length}.`);
      values.set(name, result);
    });
  };

  return (name) => {
    const waiting = [makers.get(name)];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (needed.has(node)) continue;
      needed.add(node);
      waiting.push(...node.inputs.map((input) => makers.get(input)).filter((maker) => maker !== undefined));
    }
    // In the file's own order, in which each stands after what it reads.
    for (const node of nodes) if (needed.has(node) && !node.outputs.some((output) => values.has(output))) compute(node);
    return values.get(name) as Value;
  };
}
