import { existsSync, mkdtempSync, rmSync } from "node:fs";
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
  if (!sealed && reader === undefined) return make(key, out);
  const folder = mkdtempSync(join(dirname(resolve(out)), ".credence-"));
  try {
    const [open, made] = [join(folder, "received.zkey"), join(folder, "made.zkey")];
    if (sealed) openSealedFile(key, open, readTransitKey(transitKey as string));
    const result = await make(sealed ? open : key, reader ? made : out);
    if (reader) sealFile(made, out, reader);
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads a key that may be sealed. */
export function withOpenKey<T>(key: string, transitKey: string | undefined, read: (zkeyPath: string) => Promise<T>): Promise<T> {
  return inTransit(key, key, transitKey === undefined ? {} : { transitKey }, read);
}

export function registerKeygen(ceremony: Command): void {
  ceremony
    .command("keygen")
    .description("make a transit key, by whose public key others seal a proving key for you")
    .requiredOption("--out <file>", "where the transit key goes; it stays with you")
    .requiredOption("--name <name>", "whose it is")
    .action(({ out, name }: { out: string; name: string }) => {
      if (existsSync(out)) throw new CredenceError("CRD-9002", `${out} exists already; a key is never overwritten.`, { place: out });
      const publicKey = createTransitKey(checkOut(out), checkName(name));
      progress("Give the public key to whoever sends to you, on a way on which nobody can exchange it.");
      emit({ file: out, name, publicKey }, publicKey);
    });
}
