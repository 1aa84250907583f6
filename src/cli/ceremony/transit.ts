import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { CredenceError } from "../../errors/credence-error.ts";
import { isSealed, openSealedFile, sealFile } from "../../keys/sealed-file.ts";
import { createTransitKey, parseTransitPublicKey, readTransitKey } from "../../keys/transit-key.ts";
import { emit, progress } from "../output.ts";
import { checkName, checkOut } from "./arguments.ts";

export interface TransitFlags {
  transitKey?: string;
  to?: string;
}

/** What ends a program from outside, before which an open key has to go. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Makes one key out of another, either of which may be sealed. What has to stand open meanwhile is in a folder of its own that only this user can read and that is removed.
 * @throws CredenceError CRD-9001 (a sealed key and no transit key), CRD-4008, and what `make` throws.
 */
export async function inTransit<T>(
  key: string,
  out: string,
  { transitKey, to }: TransitFlags,
  make: (zkeyPath: string, outPath: string) => Promise<T>,
): Promise<T> {
  const reader = to === undefined ? undefined : parseTransitPublicKey(to);
  const sealed = isSealed(key);
  if (sealed && transitKey === undefined) throw new CredenceError("CRD-9001", `${key} is sealed: give --transit-key with the key that it was sealed for.`);
  const folder = mkdtempSync(join(dirname(resolve(out)), ".credence-"));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  const interrupted = () => {
    clear();
    process.exit(130);
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    const [open, made] = [join(folder, "received.zkey"), join(folder, "made.zkey")];
    if (sealed) openSealedFile(key, open, readTransitKey(transitKey as string));
    const result = await make(sealed ? open : key, made);
    if (reader) sealFile(made, out, reader);
    else if (existsSync(made)) renameSync(made, out);
    return result;
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    clear();
  }
}

/** Reads a key that may be sealed. */
export function withOpenKey<T>(key: string, transitKey: string | undefined, read: (zkeyPath: string) => Promise<T>): Promise<T> {
  return isSealed(key) ? inTransit(key, key, transitKey === undefined ? {} : { transitKey }, read) : read(key);
}

export function registerKeygen(ceremony: Command): void {
  ceremony
    .command("keygen")
    .description("make a transit key, by whose public key others seal a proving key for you")
    .requiredOption("--out <file>", "where the transit key goes; it stays with you")
    .requiredOption("--name <name>", "whose it is")
    .action(({ out, name }: { out: string; name: string }) => {
      const publicKey = createTransitKey(checkOut(out), checkName(name));
      progress("Give the public key to whoever sends to you, on a way on which nobody can exchange it.");
      emit({ file: out, name, publicKey }, publicKey);
    });
}
