import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openConstraints } from "../harness/circuit.ts";
import { ROOT } from "../harness/compile.ts";
import { openMaliciousGenerator, type Patch } from "../harness/malicious-generator.ts";
import type { TemplateInstance } from "./instances.ts";
import { templateMain } from "./open-template.ts";

/** One signal, or one input of a component, that a line assigns. */
const ASSIGNMENT = /^( *)(signal )?([\w.]+(?:\[[^\]]*\])*) (?:<==|<--) ([^;[][^;]*);$/gm;

/** Turns of a loop that are tried: the others are alike. */
const TURNS = 8;

/** For each line of a template that assigns a signal what moves it by `by`, where it is the line and the turn that are meant; and the signal. */
function movesOf(path: string): (Patch & { signal: string })[] {
  const lines = [...readFileSync(join(ROOT, path), "utf8").matchAll(ASSIGNMENT)];
  return lines.map(([find, indent, declares = "", signal = "", value = ""], i) => {
    // What a component answers is no part of an expression.
    const answers = /^[A-Z]\w*\(/.test(value);
    const answer = answers ? `${indent}var answer${i} = ${value};\n` : "";
    const moved = `${answers ? `answer${i}` : `(${value})`} + ((line == ${i} && turn == turns${i}) ? by : 0)`;
    return { signal, path, find, replace: `${answer}${indent}${declares}${signal} <-- ${moved};\n${indent}turns${i} = turns${i} + 1;` };
  });
}

/**
 * Moves each signal that a template assigns, by `<==` or `<--`, one at a time, and lets all that follows from it follow, as a cheater would: what a sweep of single wires misses, such as a number with its bits.
 * @returns the signals of which no constraint noticed, as the template names them.
 */
export async function nudgeAssignments(instance: TemplateInstance): Promise<string[]> {
  const path = `circuits/lib/${instance.path}`;
  const moves = movesOf(path);
  const counters = moves.map((_, i) => `    var turns${i} = 0;\n`).join("");
  const declared = { path, find: "    signal input ", replace: `    signal input line, turn, by;\n${counters}    signal input ` };
  const main = templateMain(instance);
  const circuit = await openConstraints(main, { optimisation: "O0" });
  const tell = await openMaliciousGenerator(circuit, main, [...moves, declared]);
  const honest = tell({ ...instance.inputs, line: moves.length, turn: 0, by: 0 });
  return moves.flatMap(({ signal }, line) => {
    const told = Array.from({ length: TURNS }, (_, turn) => [1n, -1n].map((by) => tell({ ...instance.inputs, line, turn, by }))).flat();
    const unnoticed = told.some((witness) => witness.some((value, wire) => value !== honest[wire]) && circuit.violations(witness).length === 0);
    return unnoticed ? [`main.${signal}`] : [];
  });
}
