import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCircuit } from "../harness/circuit.ts";
import { ROOT } from "../harness/compile.ts";
import { nudgeAssignments } from "../harness/nudge-assignments.ts";
import { findFreeDirections } from "../harness/rank.ts";
import { sweepWires } from "../harness/sweep.ts";
import { INSTANCES, type TemplateInstance } from "./instances.ts";
import { templateMain } from "./open-template.ts";

const explains = (instance: TemplateInstance, signal: string) => instance.explained?.some((known) => known.signal.test(signal)) ?? false;
/** Those whose programs take long to compile: their own forgeries bend what they hash. */
const HASHES = /^(shell|record|universal\/(absorb|model-commitment)|decision\/decision-commitment|eddsa\/issuer-signature)/;

const TESTS = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.ts"));

describe("every template of circuits/lib", () => {
  it("has an instance here and a test of its own, with forged witnesses", () => {
    const paths = readdirSync(join(ROOT, "circuits/lib"), { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".circom"));
    const templates = paths.flatMap((path) =>
      [...readFileSync(join(ROOT, "circuits/lib", path), "utf8").matchAll(/^template (\w+)/gm)].map(([, name]) => name),
    );
    expect(Object.keys(INSTANCES).sort()).toEqual(templates.sort());
    const described = TESTS.flatMap((name) =>
      [...readFileSync(join(import.meta.dirname, name), "utf8").matchAll(/^describe\("(\w+)"/gm)].map(([, title]) => title),
    );
    for (const name of templates) expect(described, name).toContain(name);
  });

  it.each(Object.entries(INSTANCES))("%s leaves no wire that can be nudged unnoticed, and no free direction, once its inputs are held", async (_, instance) => {
    const circuit = await openCircuit(templateMain(instance), { optimisation: "O0" });
    const witness = circuit.calculate(instance.inputs);
    expect(circuit.violations(witness)).toEqual([]);
    const inputs = new Set(Object.keys(instance.inputs));
    const held = (signal: string) => inputs.has(/^main\.(\w+)(\[\d+\])*$/.exec(signal)?.[1] as string);
    const explained = (signal: string) => explains(instance, signal);
    const unnoticed = sweepWires(circuit, witness, held).map(({ signal }) => signal);
    expect([...new Set(unnoticed)].filter((signal) => !explained(signal))).toEqual([]);
    expect(findFreeDirections(circuit, witness, held).filter((signal) => !explained(signal))).toEqual([]);
    // What is explained is still found: an explanation that is needed no more goes.
    for (const { signal } of instance.explained ?? []) expect(unnoticed.some((name) => signal.test(name))).toBe(true);
  });

  it.each(Object.entries(INSTANCES).filter(([, { path }]) => !HASHES.test(path)))(
    "%s leaves no signal that can be moved unnoticed with all that follows from it",
    async (_, instance) => {
      const unnoticed = await nudgeAssignments({ main: templateMain(instance), path: `circuits/lib/${instance.path}`, inputs: instance.inputs });
      expect(unnoticed.filter((signal) => !explains(instance, signal))).toEqual([]);
    },
  );
});
