import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyBeacon, ceremonyTranscript, contribute, verifyCeremony } from "../../src/keys/ceremony.ts";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { readKeyOrigin } from "../../src/keys/key-origin.ts";
import { ownCurve } from "../../src/keys/own-curve.ts";
import { checkPowersOfTau, PUBLISHED_POWERS, setupFromPowersOfTau } from "../../src/keys/ptau.ts";
import { exportVerificationKey } from "../../src/keys/verification-key.ts";
import { ZKEY_SECTION } from "../../src/keys/zkey-file.ts";
import { type CompiledCircuit, compileCircuit } from "../circuits/harness/compile.ts";
import { BEACON, makeSmallPowers } from "./small-powers.ts";
import { toyCircuit, toyInputs } from "./toy-circuit.ts";

const ROUNDS = 10;
const folder = mkdtempSync(join(tmpdir(), "credence-ceremony-"));
const at = (name: string) => join(folder, name);
let circuit: CompiledCircuit;
let curve: AsyncDisposable;
let published: ReadonlyMap<number, string>;

beforeAll(async () => {
  curve = await ownCurve();
  circuit = await compileCircuit(toyCircuit(ROUNDS));
  published = await makeSmallPowers(at("6.ptau"), 6);
  await setupFromPowersOfTau({ r1csPath: circuit.r1cs, ptauPath: at("6.ptau"), zkeyPath: at("0.zkey"), published });
  await contribute({ zkeyPath: at("0.zkey"), outPath: at("1.zkey"), name: "developer", entropy: "dice: 4 2 6" });
  await contribute({ zkeyPath: at("1.zkey"), outPath: at("2.zkey"), name: "validator" });
  await applyBeacon({ zkeyPath: at("2.zkey"), outPath: at("final.zkey"), name: "block", value: `0x${BEACON}`, iterations: 10 });
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await curve[Symbol.asyncDispose]();
});

const verify = (name: string, r1csPath = circuit.r1cs) => verifyCeremony({ zkeyPath: at(name), r1csPath, ptauPath: at("6.ptau"), published });

/** A copy with one bit of a section's byte flipped. */
function tamper(name: string, kind: number, offset: number): string {
  const bytes = readFileSync(at(name));
  let cursor = 12;
  while (bytes.readUInt32LE(cursor) !== kind) cursor += 12 + Number(bytes.readBigUInt64LE(cursor + 4));
  bytes.writeUInt8(bytes.readUInt8(cursor + 12 + offset) ^ 1, cursor + 12 + offset);
  writeFileSync(at("tampered.zkey"), bytes);
  return "tampered.zkey";
}

/** What a file descriptor names; nothing of the one that looks. */
function readlinkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

describe("powers of tau", () => {
  test("are listed for every power from 8 to 28", () => {
    expect([...PUBLISHED_POWERS.keys()]).toEqual(Array.from({ length: 21 }, (_, i) => i + 8));
    expect(new Set(PUBLISHED_POWERS.values()).size).toBe(21);
    for (const digest of PUBLISHED_POWERS.values()) expect(digest).toMatch(/^[0-9a-f]{128}$/);
    expect(PUBLISHED_POWERS.get(14)).toMatch(/^eeefbcf7/);
  });

  test("are taken where their digest is published, and refused after one flipped bit", async () => {
    expect(await checkPowersOfTau(at("6.ptau"), 5, published)).toBe(6);
    const bytes = readFileSync(at("6.ptau"));
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    writeFileSync(at("flipped.ptau"), bytes);
    await expect(checkPowersOfTau(at("flipped.ptau"), 5, published)).rejects.toMatchObject({ code: "CRD-4003" });
  });

  test("are refused where nobody published them", async () => {
    await expect(checkPowersOfTau(at("6.ptau"), 5)).rejects.toMatchObject({ code: "CRD-4003" });
    await expect(setupFromPowersOfTau({ r1csPath: circuit.r1cs, ptauPath: at("6.ptau"), zkeyPath: at("none.zkey") })).rejects.toMatchObject({
      code: "CRD-4003",
    });
  });

  test("are refused where they are too few, of another kind or not there", async () => {
    await expect(checkPowersOfTau(at("6.ptau"), 7, published)).rejects.toMatchObject({ code: "CRD-4004", message: expect.stringContaining("power 7") });
    await expect(checkPowersOfTau(at("0.zkey"), 5, published)).rejects.toMatchObject({ code: "CRD-4003" });
    await expect(checkPowersOfTau(at("nothing.ptau"), 5, published)).rejects.toMatchObject({ code: "CRD-9002" });
  });
});

describe("a ceremony", () => {
  test("verifies from constraints, powers of tau and contributions, and names its contributors", async () => {
    expect(await verify("final.zkey")).toMatchObject([
      { name: "developer", type: "contribution" },
      { name: "validator", type: "contribution" },
      { name: "block", type: "beacon" },
    ]);
    expect(readKeyOrigin(at("final.zkey"))).toMatchObject({ origin: "ceremony", insecure: false });
  });

  test.runIf(existsSync("/proc/self/fd"))("leaves no file of it open when it is verified, whether or not it holds", async () => {
    const openFiles = () => readdirSync("/proc/self/fd").filter((file) => readlinkOf(`/proc/self/fd/${file}`).startsWith(folder));
    await verify("final.zkey");
    expect(openFiles()).toEqual([]);
    await expect(verify(tamper("final.zkey", ZKEY_SECTION.header, 600))).rejects.toMatchObject({ code: "CRD-4005" });
    expect(openFiles()).toEqual([]);
  });

  test("is the same for the same powers, constraints and beacon", async () => {
    await setupFromPowersOfTau({ r1csPath: circuit.r1cs, ptauPath: at("6.ptau"), zkeyPath: at("0b.zkey"), published });
    expect(readFileSync(at("0b.zkey")).equals(readFileSync(at("0.zkey")))).toBe(true);
    await applyBeacon({ zkeyPath: at("2.zkey"), outPath: at("final-b.zkey"), name: "block", value: BEACON, iterations: 10 });
    expect(readFileSync(at("final-b.zkey")).equals(readFileSync(at("final.zkey")))).toBe(true);
  });

  test("makes a key that proves and verifies", async () => {
    const { proof, publicSignals } = await snarkjs.groth16.fullProve(toyInputs(ROUNDS, 3n), circuit.wasm, at("final.zkey"));
    expect(await snarkjs.groth16.verify(await exportVerificationKey(at("final.zkey")), publicSignals, proof)).toBe(true);
    expect(await snarkjs.groth16.verify(await exportVerificationKey(at("2.zkey")), publicSignals, proof)).toBe(false);
  });

  test("continues by a contribution of snarkjs, digests it as snarkjs does, and verifies there", async () => {
    const digest: Uint8Array = await snarkjs.zKey.contribute(at("2.zkey"), at("theirs.zkey"), "approver", "entropy");
    expect(ceremonyTranscript(at("theirs.zkey")).map(({ digest }) => digest)).toEqual([
      ...ceremonyTranscript(at("2.zkey")).map(({ digest }) => digest),
      Buffer.from(digest).toString("hex"),
    ]);
    expect((await verify("theirs.zkey")).at(-1)).toMatchObject({ name: "approver", type: "contribution" });
    expect(await snarkjs.zKey.verifyFromR1cs(circuit.r1cs, at("6.ptau"), at("final.zkey"))).toBe(true);
  });

  test("keeps every key from other users of the machine", () => {
    for (const name of ["0.zkey", "1.zkey", "final.zkey"]) expect(statSync(at(name)).mode & 0o777).toBe(0o600);
  });

  test("is none while nobody but a beacon contributed", async () => {
    expect(readKeyOrigin(at("0.zkey"))).toMatchObject({ origin: "ceremony", insecure: true, contributions: [] });
    await expect(verify("0.zkey")).rejects.toMatchObject({ code: "CRD-4005" });
    await applyBeacon({ zkeyPath: at("0.zkey"), outPath: at("beacon.zkey"), name: "block", value: BEACON, iterations: 10 });
    expect(readKeyOrigin(at("beacon.zkey"))).toMatchObject({ origin: "ceremony", insecure: true });
    await expect(verify("beacon.zkey")).rejects.toMatchObject({ code: "CRD-4005" });
  });

  test("does not hold for another circuit", async () => {
    const other = await compileCircuit(toyCircuit(ROUNDS + 1));
    await expect(verify("final.zkey", other.r1cs)).rejects.toMatchObject({ code: "CRD-4005" });
  });

  test.each([
    ["delta", ZKEY_SECTION.header, 600],
    ["a public signal's point", ZKEY_SECTION.publicPoints, 70],
    ["a coefficient", ZKEY_SECTION.coefficients, 20],
    ["a point of C", ZKEY_SECTION.pointsC, 10],
    ["a point of the quotient", ZKEY_SECTION.pointsH, 10],
    ["a contribution's transcript", ZKEY_SECTION.contributions, 68 + 320],
  ])("does not hold where %s was altered, and says why", async (_, kind, offset) => {
    await expect(verify(tamper("final.zkey", kind, offset))).rejects.toMatchObject({ code: "CRD-4005", message: expect.not.stringContaining("no reason") });
  });

  test("takes no development key", async () => {
    await developmentSetup({ r1csPath: circuit.r1cs, zkeyPath: at("development.zkey") });
    await expect(verify("development.zkey")).rejects.toMatchObject({ code: "CRD-4006" });
    await expect(contribute({ zkeyPath: at("development.zkey"), outPath: at("d.zkey"), name: "x" })).rejects.toMatchObject({ code: "CRD-4006" });
  });

  test("takes nothing after the beacon that closed it, and leaves nothing behind", async () => {
    const after = { zkeyPath: at("final.zkey"), outPath: at("after.zkey"), name: "late" };
    await expect(contribute(after)).rejects.toMatchObject({ code: "CRD-4010", place: at("final.zkey") });
    await expect(applyBeacon({ ...after, value: BEACON, iterations: 10 })).rejects.toMatchObject({ code: "CRD-4010" });
    expect(existsSync(at("after.zkey"))).toBe(false);
  });

  test("takes no beacon that is none", async () => {
    const beacon = (value: string, iterations: number) => applyBeacon({ zkeyPath: at("2.zkey"), outPath: at("b.zkey"), name: "b", value, iterations });
    await expect(beacon("0x123", 10)).rejects.toMatchObject({ code: "CRD-9001" });
    await expect(beacon(BEACON, 9)).rejects.toMatchObject({ code: "CRD-9001" });
    await expect(beacon(BEACON, 10.5)).rejects.toMatchObject({ code: "CRD-9001" });
  });
});
