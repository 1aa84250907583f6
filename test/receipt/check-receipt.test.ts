import { describe, expect, it } from "vitest";
import type { Manifest } from "../../src/build/manifest.ts";
import { formatJson } from "../../src/files/json.ts";
import { verifyingKeyHash, verifyingKeyOf } from "../../src/keys/verifying-key.ts";
import { checkAgainstManifest, checkForProduction } from "../../src/receipt/check-against-manifest.ts";
import { checkReceipt } from "../../src/receipt/check-receipt.ts";
import { Receipt } from "../../src/receipt/receipt.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { forgeProof } from "../app/fixture/proofs.ts";
import { madeManifest, makeReceipt } from "./made-receipt.ts";

const checksOf = (receipt: Receipt, manifest: Manifest = madeManifest) => [
  ...checkReceipt(receipt, verifyingKeyOf(manifest.verificationKey), manifest.reasons),
  ...checkAgainstManifest(receipt, manifest),
];
const failing = (receipt: Receipt, manifest?: Manifest) => checksOf(receipt, manifest).flatMap(({ name, holds }) => (holds ? [] : [name]));

const KEY = "The key is the one that the receipt names";
const PROOF = "The proof holds under the key";
const APPLICATION = "The application belongs to this lender, subject, chain and registry";
const OUTCOME = "The outcome is the one that was proven";
const OPENING = "Score and reasons open the decision commitment";
const REASONS = "The reasons are the committed ones, in the lender's published words";

/** The check that must fail where a field is altered, by the field's path. */
const CHECK_OF: Record<string, string> = {
  chainId: APPLICATION,
  decisionRegistry: APPLICATION,
  "application.lender": APPLICATION,
  "application.subject": APPLICATION,
  "application.reference": APPLICATION,
  "application.id": "The application id is the one that the receipt names",
  "model.id": "The model's id belongs to its lender, name and version",
  "model.name": "The manifest is of the model that the receipt names",
  "model.version": "The manifest is of the model that the receipt names",
  "model.commitment": "The model is the one that was proven",
  "model.verifyingKeyHash": KEY,
  ...Object.fromEntries(Array.from({ length: 26 }, (_, i) => [`model.verifyingKey.${i}`, KEY])),
  issuerKey: "The issuer's key is the one that was proven",
  ...Object.fromEntries([0, 1, 2, 3, 4].map((i) => [`signals.${i}`, PROOF])),
  ...Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7].map((i) => [`proof.${i}`, PROOF])),
  "outcome.decision": OUTCOME,
  "outcome.disclosedScore": OUTCOME,
  "outcome.issuedAt": OUTCOME,
  "opening.blind": OPENING,
  "opening.score": OPENING,
  "opening.packedReasons": OPENING,
  pointsScale: "Scores are in the model's units",
  ...Object.fromEntries([0, 1].flatMap((i) => ["position", "code", "sentence"].map((part) => [`reasons.${i}.${part}`, REASONS]))),
};
/** What a receipt says that no proof carries: the schema names the form, and the chain knows the settlement. */
const ELSEWHERE = ["format", "settlement.transaction", "settlement.block"];

type Node = Record<string, unknown>;
const leaves = (value: unknown, path: string[] = []): string[] =>
  typeof value === "object" && value !== null ? Object.entries(value).flatMap(([name, part]) => leaves(part, [...path, name])) : [path.join(".")];

function alter(receipt: Receipt, path: string): Receipt {
  const altered = structuredClone(receipt);
  const names = path.split(".");
  const last = names.pop() as string;
  const parent = names.reduce<Node>((node, name) => node[name] as Node, altered as unknown as Node);
  const value = parent[last];
  if (typeof value === "bigint") parent[last] = value + 1n;
  else if (typeof value === "number") parent[last] = value + 1;
  else if (value === "decline") parent[last] = "approve";
  else if (/^0x/.test(value as string)) parent[last] = `${(value as string).slice(0, -1)}${(value as string).endsWith("1") ? "2" : "1"}`;
  else parent[last] = `${value as string}x`;
  return altered;
}

/** As a file holds it, and as it is read again. */
const readAgain = (receipt: Receipt): Receipt => Receipt.parse(JSON.parse(formatJson(receipt)));

describe("a receipt", () => {
  it("holds as it was made, also after it was a file", () => {
    const receipt = makeReceipt();
    expect(failing(receipt)).toEqual([]);
    expect(readAgain(receipt)).toEqual(receipt);
    expect(checksOf(receipt)).toHaveLength(15);
  });

  it("has a check for each of its fields", () => {
    expect([...Object.keys(CHECK_OF), ...ELSEWHERE].sort()).toEqual(leaves(makeReceipt()).sort());
  });

  for (const [path, name] of Object.entries(CHECK_OF)) {
    it(`fails at "${name}" where ${path} is altered`, () => {
      const altered = alter(makeReceipt(), path);
      expect(altered).not.toEqual(makeReceipt());
      expect(readAgain(altered)).toEqual(altered);
      expect(failing(altered)).toContain(name);
    });
  }

  it("fails where a valid proof of other signals is put in", () => {
    const receipt = makeReceipt();
    const signals = receipt.signals.with(4, (receipt.signals[4] as bigint) - 1n);
    expect(failing({ ...receipt, proof: forgeProof(signals, 1n) })).toEqual([PROOF]);
    expect(failing({ ...receipt, signals, proof: forgeProof(signals, 1n) })).toContain(OUTCOME);
  });

  it("holds with addresses in any case", () => {
    const receipt = makeReceipt();
    const upper = (text: string) => `0x${text.slice(2).toUpperCase()}` as `0x${string}`;
    const shouted = {
      ...receipt,
      decisionRegistry: upper(receipt.decisionRegistry),
      application: { ...receipt.application, lender: upper(receipt.application.lender) },
    };
    expect(failing(readAgain(shouted))).toEqual([]);
  });

  it("cannot show a score or reasons that are equal to the committed ones only in the field", () => {
    const receipt = makeReceipt();
    for (const part of ["score", "packedReasons"] as const) {
      const opening = { ...receipt.opening, [part]: receipt.opening[part] + FIELD_ORDER };
      expect(failing({ ...receipt, opening })).toContain(OPENING);
      expect(() => readAgain({ ...receipt, opening })).toThrow();
    }
  });

  it("holds by its own key, without a manifest, and not by another one", () => {
    const receipt = makeReceipt();
    const alone = (of: Receipt) => checkReceipt(of, of.model.verifyingKey).flatMap(({ name, holds }) => (holds ? [] : [name]));
    expect(alone(receipt)).toEqual([]);
    const moved = alter(receipt, "model.verifyingKey.13");
    expect(alone(moved)).toEqual([KEY, PROOF]);
    expect(alone({ ...moved, model: { ...moved.model, verifyingKeyHash: verifyingKeyHash(moved.model.verifyingKey) } })).toEqual([PROOF]);
    expect(alone({ ...receipt, reasons: receipt.reasons.toReversed() })).toEqual(["The reasons stand at the committed positions"]);
  });

  it("cannot pass two reasons for one, or leave one out", () => {
    const receipt = makeReceipt();
    const [one, other] = receipt.reasons as [Receipt["reasons"][number], Receipt["reasons"][number]];
    for (const separator of ["; ", ", "]) {
      const merged = { ...one, sentence: `${one.sentence}${separator}${other.position} ${other.code} ${other.sentence}` };
      expect(failing({ ...receipt, reasons: [merged] })).toEqual([REASONS]);
    }
    expect(failing({ ...receipt, reasons: [one] })).toEqual([REASONS]);
    expect(failing({ ...receipt, reasons: [other, one] })).toEqual([REASONS]);
  });
});

describe("a receipt beside a manifest", () => {
  it("fails where the manifest is of another model, key or band", () => {
    const receipt = makeReceipt();
    const cases: [string, Manifest][] = [
      ["The manifest has the model's commitment", { ...madeManifest, modelCommitment: "5" }],
      ["The manifest is of the model that the receipt names", { ...madeManifest, version: "4" }],
      ["The manifest holds together", { ...madeManifest, key: { ...madeManifest.key, verifyingKeyHash: `0x${"00".repeat(32)}` } }],
      ["The manifest holds together", { ...madeManifest, key: { ...madeManifest.key, insecure: false } }],
      ["The manifest holds together", { ...madeManifest, schemaHash: "1" }],
      ["The disclosed score is the exact one, rounded down to its band", { ...madeManifest, disclosure: { pointsScale: 2, bandWidth: "1" } }],
      ["Scores are in the model's units", { ...madeManifest, disclosure: { pointsScale: 0, bandWidth: "2000" } }],
      [REASONS, { ...madeManifest, reasons: madeManifest.reasons.toReversed() }],
    ];
    for (const [name, manifest] of cases) expect(failing(receipt, manifest), name).toContain(name);
  });

  it("is for production only under a key to which somebody contributed", () => {
    expect(checkForProduction(madeManifest)).toMatchObject({ holds: false, found: "an insecure key of origin development" });
    const ceremony = { ...madeManifest.key, origin: "ceremony" as const, insecure: false };
    expect(checkForProduction({ ...madeManifest, key: ceremony })).toMatchObject({ holds: true });
    expect(checkForProduction({ ...madeManifest, key: { ...ceremony, insecure: true } })).toMatchObject({ holds: false });
  });
});
