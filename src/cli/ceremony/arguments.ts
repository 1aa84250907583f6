import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { CredenceError } from "../../errors/credence-error.ts";
import type { ContributionRecord } from "../../keys/ceremony.ts";
import { progress } from "../output.ts";

/** What the contributor adds of their own, from a file or asked for on a terminal; never from an argument, which other users of the machine can see. */
export async function ownEntropy(file: string | undefined): Promise<string> {
  const own = file === undefined ? await typedEntropy() : readEntropy(file);
  if (own.trim() === "")
    progress("Note: nothing of your own is added (type it on a terminal, or give --entropy-file): the system's entropy alone makes the secret.");
  return own;
}

function readEntropy(file: string): string {
  if (!existsSync(file)) throw new CredenceError("CRD-9002", `Could not read ${file}.`, { place: file });
  return readFileSync(file, "latin1");
}

async function typedEntropy(): Promise<string> {
  if (!process.stdin.isTTY) return "";
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question("Type anything, the longer the better (it is added to the system's own entropy): ");
  } finally {
    terminal.close();
  }
}

export function checkName(name: string): string {
  // snarkjs cuts names at 64 characters, and writes their bytes' count in one byte.
  if (name.trim() === "" || name.length > 64 || Buffer.byteLength(name) > 255)
    throw new CredenceError("CRD-9001", "A contributor's name has 1 to 64 characters.");
  return name;
}

export function checkOut(out: string): string {
  if (existsSync(out)) throw new CredenceError("CRD-9002", `${out} exists already; a key is never overwritten.`, { place: out });
  return out;
}

export const describe = ({ name, type, digest }: ContributionRecord) => `${type} of ${name}\n  ${digest}`;
