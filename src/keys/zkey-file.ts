import { closeSync, openSync, renameSync, writeSync } from "node:fs";
import { CredenceError } from "../errors/credence-error.ts";
import { BASE_FIELD_ORDER, FIELD_ORDER } from "../statement/field.ts";
import { writeScalars } from "./scalar-bytes.ts";
import { openSections } from "./section-file.ts";
import { decodeZkey, GROTH16, ZKEY_SECTION, type ZkeyFile, type ZkeyHeader } from "./zkey.ts";

export { ZKEY_SECTION, type ZkeyFile, type ZkeyHeader };

/** A little-endian word of 32 bits. */
export function word32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The header section's bytes. */
export const encodeHeader = (header: ZkeyHeader): Uint8Array =>
  concatenate([
    word32(32),
    writeScalars([BASE_FIELD_ORDER]),
    word32(32),
    writeScalars([FIELD_ORDER]),
    word32(header.wires),
    word32(header.publicSignals),
    word32(header.domainSize),
    header.alpha1,
    header.beta1,
    header.beta2,
    header.gamma2,
    header.delta1,
    header.delta2,
  ]);

/**
 * Writes a proving key whole or not at all, readable by its owner only: in fixed mode it holds the model.
 * `sections` are all but the protocol's, in the order in which they are to stand.
 */
export function writeZkey(path: string, sections: readonly (readonly [kind: number, content: Uint8Array])[]): void {
  const partial = `${path}.${process.pid}.partial`;
  const file = openSync(partial, "w", 0o600);
  try {
    const put = (bytes: Uint8Array) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    };
    put(concatenate([new TextEncoder().encode("zkey"), word32(1), word32(sections.length + 1)]));
    for (const [kind, content] of [[ZKEY_SECTION.protocol, word32(GROTH16)] as const, ...sections]) {
      put(concatenate([word32(kind), word32(content.length % 2 ** 32), word32(Math.floor(content.length / 2 ** 32))]));
      put(content);
    }
  } finally {
    closeSync(file);
  }
  renameSync(partial, path);
}

/**
 * Reads a proving key's table of sections and header.
 * @throws CredenceError CRD-9002 where the file cannot be read, CRD-4002 where it is not a Groth16 key over BN254.
 */
export function readZkey(path: string): ZkeyFile {
  const refuse = (expected: string): never => {
    throw new CredenceError("CRD-4002", `${path} is not a Groth16 proving key over BN254: expected ${expected}.`, { place: path });
  };
  const { section } = openSections(path, "zkey", refuse);
  return decodeZkey(section, refuse);
}
