import { beforeAll, describe, expect, it } from "vitest";
import { recordLayout } from "../../src/circuit/record-layout.ts";
import type { QuantisedScorecard } from "../../src/model/quantised.ts";
import type { CheckedRecord } from "../../src/record/record.ts";
import { cardinality } from "../../src/record/schema.ts";
import { type Cheater, openCheater } from "./decision-cheater.ts";
import { crowdedModel, germanModel } from "./decision-models.ts";
import { APPLICATION, findCodes, ISSUED_AT, signCodes } from "./decision-records.ts";
import type { CircuitInputs } from "./harness/witness.ts";

describe.each([
  { name: "the German card", model: germanModel() },
  { name: "the crowded model", model: crowdedModel() },
])("the program of $name, run to the end without its checks,", ({ model }) => {
  const layout = recordLayout(model);
  const codes = findCodes(model, ({ reasons, decision }) => reasons.length === 4 && decision === "decline");
  const record = signCodes(model, codes);
  let cheater: Cheater;
  let honest: bigint[];
  beforeAll(async () => {
    cheater = await openCheater(model);
    honest = cheater.circuit.calculate(cheater.inputs(record));
  });

  /** The witness is another than the honest one, and no verifier would take it. */
  function expectRefused(witness: readonly bigint[], words: string): void {
    expect(witness, words).not.toEqual(honest);
    expect(cheater.circuit.violations(witness), words).not.toEqual([]);
  }

  it("is honest about an honest record", () => {
    expect(cheater.generate(cheater.inputs(record))).toEqual(honest);
    expect(cheater.circuit.violations(honest)).toEqual([]);
  });

  it("is refused with any one assignment bent by one, all that follows following", () => {
    expect(cheater.bends.length).toBeGreaterThan(90);
    for (const [position, name] of cheater.bends.entries()) {
      expectRefused(cheater.generate(cheater.inputs(record), new Map([[position, 1n]])), name);
    }
  });

  /** Inputs of a record that are not what was signed. */
  const altered = (changes: CircuitInputs) => cheater.generate({ ...cheater.inputs(record), ...changes });

  it("is refused with any feature one unit higher or lower than it was signed", () => {
    const inputs = cheater.inputs(record) as Record<string, bigint[]>;
    for (const name of ["code", "unused", "whole"]) {
      inputs[name]?.forEach((value, i) => {
        for (const other of [value + 1n, value - 1n]) {
          expectRefused(altered({ [name]: inputs[name]?.map((own, j) => (i === j ? other : own)) as bigint[] }), `${name}[${i}]`);
        }
      });
    }
  });

  it("is refused with another code in any feature, the message being kept as it was signed", () => {
    const inputs = cheater.inputs(record) as { code: bigint[] } & CircuitInputs;
    layout.used.forEach((feature, i) => {
      const { element, offset } = layout.slots[feature] as (typeof layout.slots)[number];
      const size = cardinality(model.schema.features[feature] as QuantisedScorecard["schema"]["features"][number]);
      const own = codes[feature] as bigint;
      const other = (own + size / 2n) % size;
      const bent = new Map([[cheater.bends.indexOf(`element${element}`), (own - other) * 2n ** BigInt(offset)]]);
      const moved = { ...inputs, code: inputs.code.map((code, j) => (i === j ? other : code)) };
      const witness = cheater.generate(moved, bent);
      expectRefused(witness, model.schema.features[feature]?.name as string);
      // The signature holds: what refuses it is the packing alone.
      expect(cheater.circuit.violations(witness).join()).not.toContain("IssuerSignature");
    });
  });

  it.each<{ what: string; other: () => Partial<CheckedRecord> }>([
    { what: "issued a second later", other: () => ({ issuedAt: ISSUED_AT + 1n }) },
    { what: "issued a second earlier", other: () => ({ issuedAt: ISSUED_AT - 1n }) },
    { what: "of another application", other: () => ({ applicationId: APPLICATION + 1n }) },
    { what: "of another issuer", other: () => ({ issuerKey: signCodes(model, codes, { issuer: new Uint8Array(32).fill(8) }).issuerKey }) },
    { what: "with the signature for another application", other: () => ({ signature: signCodes(model, codes, { applicationId: 5n }).signature }) },
    { what: "with the signature of another time", other: () => ({ signature: signCodes(model, codes, { issuedAt: ISSUED_AT - 1n }).signature }) },
    { what: "with another issuer's signature", other: () => ({ signature: signCodes(model, codes, { issuer: new Uint8Array(32).fill(8) }).signature }) },
    {
      what: "signed under another schema",
      other: () => ({ signature: signCodes({ ...model, schema: { ...model.schema, version: model.schema.version + 1 } }, codes).signature }),
    },
    {
      what: "with the signature of another applicant's record",
      other: () => ({
        signature: signCodes(
          model,
          findCodes(model, ({ decision }) => decision === "approve"),
        ).signature,
      }),
    },
  ])("is refused with a record $what", ({ other, what }) => {
    const change = other();
    expect({ ...record, ...change }).not.toEqual(record);
    const witness = cheater.generate(cheater.inputs({ ...record, ...change }));
    expectRefused(witness, what);
  });

  it("is refused with a record that was signed for a time of more than forty bits", () => {
    const issuedAt = ISSUED_AT + 2n ** 40n;
    const witness = altered({ ...signatureInputs(signCodes(model, codes, { issuedAt })), issuedAt });
    expectRefused(witness, "issuedAt");
    expect(cheater.circuit.violations(witness).join()).not.toContain("IssuerSignature");
  });
});

const signatureInputs = ({ signature: { R8, S } }: CheckedRecord): CircuitInputs => ({ R8x: R8.x, R8y: R8.y, S });
