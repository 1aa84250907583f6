import { poseidon, WIDEST } from "./poseidon.ts";

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
    hash = poseidon(inputs);
  }
  return hash as bigint;
}

/** Poseidon(head, schemaHash, inputs, tables, reasons, policy), each section as {@link absorb} leaves it. */
export const parametersHash = ({ head, schemaHash, inputs, tables, reasons, policy }: ParameterSections): bigint =>
  poseidon([head, schemaHash, absorb(inputs), absorb(tables), absorb(reasons), absorb(policy)]);
