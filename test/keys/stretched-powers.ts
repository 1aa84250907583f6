import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { writeScalars } from "../../src/keys/scalar-bytes.ts";
import { concatenate, word32 } from "../../src/keys/zkey-file.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";

const section = (kind: number, content: Uint8Array) => concatenate([word32(kind), word32(content.length), word32(0), content]);

/**
 * Writes a file of the layout of prepared powers of tau, whose points are those of a small one over and over: powers of nothing, but a set-up computes with them all the same, and they
 * cost no time to make.
 * @returns the file's digest by power, as the published list has them.
 */
export function stretchPowers(smallPath: string, path: string, power: number): ReadonlyMap<number, string> {
  const small = readFileSync(smallPath);
  const sections = new Map<number, Buffer>();
  for (let at = 12; at < small.length; ) {
    const length = Number(small.readBigUInt64LE(at + 4));
    sections.set(small.readUInt32LE(at), small.subarray(at + 12, at + 12 + length));
    at += 12 + length;
  }
  const stretched = (kind: number, points: number, size: number) => {
    const from = sections.get(kind) as Buffer;
    // Not a divisor of any power of two, so that points a power of two apart differ.
    const period = from.subarray(0, Math.min(from.length, 61 * size));
    const bytes = Buffer.alloc(points * size);
    for (let at = 0; at < bytes.length; at += period.length) period.copy(bytes, at);
    return section(kind, bytes);
  };
  const n = 2 ** power;
  const header = Buffer.from(sections.get(1) as Buffer);
  header.writeUInt32LE(power, 36);
  const content = concatenate([
    new TextEncoder().encode("ptau"),
    word32(1),
    word32(10),
    section(1, header),
    stretched(2, 2 * n - 1, 64),
    stretched(3, n, 128),
    stretched(4, n, 64),
    stretched(5, n, 64),
    stretched(6, 1, 128),
    stretched(12, 4 * n - 1, 64),
    stretched(13, 2 * n - 1, 128),
    stretched(14, 2 * n - 1, 64),
    stretched(15, 2 * n - 1, 64),
  ]);
  writeFileSync(path, content);
  return new Map([[power, createHash("blake2b512").update(content).digest("hex")]]);
}

/** Writes many constraints of one term a side, whose set-up costs little. */
export function writeManyConstraints(path: string, rows: number, wires: number): void {
  const one = writeScalars([1n]);
  const side = (wire: number) => concatenate([word32(1), word32(wire % wires), one]);
  const header = concatenate([word32(32), writeScalars([FIELD_ORDER]), ...[wires, 0, 5, wires - 6, wires, 0, rows].map(word32)]);
  const constraints = Array.from({ length: rows }, (_, row) => concatenate([side(row), side(3 * row + 1), side(7 * row + 2)]));
  const sections = [section(2, concatenate(constraints)), section(1, header), section(3, new Uint8Array(8 * wires))];
  writeFileSync(path, concatenate([new TextEncoder().encode("r1cs"), word32(1), word32(3), ...sections]));
}
