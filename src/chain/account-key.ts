import { existsSync, readFileSync, statSync } from "node:fs";
import type { Hex, PrivateKeyAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { CredenceError } from "../errors/credence-error.ts";

/** Where an account's key comes from where no file is named. */
export const KEY_VARIABLE = "CREDENCE_PRIVATE_KEY";

function parseKey(text: string, place: string): PrivateKeyAccount {
  const digits = text.trim().replace(/^0x/, "");
  try {
    if (!/^[0-9a-fA-F]{64}$/.test(digits)) throw new Error("not 64 hex digits");
    return privateKeyToAccount(`0x${digits}` as Hex);
  } catch {
    // Whatever stood there instead may be a secret too: it is not repeated.
    throw new CredenceError("CRD-6007", `${place} does not hold a private key: 64 hex digits, with or without 0x.`, { place });
  }
}

/**
 * The account of a private key in a file, or in CREDENCE_PRIVATE_KEY where no file is named. Never from an argument, which other users of the machine can see.
 * @throws CredenceError CRD-6007 (no key, no readable one, or a file that others may read).
 */
export function openAccount(file: string | undefined): PrivateKeyAccount {
  if (file === undefined) {
    const given = process.env[KEY_VARIABLE];
    if (!given) throw new CredenceError("CRD-6007", `No key: give --key FILE, or set ${KEY_VARIABLE}.`);
    return parseKey(given, KEY_VARIABLE);
  }
  if (!existsSync(file)) throw new CredenceError("CRD-6007", `There is no file ${file}.`, { place: file });
  const mode = statSync(file).mode & 0o777;
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw new CredenceError("CRD-6007", `${file} may be read by others on this machine (mode ${mode.toString(8)}); its key is not used.`, { place: file });
  }
  return parseKey(readFileSync(file, "utf8"), file);
}
