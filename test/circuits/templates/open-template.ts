import { type Circuit, openCircuit } from "../harness/circuit.ts";
import { type MaliciousGenerator, openMaliciousGenerator, type Patch } from "../harness/malicious-generator.ts";
import { INSTANCES, type TemplateInstance } from "./instances.ts";

export const templateMain = ({ path, call }: Pick<TemplateInstance, "path" | "call">): string => `pragma circom 2.2.0;
include "${path}";
component main = ${call};`;

export interface OpenTemplate {
  /** As written (--O0): simplification takes away the wires that a lie may be about, inputs among them. */
  circuit: Circuit;
  /** The template's program without its checks, its hints taken from inputs that are added: `told`. */
  tell: MaliciousGenerator;
  /** Whether a verifier would accept what the program says of these inputs and hints. */
  accepts(inputs: Parameters<MaliciousGenerator>[0]): boolean;
  /** Values of an output by its name. */
  output(witness: readonly bigint[], name: string): bigint;
}

/**
 * A template on its own, and a cheater who chooses its hints.
 * @param hints text of the template and what it is exchanged for, such as `bit[i] <-- (in >> i) & 1` for `bit[i] <-- told[i]`. An input is declared beside
 * the first one by what stands in `declares`.
 */
export async function openTemplate(
  name: string,
  { call, hints = [], declares }: { call?: string; hints?: readonly [find: string, replace: string][]; declares?: string } = {},
): Promise<OpenTemplate> {
  const instance = INSTANCES[name] as TemplateInstance;
  const main = templateMain({ path: instance.path, call: call ?? instance.call });
  const circuit = await openCircuit(main, { optimisation: "O0" });
  const path = `circuits/lib/${instance.path}`;
  const patches: Patch[] = hints.map(([find, replace]) => ({ path, find, replace }));
  if (declares !== undefined) patches.push({ path, find: "    signal input ", replace: `    signal input ${declares};\n    signal input ` });
  const tell = await openMaliciousGenerator(circuit, main, patches);
  return {
    circuit,
    tell,
    accepts: (inputs) => circuit.violations(tell(inputs)).length === 0,
    output: (witness, output) => witness[circuit.wire(`main.${output}`)] as bigint,
  };
}
