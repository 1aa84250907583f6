import type { Command } from "commander";
import { CredenceError } from "../../errors/credence-error.ts";
import { examineMachine, type Finding, thisMachine } from "../examine-machine.ts";
import { emit } from "../output.ts";

const describe = ({ what, found, fine, note }: Finding) => `${fine ? "ok     " : "MISSING"}  ${what.padEnd(13)}  ${found.padEnd(17)}  ${note}`;

export function register(program: Command): void {
  program
    .command("doctor")
    .description("say what this machine has and what is missing")
    .action(async () => {
      const findings = await examineMachine(thisMachine());
      for (const finding of findings) emit(finding, describe(finding));
      const missing = findings.filter(({ fine }) => !fine).map(({ what }) => what);
      if (missing.length > 0) throw new CredenceError("CRD-9004", `Missing: ${missing.join(", ")}.`);
    });
}
