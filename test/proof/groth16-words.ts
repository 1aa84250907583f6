type Repeat<N extends number, T extends bigint[] = []> = T["length"] extends N ? T : Repeat<N, [...T, bigint]>;

/** What the contracts' ABI takes a key, a proof and signals for. */
export type KeyWords = Readonly<Repeat<26>>;
export type ProofWords = Readonly<Repeat<8>>;
export type SignalWords = Readonly<Repeat<5>>;

const exactly = <T>(words: readonly bigint[], count: number): T => {
  if (words.length !== count) throw new RangeError(`${words.length} words, not ${count}`);
  return words as T;
};

export const keyWords = (words: readonly bigint[]): KeyWords => exactly(words, 26);
export const proofWordsOf = (words: readonly bigint[]): ProofWords => exactly(words, 8);
const signalWords = (words: readonly bigint[]): SignalWords => exactly(words, 5);

/** The arguments of verifyProof. */
export const statement = ({ proof, signals }: { proof: readonly bigint[]; signals: readonly bigint[] }) => [proofWordsOf(proof), signalWords(signals)] as const;

/** The arguments of verifyBatch. */
export const batch = (statements: readonly { proof: readonly bigint[]; signals: readonly bigint[] }[]) =>
  [statements.map(({ proof }) => proofWordsOf(proof)), statements.map(({ signals }) => signalWords(signals))] as const;
