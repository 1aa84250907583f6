import { readFileSync } from "node:fs";
import { FIELD_ORDER } from "../../../src/statement/field.ts";

/** Sum of coefficient times wire. Coefficients are in (-p/2, p/2), so that the usual small ones stay small. */
export interface LinearCombination {
  wires: number[];
  coefficients: bigint[];
}

/** a b = c */
export interface Constraint {
  a: LinearCombination;
  b: LinearCombination;
  c: LinearCombination;
}

export interface R1cs {
  /** Wire 0 is the constant 1; then come public outputs, public inputs, private inputs and everything else. */
  wires: number;
  publicOutputs: number;
  publicInputs: number;
  privateInputs: number;
  constraints: Constraint[];
}

/** Wires of a circuit by the name of their signal, such as "main.signature.R8x". Signals that were simplified away are absent. */
export type Symbols = Map<string, number>;

export const modulo = (value: bigint): bigint => {
  const rest = value % FIELD_ORDER;
  return rest < 0n ? rest + FIELD_ORDER : rest;
};

/** Modular inverse. @throws RangeError for zero. */
export function invert(value: bigint): bigint {
  let [a, b, x, y] = [modulo(value), FIELD_ORDER, 1n, 0n];
  if (a === 0n) throw new RangeError("zero has no inverse");
  while (b !== 0n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
  }
  return modulo(x);
}

const readLittleEndian = (bytes: Buffer, offset: number, length: number): bigint => {
  let value = 0n;
  for (let i = length - 8; i >= 0; i -= 8) value = (value << 64n) | bytes.readBigUInt64LE(offset + i);
  return value;
};

/** Reads circom's binary format, version 1. */
export function readR1cs(path: string): R1cs {
  const bytes = readFileSync(path);
  if (bytes.toString("latin1", 0, 4) !== "r1cs" || bytes.readUInt32LE(4) !== 1) throw new Error(`${path} is not an r1cs file of version 1`);
  const sections = new Map<number, number>();
  let offset = 12;
  for (let i = 0; i < bytes.readUInt32LE(8); i++) {
    sections.set(bytes.readUInt32LE(offset), offset + 12);
    offset += 12 + Number(bytes.readBigUInt64LE(offset + 4));
  }
  const header = sections.get(1) as number;
  const size = bytes.readUInt32LE(header);
  if (readLittleEndian(bytes, header + 4, size) !== FIELD_ORDER) throw new Error(`${path} is over another field`);
  const counts = header + 4 + size;

  let cursor = sections.get(2) as number;
  const readCombination = (): LinearCombination => {
    const terms = bytes.readUInt32LE(cursor);
    cursor += 4;
    const combination: LinearCombination = { wires: [], coefficients: [] };
    for (let i = 0; i < terms; i++) {
      const coefficient = readLittleEndian(bytes, cursor + 4, size);
      combination.wires.push(bytes.readUInt32LE(cursor));
      combination.coefficients.push(coefficient > FIELD_ORDER / 2n ? coefficient - FIELD_ORDER : coefficient);
      cursor += 4 + size;
    }
    return combination;
  };
  const constraints: Constraint[] = [];
  const total = bytes.readUInt32LE(counts + 24);
  for (let i = 0; i < total; i++) constraints.push({ a: readCombination(), b: readCombination(), c: readCombination() });
  return {
    wires: bytes.readUInt32LE(counts),
    publicOutputs: bytes.readUInt32LE(counts + 4),
    publicInputs: bytes.readUInt32LE(counts + 8),
    privateInputs: bytes.readUInt32LE(counts + 12),
    constraints,
  };
}

/** Reads a .sym file: label, wire (-1 where simplified away), component, name. */
export function readSymbols(path: string): Symbols {
  const symbols: Symbols = new Map();
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const [, wire, , name] = line.split(",");
    if (name !== undefined && wire !== "-1") symbols.set(name, Number(wire));
  }
  return symbols;
}

/** The sum as it comes, not reduced. Most are of one wire, or of wires times 1. */
const sumOf = ({ wires, coefficients }: LinearCombination, witness: readonly bigint[]): bigint => {
  let sum = 0n;
  for (let i = 0; i < wires.length; i++) {
    const value = witness[wires[i] as number] as bigint;
    const coefficient = coefficients[i] as bigint;
    sum += coefficient === 1n ? value : coefficient * value;
  }
  return sum;
};

export const evaluateCombination = (combination: LinearCombination, witness: readonly bigint[]): bigint => modulo(sumOf(combination, witness));

export const holds = ({ a, b, c }: Constraint, witness: readonly bigint[]): boolean =>
  (sumOf(a, witness) * sumOf(b, witness) - sumOf(c, witness)) % FIELD_ORDER === 0n;

/** Positions of the constraints that a witness violates: empty for one that a verifier would accept. */
export function checkWitness(r1cs: R1cs, witness: readonly bigint[]): number[] {
  if (witness.length !== r1cs.wires) throw new RangeError(`expected ${r1cs.wires} wires, found ${witness.length}`);
  if (witness[0] !== 1n) throw new RangeError("wire 0 is not 1");
  return r1cs.constraints.flatMap((constraint, i) => (holds(constraint, witness) ? [] : [i]));
}

/** A constraint in the names of its signals, for a test's message. */
export function describeConstraint({ a, b, c }: Constraint, names: ReadonlyMap<number, string>): string {
  const list = ({ wires }: LinearCombination) =>
    `{${wires.slice(0, 6).map((wire) => (wire === 0 ? "1" : names.get(wire)))}${wires.length > 6 ? `, ${wires.length - 6} more` : ""}}`;
  return `${list(a)} * ${list(b)} = ${list(c)}`;
}
