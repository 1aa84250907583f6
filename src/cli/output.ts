import { CredenceError, type ErrorRecord } from "../errors/credence-error.ts";

let json = false;

/** Chooses the form of what a command prints: one JSON object a line, or text for people. */
export function printJson(on: boolean): void {
  json = on;
}

const encode = (value: unknown) => JSON.stringify(value, (_, v) => (typeof v === "bigint" ? v.toString() : v));

const asLines = (result: object) =>
  Object.entries(result)
    .map(([key, value]) => `${key}: ${typeof value === "object" && value !== null ? encode(value) : String(value)}`)
    .join("\n");

/**
 * Prints one result on stdout: with `--json` the object on one line (bigints as decimal strings), else `text`,
 * or the object's entries one a line where no text is given.
 */
export function emit(result: object, text?: string): void {
  process.stdout.write(`${json ? encode(result) : (text ?? asLines(result))}\n`);
}

/** Says on stderr what is going on; stdout stays free for results. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

const asText = ({ code, title, message, hint, place, cause }: ErrorRecord) =>
  [`${code} ${title}`, `  ${message}`, place && `  at: ${place}`, cause && `  because: ${cause}`, `  what to do: ${hint}`].filter(Boolean).join("\n");

/** Prints an error on stderr, as text or with `--json` as one object, and returns the exit code that goes with it. */
export function report(error: unknown): number {
  const known =
    error instanceof CredenceError ? error : new CredenceError("CRD-9900", error instanceof Error ? error.message : String(error), { cause: error });
  process.stderr.write(`${json ? encode({ error: known.toRecord() }) : asText(known.toRecord())}\n`);
  if (process.env.CREDENCE_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return known.exitCode;
}
