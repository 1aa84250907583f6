import type { SnarkjsProof } from "../../src/prove/proof-words.ts";

/** The proof that the words stand for, as snarkjs takes it. */
export function snarkjsProof(words: readonly bigint[]): SnarkjsProof & { protocol: "groth16"; curve: "bn128" } {
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = words.map(String) as [string, string, string, string, string, string, string, string];
  const b = [
    [bx0, bx1],
    [by0, by1],
    ["1", "0"],
  ];
  return { pi_a: [ax, ay, "1"], pi_b: b, pi_c: [cx, cy, "1"], protocol: "groth16", curve: "bn128" };
}
