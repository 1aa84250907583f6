import { describe, expect, it } from "vitest";
import { documentWords } from "../../app/src/register/document-words.ts";

const COMMITMENT = `0x${"0a".padStart(64, "0")}`;
const model = { name: "german-scorecard", version: "1.0.0", commitment: "10" };
const say = (document: unknown) => documentWords(JSON.stringify(document), COMMITMENT, "en-GB");

describe("what a document on record says", () => {
  it("of parity: on how many rows decisions, scores and reasons are the tool's", () => {
    const certificate = { format: "credence.parity/1", model, rows: 1000, decisions: { flips: 0, referredWithinError: 0 } };
    const scores = { rows: 1000, differ: 0 };
    expect(say({ ...certificate, scores, reasons: { rows: 980, differ: 2 } })?.sentences).toEqual([
      "Decides as the tool that fitted it on all 1,000 rows that the developer compared; the same scores on all 1,000; the same reasons on 978 of 980.",
    ]);
    expect(say({ ...certificate, decisions: { flips: 3, referredWithinError: 12 } })?.sentences).toEqual([
      "Decides as the tool that fitted it on 997 of 1,000 rows that the developer compared.",
      "Refers 12 because their margin is within the error of a cut-off.",
    ]);
  });

  it("of sensitivity: the decisions that the coarsest rounding of each kind of number would turn", () => {
    const roundings = [
      { what: "points", to: "10^1", flips: 190 },
      { what: "comparisons", to: "2^-7", flips: 3 },
      { what: "comparisons", to: "2^-20", flips: 0 },
    ];
    expect(say({ format: "credence.sensitivity/1", model, rows: 1000, roundings })?.sentences).toEqual([
      "With points rounded to 10^1, 190 of 1,000 decisions would be others.",
      "With comparisons rounded to 2^-7, 3 of 1,000 decisions would be others.",
    ]);
  });

  it("of claims: each with its result, also one that does not hold", () => {
    const claims = (["holds", "fails", "not-decided"] as const).map((result) => ({ sentence: "A greater income is never worth less", result }));
    expect(say({ format: "credence.claims/1", model, claims })?.sentences).toEqual(
      ["holds", "does not hold", "is not decided"].map((words) => `A greater income is never worth less: ${words}.`),
    );
  });

  it("of a proven claim: that it carries a proof, and whether its key was made by one party", () => {
    const proof = { format: "credence.claim-proof/1", model, claim: { claim: "never-worse", feature: "age", from: "62" }, key: { insecure: true } };
    expect(say(proof)).toEqual({
      sentences: [
        "age of 62 or more is never worth less than a lower value: a proof of it, to whoever may not see the model.",
        "Its key was made by one party, who could prove what does not hold.",
      ],
      proof: true,
    });
    expect(say({ ...proof, key: { insecure: false } })?.sentences).toHaveLength(1);
  });

  it("is not told as this model's where it speaks of another, nor where it has another form", () => {
    const claims = [{ sentence: "A greater income is never worth less", result: "holds" }];
    expect(say({ format: "credence.claims/1", model: { ...model, commitment: "11" }, claims })).toEqual({
      sentences: ["It speaks of another model: its commitment is not this one's."],
      proof: false,
    });
    for (const other of [
      null,
      7,
      [],
      {},
      { format: "credence.card/1", model },
      { format: "credence.claims/1", model, claims: [{ sentence: "x", result: "true" }] },
    ])
      expect(say(other)).toBeUndefined();
    expect(documentWords("%PDF-1.7", COMMITMENT, "en-GB")).toBeUndefined();
  });
});
