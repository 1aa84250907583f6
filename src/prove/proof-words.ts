/** A proof as snarkjs writes it: projective points of decimal strings, coordinates in F_q2 with the real part first. */
export interface SnarkjsProof {
  pi_a: string[];
  pi_b: string[][];
  pi_c: string[];
}

/** The eight words that the contracts take: A.x, A.y, B.x1, B.x0, B.y1, B.y0, C.x, C.y. */
export function proofWords({ pi_a, pi_b, pi_c }: SnarkjsProof): bigint[] {
  const [[x0, x1], [y0, y1]] = pi_b as [[string, string], [string, string]];
  return [pi_a[0], pi_a[1], x1, x0, y1, y0, pi_c[0], pi_c[1]].map((word) => BigInt(word as string));
}
