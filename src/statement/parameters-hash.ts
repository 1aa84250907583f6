import {
  poseidon1,
  poseidon2,
  poseidon3,
  poseidon4,
  poseidon5,
  poseidon6,
  poseidon7,
  poseidon8,
  poseidon9,
  poseidon10,
  poseidon11,
  poseidon12,
  poseidon13,
  poseidon14,
  poseidon15,
  poseidon16,
} from "poseidon-lite";

const HASHES = [
  poseidon1,
  poseidon2,
  poseidon3,
  poseidon4,
  poseidon5,
  poseidon6,
  poseidon7,
  poseidon8,
  poseidon9,
  poseidon10,
  poseidon11,
  poseidon12,
  poseidon13,
  poseidon14,
  poseidon15,
  poseidon16,
];

/** Inputs of the widest Poseidon: per input it is the cheapest in a circuit. */
export const WIDEST = HASHES.length;

/** A model's parameters as field elements, by what a claim or a circuit has to open of them. docs/decisions/0007-commitment-by-sections.md. */
export interface ParameterSections {
  /** Kind and sizes: everything that the lengths of the sections follow from. */
  head: bigint;
  schemaHash: bigint;
  /** Which raw features are read, and by what. */
  inputs: readonly bigint[];
  /** Edges, points, weights. */
  tables: readonly bigint[];
  /** Which of them share an adverse reason. */
  reasons: readonly bigint[];
  /** Cut-offs, start and band. */
  policy: readonly bigint[];
}

/**
 * One field element for a list of them: nothing is 0, one stands for itself, more are absorbed sixteen at a time, the hash so far being the first of every sixteen but the first.
 * Two lists of the *same length* have the same hash only by a collision of Poseidon; lists of two lengths are told apart by the head.
 */
export function absorb(elements: readonly bigint[]): bigint {
  if (elements.length < 2) return elements[0] ?? 0n;
  let hash: bigint | undefined;
  for (let at = 0; at < elements.length; ) {
    const taken = elements.slice(at, at + WIDEST - (hash === undefined ? 0 : 1));
    at += taken.length;
    const inputs = hash === undefined ? taken : [hash, ...taken];
    hash = (HASHES[inputs.length - 1] as typeof poseidon1)(inputs);
  }
  return hash as bigint;
}

/** Poseidon(head, schemaHash, inputs, tables, reasons, policy), each section as {@link absorb} leaves it. */
export const parametersHash = ({ head, schemaHash, inputs, tables, reasons, policy }: ParameterSections): bigint =>
  poseidon6([head, schemaHash, absorb(inputs), absorb(tables), absorb(reasons), absorb(policy)]);
