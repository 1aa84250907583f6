import { describe, expect, it } from "vitest";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { findClaimed, formatClaim, parseClaim, spellClaim } from "../../src/evidence/claims/claim.ts";
import { schema } from "../import/fixture.ts";

const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof CredenceError) return `${error.code} ${error.message}`;
    throw error;
  }
  return "not refused";
};

describe("a claim", () => {
  it.each([
    ["does-not-use:age", "No bin, split or weight uses age"],
    ["monotone:age:increasing", "A greater age is never worth less"],
    ["monotone:age:decreasing", "A greater age is never worth more"],
    ["never-worse:age:62", "age of 62 or more is never worth less than a lower value"],
  ])("%s is read, written and spelled", (text, sentence) => {
    const claim = parseClaim(text);
    expect(formatClaim(claim)).toBe(text);
    expect(spellClaim(claim)).toBe(sentence);
  });

  it.each([
    "",
    "does-not-use",
    "does-not-use:",
    "does-not-use:age:62",
    "monotone:age",
    "monotone:age:up",
    "never-worse:age",
    "never-worse:age:62:1",
    "fair:age",
  ])("%j is refused", (text) => expect(refusal(() => parseClaim(text))).toContain("CRD-1201"));

  it("finds its feature, and the code from which it speaks", () => {
    expect(findClaimed(parseClaim("never-worse:income:12.5"), schema)).toEqual({ position: 1, values: 1_000_001n, from: 1250n });
    expect(findClaimed(parseClaim("monotone:opened:increasing"), schema).position).toBe(4);
    expect(findClaimed(parseClaim("does-not-use:home"), schema)).toEqual({ position: 3, values: 2n, from: undefined });
  });

  it.each([
    ["does-not-use:sex", "expected one of duration, income"],
    ["monotone:home:increasing", "a category"],
    ["never-worse:duration:97", "expected a number from 1 to 96"],
    ["never-worse:income:NA", "not a missing cell"],
  ])("%s does not fit the schema", (text, words) => {
    const message = refusal(() => findClaimed(parseClaim(text), schema));
    expect(message).toContain("CRD-1202");
    expect(message).toContain(words);
  });
});
