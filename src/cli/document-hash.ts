import { existsSync, readFileSync } from "node:fs";
import { type Hex, keccak256, stringToHex } from "viem";
import { CredenceError } from "../errors/credence-error.ts";

/** keccak256 of a document: the file itself stays where it is. @throws CredenceError CRD-9002. */
export function hashDocument(path: string): Hex {
  if (!existsSync(path)) throw new CredenceError("CRD-9002", `Could not read ${path}.`, { place: path });
  return keccak256(readFileSync(path));
}

/** A reason as the registry keeps it: a word as it is, or a short text in one. @throws CredenceError CRD-9001 for a text that does not fit. */
export function reasonWord(text: string): Hex {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase() as Hex;
  if (text === "" || Buffer.byteLength(text) > 32)
    throw new CredenceError("CRD-9001", "A reason has 1 to 32 bytes; a longer one is a document: give --document FILE.");
  return stringToHex(text, { size: 32 });
}
