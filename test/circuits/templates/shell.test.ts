import { poseidon4 } from "poseidon-lite";
import { beforeAll, describe, expect, it } from "vitest";
import { decisionCommitment } from "../../../src/statement/commitments.ts";
import { packOutcome } from "../../../src/statement/outcome.ts";
import { type Forger, openForger } from "../harness/forge.ts";
import { modulo } from "../harness/r1cs.ts";
import { secretOf, signOpenly } from "../signers.ts";
import { INSTANCES, type TemplateInstance } from "./instances.ts";
import { type OpenTemplate, openTemplate, templateMain } from "./open-template.ts";

const record = { applicationId: 7n, issuedAt: 1_767_225_600n, element: [31337n] as const };
const messageOf = (schema: bigint, { applicationId, issuedAt, element }: { applicationId: bigint; issuedAt: bigint; element: readonly bigint[] }) =>
  poseidon4([schema, applicationId, issuedAt, element[0] as bigint]);

describe("RecordMessage", () => {
  let message: OpenTemplate;
  beforeAll(async () => {
    message = await openTemplate("RecordMessage");
  });

  it("is the hash of schema, application, time and record, and of no other", () => {
    const own = message.output(message.circuit.calculate(record), "message");
    expect(own).toBe(messageOf(99n, record));
    for (const other of [
      { ...record, applicationId: 8n },
      { ...record, issuedAt: record.issuedAt + 1n },
      { ...record, element: [31338n] },
      { ...record, applicationId: record.issuedAt, issuedAt: record.applicationId },
    ]) {
      expect(message.output(message.circuit.calculate(other), "message")).not.toBe(own);
    }
    expect(messageOf(98n, record)).not.toBe(own);
  });

  it("cannot be told to be that of another record", async () => {
    const forge = await openForger(message.circuit, templateMain(INSTANCES.RecordMessage as TemplateInstance));
    for (const other of [
      { ...record, applicationId: 8n },
      { ...record, issuedAt: 0n },
      { ...record, element: [1n] },
    ]) {
      const forged = forge(record, {
        set: { "main.message": messageOf(99n, other) },
        hint: (signal) => /^main\.(applicationId|issuedAt|element)/.test(signal),
      });
      expect(message.circuit.violations(forged)).not.toEqual([]);
    }
  });
});

describe("DecisionShell", () => {
  const signed = signOpenly({ a: secretOf("issuer"), r: secretOf("nonce"), message: messageOf(99n, record) });
  const { issuerKey, R8x, R8y, S } = signed.inputs;
  const decided = { decision: 3n, score: 437n, disclosedScore: 420n, packedReasons: 0x04030201n };
  const inputs = { modelCommitment: 99n, ...record, issuerKey, R8x, R8y, S, blind: 1n << 200n, ...decided };
  let shell: OpenTemplate;
  let forge: Forger;
  beforeAll(async () => {
    shell = await openTemplate("DecisionShell");
    forge = await openForger(shell.circuit, templateMain(INSTANCES.DecisionShell as TemplateInstance));
  });

  it("gives the commitment and the outcome of what it is told, for a record that was signed", () => {
    const witness = shell.circuit.calculate(inputs);
    expect(shell.circuit.violations(witness)).toEqual([]);
    expect(shell.output(witness, "decisionCommitment")).toBe(decisionCommitment({ ...inputs, applicationId: record.applicationId }));
    expect(shell.output(witness, "outcome")).toBe(packOutcome({ decision: "refer", disclosedScore: 420n, issuedAt: record.issuedAt }));
  });

  it("refuses what was not signed: another application, time, record, schema, key and signature", () => {
    const elsewhere = signOpenly({ a: secretOf("issuer"), r: secretOf("nonce"), message: messageOf(98n, record) }).inputs;
    const stranger = signOpenly({ a: secretOf("stranger"), r: secretOf("nonce"), message: messageOf(99n, record) }).inputs;
    for (const other of [
      { applicationId: 8n },
      { issuedAt: record.issuedAt - 1n },
      { element: [31338n] },
      { R8x: elsewhere.R8x, R8y: elsewhere.R8y, S: elsewhere.S },
      { issuerKey: stranger.issuerKey },
      { R8x: stranger.R8x, R8y: stranger.R8y, S: stranger.S },
      { S: S + 1n },
    ]) {
      expect(shell.accepts({ ...inputs, ...other }), Object.keys(other).join()).toBe(false);
    }
    // All three together are another issuer's record, which the registry knows or does not know.
    expect(shell.accepts({ ...inputs, issuerKey: stranger.issuerKey, R8x: stranger.R8x, R8y: stranger.R8y, S: stranger.S })).toBe(true);
  });

  it("cannot be told another message, commitment or outcome than follow", () => {
    const hint = (signal: string) => /^main\.([a-zA-Z0-9]+|element\[0\])$/.test(signal) || /keyX$|(digit|quotient)\[\d+\]$|window\[\d+\]\.[uv]$/.test(signal);
    const kept = (name: string) => (signal: string) => hint(signal) && signal !== `main.${name}`;
    for (const [name, value] of Object.entries({
      message: 5n,
      decisionCommitment: 5n,
      outcome: packOutcome({ decision: "approve", disclosedScore: 420n, issuedAt: record.issuedAt }),
    })) {
      const forged = forge(inputs, { set: { [`main.${name}`]: modulo(value) }, hint: kept(name) });
      expect(shell.circuit.violations(forged), name).not.toEqual([]);
    }
  });
});
