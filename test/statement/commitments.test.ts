import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applicationId } from "../../src/statement/application.ts";
import { decisionCommitment, MODEL_DOMAIN, modelCommitment } from "../../src/statement/commitments.ts";
import { FIELD_ORDER, isFieldElement } from "../../src/statement/field.ts";
import { nameSignals, orderSignals, PUBLIC_SIGNALS } from "../../src/statement/signals.ts";

const element = fc.bigInt({ min: 0n, max: FIELD_ORDER - 1n });
const hex = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length }).map((digits) => digits.map((digit) => digit.toString(16)).join(""));
const word = hex(64).map((digits) => `0x${digits}` as const);
const address = hex(40).map((digits) => `0x${digits}` as const);

const opening = fc.record({
  blind: element,
  modelCommitment: element,
  applicationId: element,
  score: fc.bigInt({ min: -(1n << 31n), max: (1n << 31n) - 1n }),
  packedReasons: fc.bigInt({ min: 0n, max: (1n << 32n) - 1n }),
});

/** Each part of `one` exchanged for the other's, where they differ. */
function* mixtures<T extends object>(one: T, other: T): Generator<T> {
  for (const key of Object.keys(one) as (keyof T)[]) if (one[key] !== other[key]) yield { ...one, [key]: other[key] };
}

describe("the decision commitment", () => {
  it("is a field element, and another one where any part of its opening is another", () => {
    fc.assert(
      fc.property(opening, opening, (one, other) => {
        const commitment = decisionCommitment(one);
        expect(isFieldElement(commitment)).toBe(true);
        for (const mixture of mixtures(one, other)) expect(decisionCommitment(mixture)).not.toBe(commitment);
      }),
      { numRuns: 40 },
    );
  });

  it("hides who scored what behind its blind: equal decisions have unequal commitments", () => {
    const same = { modelCommitment: 1n, applicationId: 2n, score: 480n, packedReasons: 0n };
    expect(decisionCommitment({ ...same, blind: 1n << 200n })).not.toBe(decisionCommitment({ ...same, blind: (1n << 200n) + 1n }));
  });
});

describe("the model commitment", () => {
  const model = fc.record({ parametersHash: element, sha256: hex(64), salt: element });

  it("is another one where parameters, document or salt are others", () => {
    fc.assert(
      fc.property(model, model, (one, other) => {
        for (const mixture of mixtures(one, other)) expect(modelCommitment(mixture)).not.toBe(modelCommitment(one));
      }),
      { numRuns: 40 },
    );
  });

  it("binds all 256 bits of the digest: none is lost in a reduction", () => {
    const digest = "f".repeat(64);
    const flipped = (bit: number) => (BigInt(`0x${digest}`) ^ (1n << BigInt(bit))).toString(16).padStart(64, "0");
    const commitments = new Set([0, 127, 128, 253, 254, 255].map((bit) => modelCommitment({ parametersHash: 1n, sha256: flipped(bit), salt: 2n })));
    expect(commitments.size).toBe(6);
  });

  it("is in a domain of its own", () => expect(Buffer.from(MODEL_DOMAIN.toString(16), "hex").toString()).toBe("credence.commitment/2"));
});

describe("the application's id", () => {
  const application = fc.record({
    chainId: fc.bigInt({ min: 1n, max: 1n << 64n }),
    decisionRegistry: address,
    lender: address,
    subject: word,
    reference: word,
  });

  it("is a field element, and another one for another chain, registry, lender, subject or reference", () => {
    fc.assert(
      fc.property(application, application, (one, other) => {
        const id = applicationId(one);
        expect(isFieldElement(id)).toBe(true);
        for (const mixture of mixtures(one, other)) expect(applicationId(mixture)).not.toBe(id);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the public signals", () => {
  it("are five, named once, in the order of the circuit", () => {
    expect(PUBLIC_SIGNALS).toEqual(["modelCommitment", "issuerKey", "applicationId", "decisionCommitment", "outcome"]);
    const values = [1n, 2n, 3n, 4n, 5n];
    expect(orderSignals(nameSignals(values))).toEqual(values);
    expect(() => nameSignals([...values, 6n])).toThrow(RangeError);
  });
});
