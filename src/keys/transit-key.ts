import { x25519 } from "@noble/curves/ed25519.js";
import { z } from "zod";
import { CredenceError } from "../errors/credence-error.ts";
import { parseJsonFile, writeJsonFile } from "../files/json.ts";

const word = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");

/** An X25519 key by which others send files to its owner. It stands unencrypted in a file that only its owner can read, and is worth what it opens: make one a ceremony. */
const TransitKeyFile = z.strictObject({ format: z.literal("credence.transit-key/1"), name: z.string(), publicKey: word, secretKey: word });

export interface TransitKey {
  name: string;
  publicKey: Uint8Array;
  secretKey: Uint8Array;
}

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

/** Makes a key from the system's generator and writes it, readable by its owner only. @returns the public key, hex: what the sender needs. */
export function createTransitKey(path: string, name: string): string {
  const { secretKey, publicKey } = x25519.keygen();
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  writeJsonFile(path, { format: "credence.transit-key/1", name, publicKey: hex(publicKey), secretKey: hex(secretKey) }, 0o600);
  return hex(publicKey);
}

/** @throws CredenceError CRD-9002, CRD-9003. */
export function readTransitKey(path: string): TransitKey {
  const { name, publicKey, secretKey } = parseJsonFile(path, TransitKeyFile);
  return { name, publicKey: bytesOf(publicKey), secretKey: bytesOf(secretKey) };
}

/** A public key as its owner hands it on. @throws CredenceError CRD-9001. */
export function parseTransitPublicKey(text: string): Uint8Array {
  if (!word.safeParse(text).success)
    throw new CredenceError("CRD-9001", `${text} is no public key: it has 64 lower-case hex digits, as \`credence ceremony keygen\` prints them.`);
  return bytesOf(text);
}
