import { readFileSync } from "node:fs";
import { CredenceError } from "../errors/credence-error.ts";
import { FIELD_ORDER } from "../statement/field.ts";
import { readScalar } from "./scalar-bytes.ts";

/** One side of a constraint. */
export type Matrix = 0 | 1 | 2;

/** A rank-1 constraint system: for every row, (A w)(B w) = C w over the witness w, whose wire 0 is the constant 1. */
export interface R1cs {
  /** The file's content, and where in it each section lies, in the file's order. */
  bytes: Uint8Array;
  sections: ReadonlyMap<number, { start: number; length: number }>;
  wires: number;
  /** Public outputs and inputs, without the constant. */
  publicSignals: number;
  constraints: number;
  /** Calls `visit` for every entry, row by row: A, B, then C. `coefficient` is in [0, r). */
  forEach(visit: (matrix: Matrix, row: number, wire: number, coefficient: bigint) => void): void;
}

/** The power of two of the set-up's domain: room for the constraints, the public signals and the constant. */
export const domainPower = ({ constraints, publicSignals }: Pick<R1cs, "constraints" | "publicSignals">): number =>
  Math.floor(Math.log2(constraints + publicSignals)) + 1;

/**
 * Reads circom's binary format, version 1.
 * @throws CredenceError CRD-4001 for a file that is cut, of another version or over another field, with the byte where it went wrong.
 */
function parseR1cs(bytes: Uint8Array, place: string): R1cs {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (expected: string, at: number): never => {
    throw new CredenceError("CRD-4001", `${place}: expected ${expected} at byte ${at}.`, { place: `${place}, byte ${at}` });
  };
  const word = (at: number): number => (at + 4 <= bytes.length ? view.getUint32(at, true) : refuse("four more bytes", at));
  if (bytes.length < 12 || new TextDecoder("latin1").decode(bytes.subarray(0, 4)) !== "r1cs" || word(4) !== 1) refuse("an r1cs file of version 1", 0);

  const sections = new Map<number, { start: number; length: number }>();
  let cursor = 12;
  for (let i = 0; i < word(8); i++) {
    const kind = word(cursor);
    const length = word(cursor + 4) + word(cursor + 8) * 2 ** 32;
    const start = cursor + 12;
    if (start + length > bytes.length) refuse(`section ${kind} of ${length} bytes`, cursor);
    if (sections.has(kind)) refuse(`one section ${kind} only`, cursor);
    sections.set(kind, { start, length });
    cursor = start + length;
  }
  const header = sections.get(1)?.start ?? refuse("a header section", 12);
  const rows = sections.get(2) ?? refuse("a section of constraints", 12);
  if (word(header) !== 32 || readScalar(bytes, header + 4) !== FIELD_ORDER) refuse("the scalar field of BN254", header);
  const wires = word(header + 36);
  const publicSignals = word(header + 40) + word(header + 44);
  const constraints = word(header + 60);

  return {
    bytes,
    sections,
    wires,
    publicSignals,
    constraints,
    forEach(visit) {
      let at = rows.start;
      const end = rows.start + rows.length;
      for (let row = 0; row < constraints; row++) {
        for (const matrix of [0, 1, 2] as const) {
          const terms = word(at);
          at += 4;
          if (at + 36 * terms > end) refuse(`${terms} terms`, at);
          for (let i = 0; i < terms; i++, at += 36) {
            const wire = view.getUint32(at, true);
            if (wire >= wires) refuse(`a wire below ${wires}`, at);
            visit(matrix, row, wire, readScalar(bytes, at + 4));
          }
        }
      }
    },
  };
}

/** Reads a file of constraints. @throws CredenceError CRD-9002, CRD-4001. */
export function readR1cs(path: string): R1cs {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new CredenceError("CRD-9002", `Could not read ${path}: ${(cause as Error).message}.`, { place: path, cause });
  }
  return parseR1cs(bytes, path);
}
