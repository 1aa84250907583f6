/**
 * A circuit with the five public signals of a decision and nothing of its meaning: outcome is the `rounds`-fold square of the secret plus the model's commitment.
 * It has `rounds` + 1 constraints.
 */
export const toyCircuit = (rounds: number): string => `pragma circom 2.2.0;

template Toy(rounds) {
  signal input modelCommitment;
  signal input issuerKey;
  signal input applicationId;
  signal input decisionCommitment;
  signal input outcome;
  signal input secret;
  signal power[rounds + 1];
  power[0] <== secret;
  for (var i = 0; i < rounds; i++) {
    power[i + 1] <== (power[i] - 3 * issuerKey) * (power[i] + applicationId) + 7 * power[i];
  }
  outcome === power[rounds] + modelCommitment * decisionCommitment;
}

component main {public [modelCommitment, issuerKey, applicationId, decisionCommitment, outcome]} = Toy(${rounds});
`;

const FIELD_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** Inputs that fit the circuit, by name. */
export function toyInputs(rounds: number, secret: bigint): Record<string, bigint> {
  const inputs = { modelCommitment: 5n, issuerKey: 7n, applicationId: 11n, decisionCommitment: 13n, secret };
  let power = secret;
  for (let i = 0; i < rounds; i++) power = ((power - 21n) * (power + 11n) + 7n * power) % FIELD_ORDER;
  return { ...inputs, outcome: (((power + 65n) % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER };
}
