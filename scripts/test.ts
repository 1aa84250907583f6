// The whole evidence, layer by layer: node scripts/bootstrap.mjs scripts/test.ts [LAYER ...]     (npm test -- LAYER ...)
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const bin = (name: string) => join(root, "node_modules", ".bin", name);

interface Layer {
  what: string;
  command: [string, ...string[]];
  /** Reads the runner's own closing lines. Absent where a command passes or fails as one. */
  count?: (output: string) => { passed: number; failed: number; skipped: number };
}

const number = (output: string, pattern: RegExp) => [...output.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);

const LAYERS: Record<string, Layer> = {
  types: { what: "type check of library, scripts and tests", command: [bin("tsc"), "-p", "."] },
  app: { what: "type check of the page", command: [bin("tsc"), "-p", "app"] },
  lint: { what: "formatting and lint", command: [bin("biome"), "check", "--error-on-warnings"] },
  contracts: {
    what: "contracts: access, replay, fuzz, invariants, gas, a second EVM, ethers as a client",
    command: [bin("hardhat"), "test"],
    count: (output) => ({
      passed: number(output, /(\d+) passing/g),
      failed: number(output, /(\d+) failing/g),
      skipped: number(output, /(\d+) (?:skipped|pending)/g),
    }),
  },
  vitest: {
    what: "circuits, importers, evaluator, keys, prover, settlement, index, page",
    command: [bin("vitest"), "run", "--reporter=verbose"],
    count: (output) => ({
      passed: number(output, /^\s*Tests .*?(\d+) passed/gm),
      failed: number(output, /^\s*Tests .*?(\d+) failed/gm),
      skipped: number(output, /^\s*Tests .*?(\d+) skipped/gm),
    }),
  },
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character
const withoutColour = (text: string) => text.replace(/\x1b\[[0-9;]*m/g, "");

/** Lines that are shown once more at the end of what a layer printed that failed: thousands may have followed. */
const LAST_WORDS = 60;

let running: ChildProcess | undefined;
let stopped = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    stopped = true;
    running?.kill(signal);
  });
}

function run([command, ...args]: Layer["command"]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: process.env, stdio: ["ignore", "pipe", "pipe"] });
    running = child;
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        process.stdout.write(chunk);
      });
    }
    child.on("close", (code) => resolve({ status: code ?? 1, output: withoutColour(output) }));
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in LAYERS));
if (unknown.length > 0) {
  console.error(`No layer ${unknown.join(", ")}: there are ${Object.keys(LAYERS).join(", ")}.`);
  process.exit(10);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
const lastWords: string[] = [];
for (const [name, layer] of Object.entries(LAYERS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name}: ${layer.what}`);
  const from = Date.now();
  const { status, output } = await run(layer.command);
  if (stopped) process.exit(1);
  const counted = layer.count?.(output) ?? { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  // A runner that ends badly, or that ran nothing, has failed whatever it counted.
  if ((status !== 0 && counted.failed === 0) || counted.passed + counted.failed === 0) counted.failed += 1;
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += counted[key];
  if (counted.failed > 0) lastWords.push(`\n== ${name} failed, and ended with:\n${output.trimEnd().split("\n").slice(-LAST_WORDS).join("\n")}`);
  lines.push(
    `${name.padEnd(10)} ${counted.passed} passed, ${counted.failed} failed, ${counted.skipped} skipped in ${Math.round((Date.now() - from) / 1000)} s`,
  );
}

for (const words of lastWords) console.log(words);
console.log(`\n${lines.join("\n")}`);
if (!existsSync("/usr/bin/chromium")) console.log("Not run: the end-to-end tests in the browser, since /usr/bin/chromium is not installed on this machine.");
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
