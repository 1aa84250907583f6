// Makes a development key in a process of its own and prints the seconds that it took, of the clock and of the processor: node bench/set-up-alone.ts native|npm R1CS ZKEY
import { readFileSync } from "node:fs";
import { developmentSetup } from "../src/keys/development-setup.ts";
import { findNativeProgram } from "../src/keys/native-program.ts";
import { nativeDevelopmentSetup } from "../src/keys/native-setup.ts";

const TICKS_A_SECOND = 100;

/** Of this process and of those that it started and that have ended. Linux only. */
function cpuSeconds(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  const ended = Number(fields[13]) + Number(fields[14]);
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + ended / TICKS_A_SECOND;
}

const [by, r1csPath, zkeyPath] = process.argv.slice(2) as [string, string, string];
const program = findNativeProgram();
const [before, from] = [cpuSeconds(), performance.now()];
if (by === "npm") await developmentSetup({ r1csPath, zkeyPath });
else if ("missing" in program) throw new Error(program.missing);
else await nativeDevelopmentSetup({ program, r1csPath, zkeyPath });
console.log(JSON.stringify({ ms: performance.now() - from, cpuSeconds: cpuSeconds() - before }));
