/** Every statement that differs from this one by one bit, of a proof's eight words or of the five signals. */
export function* flippedBits(proof: readonly bigint[], signals: readonly bigint[]): Generator<{ what: string; proof: bigint[]; signals: bigint[] }> {
  const words = [...proof, ...signals];
  for (const [word, value] of words.entries()) {
    for (let bit = 0; bit < 256; bit++) {
      const flipped = words.with(word, value ^ (1n << BigInt(bit)));
      yield { what: `word ${word}, bit ${bit}`, proof: flipped.slice(0, proof.length), signals: flipped.slice(proof.length) };
    }
  }
}
