import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIssuerKey, openIssuerKey } from "../../src/record/issuer-key.ts";
import { checkRecord, signRecord } from "../../src/record/record.ts";
import { cardinality, decodeCell, encodeCell, type Feature, packCodes, packing, RecordSchema, schemaHash } from "../../src/record/schema.ts";
import { applicationId } from "../../src/statement/application.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";

const schema = RecordSchema.parse({
  format: "credence.schema/1",
  name: "sample",
  version: 1,
  features: [
    { name: "amount", type: "number", scale: 2, min: "-5.00", max: "1000", missing: "marker", unit: "EUR" },
    { name: "purpose", type: "category", values: ["car", "education", ""], missing: "never" },
    { name: "opened", type: "date", min: "1990-01-01", max: "2050-12-31", missing: "marker" },
  ],
});
const cells = { amount: "12.50", purpose: "car", opened: "2020-02-29" };
const secret = new Uint8Array(32).fill(7);
const request = { applicationId: 42n, issuedAt: 1_790_000_000n, features: cells };
const codeOf = (fault: () => unknown) => {
  try {
    fault();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "no error";
};

describe("record schema", () => {
  it("encodes a cell and decodes it back, for every code of every feature", () => {
    const anyFeature = fc.constantFrom(...schema.features);
    fc.assert(
      fc.property(anyFeature, fc.bigInt({ min: 0n, max: 1n << 20n }), (feature: Feature, draw) => {
        const code = draw % cardinality(feature);
        expect(encodeCell(feature, decodeCell(feature, code))).toBe(code);
      }),
    );
  });

  it("refuses a cell outside the range, off the scale, or in another spelling", () => {
    for (const [i, cell] of [
      [0, "1000.01"],
      [0, "-5.01"],
      [0, "1.001"],
      [0, "1e2"],
      [0, "0x10"],
      [1, "Car"],
      [2, "2020-02-30"],
      [2, "1989-12-31"],
    ] as const) {
      expect(encodeCell(schema.features[i] as Feature, cell), cell).toHaveProperty("expected");
    }
  });

  it("packs every feature into a slot that holds its largest code and touches no other slot", () => {
    const slots = packing(schema);
    const largest = schema.features.map((feature) => cardinality(feature) - 1n);
    largest.forEach((code, i) => {
      const alone = packCodes(
        schema,
        largest.map((_, j) => (j === i ? code : 0n)),
      );
      const { element, offset, width } = slots[i] as { element: number; offset: number; width: number };
      expect(alone[element]).toBe(code << BigInt(offset));
      expect(code < 1n << BigInt(width)).toBe(true);
    });
  });

  it("refuses a repeated name, an empty range and a repeated category", () => {
    const [amount, purpose] = schema.features as [Feature, Feature];
    for (const features of [[amount, amount], [{ ...amount, max: "-5.00" }], [{ ...purpose, values: ["a", "a"] }]]) {
      expect(RecordSchema.safeParse({ ...schema, features }).success).toBe(false);
    }
  });

  it("has a hash that changes with any part of it", () => {
    expect(schemaHash({ ...schema, version: 2 })).not.toBe(schemaHash(schema));
    expect(schemaHash({ ...schema, features: [...schema.features].reverse() })).not.toBe(schemaHash(schema));
  });
});

describe("signed record", () => {
  const record = signRecord(schema, secret, request);

  it("holds as it was signed", () => {
    expect(checkRecord(schema, record).codes).toEqual([1750n, 0n, 11016n]);
  });

  it("is refused when altered by a single unit, moved in time, or bound to another application, issuer or schema", () => {
    const otherIssuer = signRecord(schema, new Uint8Array(32).fill(8), request);
    const altered = [
      { ...record, features: { ...cells, amount: "12.51" } },
      { ...record, issuedAt: record.issuedAt + 1n },
      { ...record, applicationId: 43n },
      { ...record, issuerKey: otherIssuer.issuerKey },
      { ...record, signature: { ...record.signature, S: record.signature.S + 1n } },
    ];
    for (const each of altered) expect(codeOf(() => checkRecord(schema, each))).toBe("CRD-2005");
    expect(codeOf(() => checkRecord({ ...schema, version: 2 }, record))).toBe("CRD-2004");
  });

  it("is never signed over an absent, unknown or unfit feature", () => {
    const { amount: _, ...absent } = cells;
    for (const features of [absent, { ...cells, extra: "1" }, { ...cells, purpose: "boat" }]) {
      expect(codeOf(() => signRecord(schema, secret, { ...request, features: features as Record<string, string> }))).toBe("CRD-2002");
    }
    expect(codeOf(() => signRecord(schema, secret, { ...request, issuedAt: 1n << 40n }))).toBe("CRD-2002");
  });
});

describe("issuer key file", () => {
  const path = join(mkdtempSync(join(tmpdir(), "credence-")), "issuer.json");
  const made = createIssuerKey(path, "Bureau", "correct horse");

  it("opens with its pass phrase, is readable by its owner only, and holds no secret in the clear", () => {
    expect(openIssuerKey(path, "correct horse").publicKey).toEqual(made.publicKey);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).not.toContain(Buffer.from(made.secret).toString("hex"));
  });

  it("does not open with another pass phrase, or with its name changed", () => {
    expect(codeOf(() => openIssuerKey(path, "wrong"))).toBe("CRD-2006");
    writeFileSync(path, readFileSync(path, "utf8").replace("Bureau", "Bureax"));
    expect(codeOf(() => openIssuerKey(path, "correct horse"))).toBe("CRD-2006");
  });
});

describe("application id", () => {
  const application = {
    chainId: 31337n,
    decisionRegistry: "0x1111111111111111111111111111111111111111",
    lender: "0x2222222222222222222222222222222222222222",
    subject: `0x${"33".repeat(32)}`,
    reference: `0x${"44".repeat(32)}`,
  } as const;

  it("is a field element that changes with every part", () => {
    const id = applicationId(application);
    expect(id < FIELD_ORDER).toBe(true);
    const others = [
      { ...application, chainId: 1n },
      { ...application, decisionRegistry: application.lender },
      { ...application, lender: application.decisionRegistry },
      { ...application, subject: application.reference },
      { ...application, reference: application.subject },
    ];
    expect(new Set([id, ...others.map(applicationId)]).size).toBe(6);
  });
});
