/**
 * The public signals of every decision circuit, in order. The only place in which their positions are written:
 * `contracts/generated/PublicSignals.sol` and `circuits/generated/layout.circom` come from this file.
 */
export const PUBLIC_SIGNALS = ["modelCommitment", "issuerKey", "applicationId", "decisionCommitment", "outcome"] as const;

export type PublicSignalName = (typeof PUBLIC_SIGNALS)[number];
export type PublicSignals = Record<PublicSignalName, bigint>;

/** Names the signals of a proof. @throws RangeError unless there are exactly five. */
export function nameSignals(values: readonly bigint[]): PublicSignals {
  if (values.length !== PUBLIC_SIGNALS.length) {
    throw new RangeError(`expected ${PUBLIC_SIGNALS.length} public signals, found ${values.length}`);
  }
  return Object.fromEntries(PUBLIC_SIGNALS.map((name, i) => [name, values[i] as bigint])) as PublicSignals;
}

/** The signals in circuit order. */
export const orderSignals = (signals: PublicSignals): bigint[] => PUBLIC_SIGNALS.map((name) => signals[name]);
