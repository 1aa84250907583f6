// Makes a development key in a process of its own and prints the seconds that it took, of the clock and of the processor: node bench/set-up-alone.ts native|npm R1CS ZKEY
import { developmentSetup } from "../src/keys/development-setup.ts";
import { findNativeProgram } from "../src/keys/native-program.ts";
import { nativeDevelopmentSetup } from "../src/keys/native-setup.ts";
import { printSeconds } from "./process-seconds.ts";

const [by, r1csPath, zkeyPath] = process.argv.slice(2) as [string, string, string];
const program = findNativeProgram();
await printSeconds(() => {
  if (by === "npm") return developmentSetup({ r1csPath, zkeyPath });
  if ("missing" in program) throw new Error(program.missing);
  return nativeDevelopmentSetup({ program, r1csPath, zkeyPath });
});
