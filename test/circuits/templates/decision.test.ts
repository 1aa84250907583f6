import { beforeAll, describe, expect, it } from "vitest";
import { floorDivide } from "../../../src/model/floor-divide.ts";
import { decisionCommitment } from "../../../src/statement/commitments.ts";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { packOutcome } from "../../../src/statement/outcome.ts";
import { openForger } from "../harness/forge.ts";
import { invert, modulo } from "../harness/r1cs.ts";
import { INSTANCES, type TemplateInstance } from "./instances.ts";
import { type OpenTemplate, openTemplate, templateMain } from "./open-template.ts";

const mainOf = (name: string) => templateMain(INSTANCES[name] as TemplateInstance);

describe("Band", () => {
  const told = { declares: "told", hints: [["band <-- (score + bandWidth * (1 << 40)) \\ bandWidth - (1 << 40);", "band <-- told;"]] as [string, string][] };
  it.each([
    ["of 20", 20n],
    ["of 7", 7n],
    ["of a power of two", 16n],
    ["of one point", 1n],
  ])("%s takes the quotient rounded down alone, of positive and negative scores", async (_, width) => {
    const band = await openTemplate("Band", { ...told, call: `Band(${width})` });
    for (let score = -45n; score <= 45n; score++) {
      const quotient = floorDivide(score, width);
      for (let other = quotient - 3n; other <= quotient + 3n; other++) {
        expect(band.accepts({ score, told: other }), `${score} in ${other}`).toBe(other === quotient);
      }
    }
  });

  it("takes the quotient modulo the field order too, which is why its caller bounds the band", async () => {
    const { accepts } = await openTemplate("Band", told);
    const score = 437n;
    const fraction = modulo((score - 3n) * invert(20n));
    expect(fraction > 2n ** 64n && fraction < FIELD_ORDER - 2n ** 64n).toBe(true);
    expect(accepts({ score, told: fraction })).toBe(true);
    // Twenty such fractions, one for each remainder, and no more.
    for (const remainder of [-1n, 20n, 25n, 31n, 32n]) expect(accepts({ score, told: modulo((score - remainder) * invert(20n)) }), `${remainder}`).toBe(false);
  });
});

describe("Outcome", () => {
  let outcome: OpenTemplate;
  beforeAll(async () => {
    outcome = await openTemplate("Outcome", { declares: "told", hints: [["RangeCheck(40)(issuedAt);", "RangeCheck(40)(issuedAt + told);"]] });
  });
  const parts = { decision: 3n, disclosedScore: -40n, issuedAt: 1_767_225_600n, told: 0n };

  it("packs as the library does, at the edges of every part", () => {
    for (const disclosedScore of [-(2n ** 31n), -1n, 0n, 2n ** 31n - 1n]) {
      for (const issuedAt of [0n, 1n, 2n ** 40n - 1n]) {
        const witness = outcome.tell({ decision: 2n, disclosedScore, issuedAt, told: 0n });
        expect(outcome.circuit.violations(witness)).toEqual([]);
        expect(outcome.output(witness, "packed")).toBe(packOutcome({ decision: "decline", disclosedScore, issuedAt }));
      }
    }
  });

  it("takes no time of more than forty bits, before 1970, or whose bits are those of another", () => {
    for (const issuedAt of [2n ** 40n, -1n, 2n ** 41n + 5n]) expect(outcome.accepts({ ...parts, issuedAt }), `${issuedAt}`).toBe(false);
    expect(outcome.accepts({ ...parts, issuedAt: 2n ** 40n + 7n, told: -(2n ** 40n) })).toBe(false);
    expect(outcome.accepts(parts)).toBe(true);
  });

  it("cannot be told another word, decision or score", async () => {
    const forge = await openForger(outcome.circuit, mainOf("Outcome"));
    const { told: _, ...inputs } = parts;
    const word = packOutcome({ ...parts, decision: "refer" });
    const kept = /^main\.(decision|disclosedScore|issuedAt)$/;
    for (const set of [{ "main.packed": word + 1n }, { "main.packed": word - 2n }, { "main.packed": word + 4n }]) {
      expect(outcome.circuit.violations(forge(inputs, { set, hint: (signal) => kept.test(signal) }))).not.toEqual([]);
    }
  });
});

describe("DecisionCommitment", () => {
  it("is the library's, and opens to no other blind, model, application, score or reasons", async () => {
    const { circuit, output } = await openTemplate("DecisionCommitment");
    const opening = { blind: 1n << 200n, modelCommitment: 99n, applicationId: 7n, score: -437n, packedReasons: 0x04030201n };
    const honest = circuit.calculate(opening);
    expect(output(honest, "commitment")).toBe(decisionCommitment(opening));
    const forge = await openForger(circuit, mainOf("DecisionCommitment"));
    for (const name of Object.keys(opening) as (keyof typeof opening)[]) {
      const other = { ...opening, [name]: opening[name] + 1n };
      expect(output(circuit.calculate(other), "commitment"), name).not.toBe(output(honest, "commitment"));
      // The other opening, worked out to the end, under the commitment as it was.
      const set = { [`main.${name}`]: modulo(other[name]), "main.commitment": output(honest, "commitment") };
      const forged = forge(opening, { set, hint: (signal) => /^main\.(blind|modelCommitment|applicationId|score|packedReasons)$/.test(signal) });
      expect(circuit.violations(forged), name).not.toEqual([]);
    }
  });
});
