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

const BY_INPUTS = [
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
export const WIDEST = BY_INPUTS.length;

/** Poseidon of 1 to {@link WIDEST} field elements, as circomlib's. @throws RangeError for none or more. */
export function poseidon(inputs: readonly bigint[]): bigint {
  const hash = BY_INPUTS[inputs.length - 1];
  if (hash === undefined) throw new RangeError(`Poseidon takes 1 to ${WIDEST} inputs, not ${inputs.length}`);
  return hash([...inputs]);
}
