import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { closeSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { x25519 } from "@noble/curves/ed25519.js";
import { CredenceError } from "../errors/credence-error.ts";
import type { TransitKey } from "./transit-key.ts";

/**
 * A file for one reader: a line that names the format, the sender's one-time X25519 key, then pieces of 64 KiB, each under ChaCha20-Poly1305 with its number and whether it
 * is the last as nonce, so that none can be left out, exchanged or added (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015, as age
 * uses it). The pieces' key is HKDF-SHA256 of the shared secret, salted with both public keys. It hides and guards the content; it does not say who sent it.
 */
const MAGIC = Buffer.from("credence.sealed/1\n");
const PIECE = 1 << 16;
const TAG = 16;
const KEY = 32;

const derive = (secret: Uint8Array, sender: Uint8Array, reader: Uint8Array) =>
  Buffer.from(hkdfSync("sha256", secret, Buffer.concat([sender, reader]), MAGIC, 32));

function nonceOf(piece: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(piece, 5, 6);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

/** Reads a file in pieces, each with whether it is the last. An empty file has one empty piece. */
function* piecesOf(file: number, size: number, from: number): Generator<{ piece: Buffer; last: boolean }> {
  const fill = (at: number) => {
    const buffer = Buffer.alloc(size);
    let length = 0;
    for (let count = -1; count !== 0 && length < size; length += count) count = readSync(file, buffer, length, size - length, at + length);
    return buffer.subarray(0, length);
  };
  let at = from;
  let piece = fill(at);
  for (;;) {
    at += piece.length;
    const next = fill(at);
    yield { piece, last: next.length === 0 };
    if (next.length === 0) return;
    piece = next;
  }
}

/** Writes a file whole or not at all, readable by its owner only. */
function writeWhole(path: string, write: (put: (bytes: Uint8Array) => void) => void): void {
  const partial = `${path}.${process.pid}.partial`;
  const file = openSync(partial, "wx", 0o600);
  try {
    write((bytes) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    });
    renameSync(partial, path);
  } finally {
    closeSync(file);
    rmSync(partial, { force: true });
  }
}

function openForReading(path: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw new CredenceError("CRD-9002", `Could not read ${path}: ${(cause as Error).message}.`, { place: path, cause });
  }
}

/** Whether a file is sealed. @throws CredenceError CRD-9002. */
export function isSealed(path: string): boolean {
  const file = openForReading(path);
  try {
    const start = Buffer.alloc(MAGIC.length);
    return readSync(file, start, 0, start.length, 0) === start.length && start.equals(MAGIC);
  } finally {
    closeSync(file);
  }
}

/**
 * Seals a file for the owner of a public key.
 * @throws CredenceError CRD-9002 (files), CRD-9001 (a key of small order, under which anybody could read).
 */
export function sealFile(path: string, sealedPath: string, reader: Uint8Array): void {
  const sender = x25519.keygen();
  let secret: Uint8Array;
  try {
    secret = x25519.getSharedSecret(sender.secretKey, reader);
  } catch (cause) {
    throw new CredenceError("CRD-9001", "The public key is none to which anything can be sealed.", { cause });
  }
  const key = derive(secret, sender.publicKey, reader);
  const file = openForReading(path);
  try {
    writeWhole(sealedPath, (put) => {
      put(MAGIC);
      put(sender.publicKey);
      let number = 0;
      for (const { piece, last } of piecesOf(file, PIECE, 0)) {
        const cipher = createCipheriv("chacha20-poly1305", key, nonceOf(number++, last), { authTagLength: TAG });
        put(Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]));
      }
    });
  } finally {
    closeSync(file);
  }
}

/**
 * Opens a file that was sealed for this key; nothing stands at `path` unless all of it is what was sealed.
 * @throws CredenceError CRD-9002 (files), CRD-4008 (sealed for another key, cut or altered).
 */
export function openSealedFile(sealedPath: string, path: string, { secretKey, publicKey, name }: TransitKey): void {
  const refuse = (cause?: unknown): never => {
    throw new CredenceError("CRD-4008", `${sealedPath} cannot be opened with the key of ${name}: it is for another key, or cut or altered.`, {
      place: sealedPath,
      cause,
    });
  };
  const file = openForReading(sealedPath);
  try {
    const head = Buffer.alloc(MAGIC.length + KEY);
    if (readSync(file, head, 0, head.length, 0) !== head.length || !head.subarray(0, MAGIC.length).equals(MAGIC)) refuse();
    const sender = new Uint8Array(head.subarray(MAGIC.length));
    writeWhole(path, (put) => {
      try {
        const key = derive(x25519.getSharedSecret(secretKey, sender), sender, publicKey);
        let number = 0;
        for (const { piece, last } of piecesOf(file, PIECE + TAG, head.length)) {
          const decipher = createDecipheriv("chacha20-poly1305", key, nonceOf(number++, last), { authTagLength: TAG });
          decipher.setAuthTag(piece.subarray(piece.length - TAG));
          put(Buffer.concat([decipher.update(piece.subarray(0, piece.length - TAG)), decipher.final()]));
        }
      } catch (cause) {
        refuse(cause);
      }
    });
  } finally {
    closeSync(file);
  }
}
