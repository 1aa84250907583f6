import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openConstraints } from "./circuit.ts";
import { ROOT } from "./compile.ts";
import { openMaliciousGenerator, type Patch } from "./malicious-generator.ts";
import type { CircuitInputs } from "./witness.ts";

/** One signal, or one input of a component, that a line assigns, for itself or in a loop. */
const ASSIGNMENT = /^( *)(for \([^)]*\) )?(signal )?([\w.]+(?:\[[^\]]*\])*) (?:<==|<--) ([^;[][^;]*);$/gm;

/** Turns of a loop that are tried: the others are alike. */
const TURNS = 8;

/** For each line that assigns a signal what moves it by `by`, where it is the line and the turn that are meant; and the signal. */
function movesOf(path: string, source: string): (Patch & { signal: string })[] {
  return [...source.matchAll(ASSIGNMENT)].map(([find, indent, loop = "", declares = "", signal = "", value = ""], i) => {
    // What a component answers is no part of an expression.
    const answers = /^[A-Z]\w*\(/.test(value);
    const answer = answers ? `var answer${i} = ${value}; ` : "";
    const moved = `${answers ? `answer${i}` : `(${value})`} + ((line == ${i} && turn == turns${i}) ? by : 0)`;
    const lines = `${answer}${declares}${signal} <-- ${moved}; turns${i} = turns${i} + 1;`;
    return { signal, path, find, replace: `${indent}${loop === "" ? lines : `${loop}{ ${lines} }`}` };
  });
}

/**
 * Moves each signal that a template assigns, by `<==` or `<--`, one at a time, and lets all that follows from it follow, as a cheater would: what a sweep of single wires misses, such as a number with its bits.
 * @param attack.path the file of the template, relative to the project; "main.circom" for the main.
 * @returns the signals of which no constraint noticed, as the template names them.
 */
export async function nudgeAssignments({ main, path, inputs }: { main: string; path: string; inputs: CircuitInputs }): Promise<string[]> {
  const moves = movesOf(path, path === "main.circom" ? main : readFileSync(join(ROOT, path), "utf8"));
  const counters = moves.map((_, i) => `    var turns${i} = 0;\n`).join("");
  const declared = { path, find: "    signal input ", replace: `    signal input line, turn, by;\n${counters}    signal input ` };
  const circuit = await openConstraints(main, { optimisation: "O0" });
  const tell = await openMaliciousGenerator(circuit, main, [...moves, declared]);
  const honest = tell({ ...inputs, line: moves.length, turn: 0, by: 0 });
  const isUnnoticed = (line: number, turn: number, by: bigint) => {
    const witness = tell({ ...inputs, line, turn, by });
    const moved = witness.some((value, wire) => value !== honest[wire]);
    return { moved, unnoticed: moved && circuit.violations(witness).length === 0 };
  };
  return moves.flatMap(({ signal }, line) => {
    for (let turn = 0; turn < TURNS; turn++) {
      const told = [1n, -1n].map((by) => isUnnoticed(line, turn, by));
      if (told.some(({ unnoticed }) => unnoticed)) return [`main.${signal}`];
      if (!told.some(({ moved }) => moved)) break;
    }
    return [];
  });
}
