/** What is known of a claim: that it holds for every record, that two records refute it, or neither. */
export type Verdict = { result: "holds" | "not-decided"; how: string } | { result: "fails"; how: string; records: Counterexample };

/** Codes, in schema order, of two records that differ in one feature alone, the smaller code first. */
export type Counterexample = readonly [readonly bigint[], readonly bigint[]];
