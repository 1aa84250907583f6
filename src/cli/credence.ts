import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { CATALOGUE } from "../errors/catalogue/index.ts";
import { CredenceError } from "../errors/credence-error.ts";
import { printJson, report } from "./output.ts";

/** What every file under `verbs/` exports: it adds its own command, named like the file, to the program. */
export interface Verb {
  register(program: Command): void;
}

const folder = join(import.meta.dirname, "verbs");

/** The verbs that there are: one file each. */
const verbNames = (): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -".ts".length))
    .sort();

/** Only the verb that is asked for is loaded, so that none pays for what another imports; help loads all. */
async function loadVerbs(args: readonly string[]): Promise<Verb[]> {
  const names = verbNames();
  const asked = args.find((arg) => !arg.startsWith("-"));
  const wanted = asked !== undefined && names.includes(asked) ? [asked] : names;
  return Promise.all(wanted.map((name) => import(`./verbs/${name}.ts`) as Promise<Verb>));
}

function openProgram(): Command {
  const { version, description } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
  return new Command("credence")
    .description(description)
    .version(version)
    .option("--json", "print one JSON object a line on stdout and nothing else")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .showSuggestionAfterError();
}

/** Commander throws to end the program: help and version are no failures, the rest is a command line that is not understood. */
function endOfParsing(error: CommanderError): number {
  if (error.exitCode === 0) return 0;
  if (error.code === "commander.help") return CATALOGUE["CRD-9001"].exit;
  return report(new CredenceError("CRD-9001", `${error.message.replace(/^error: /, "").replace(/\.?$/, ".")}`));
}

/** A reader that goes away (`credence score ... | head`) ends the program quietly. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
}

/**
 * Runs one command line, without the program's own name: `main(["score", "model", "rows.csv", "--json"])`.
 * @returns the exit code: 0, or the one that the error catalogue gives to the failure.
 */
export async function main(args: readonly string[]): Promise<number> {
  if (!process.stdout.listeners("error").includes(endQuietly)) process.stdout.on("error", endQuietly);
  printJson(args.includes("--json"));
  try {
    const program = openProgram();
    for (const verb of await loadVerbs(args)) verb.register(program);
    await program.parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    return error instanceof CommanderError ? endOfParsing(error) : report(error);
  }
}
