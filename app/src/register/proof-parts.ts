/** The eight words of a proof, by the names of their coordinates, as the contract takes them. */
export const PROOF_PARTS = ["A.x", "A.y", "B.x1", "B.x0", "B.y1", "B.y0", "C.x", "C.y"] as const;
