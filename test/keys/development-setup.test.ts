import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { DEVELOPMENT_MARK, readKeyOrigin } from "../../src/keys/key-origin.ts";
import { ownCurve } from "../../src/keys/own-curve.ts";
import { exportVerificationKey } from "../../src/keys/verification-key.ts";
import { readZkey, ZKEY_SECTION } from "../../src/keys/zkey-file.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { type CompiledCircuit, compileCircuit } from "../circuits/harness/compile.ts";
import { BEACON, makeSmallPowers } from "./small-powers.ts";
import { toyCircuit, toyInputs } from "./toy-circuit.ts";

const ROUNDS = 10;
const folder = mkdtempSync(join(tmpdir(), "credence-keys-"));
const at = (name: string) => join(folder, name);
let circuit: CompiledCircuit;
let curve: AsyncDisposable;

/** The secrets of a powers-of-tau file to which a beacon alone contributed: what snarkjs draws, in its order, from the hash's 2^10-fold sha256. */
async function secretsOfBeacon(): Promise<bigint[]> {
  let hash = Buffer.from(BEACON, "hex");
  for (let i = 0; i < 2 ** 10; i++) hash = createHash("sha256").update(hash).digest();
  const seed = Array.from({ length: 8 }, (_, i) => hash.readUInt32BE(4 * i));
  const { ChaCha } = (await import("ffjavascript" as string)) as { ChaCha: new (seed: number[]) => { nextU64(): bigint } };
  const generator = new ChaCha(seed);
  // As ffjavascript draws a field element: four words, lowest first, cut to the field's bits, until below the order, in Montgomery form.
  const draw = (): bigint => {
    for (;;) {
      let value = 0n;
      for (let i = 0; i < 4; i++) value += generator.nextU64() << BigInt(64 * i);
      value &= (1n << 254n) - 1n;
      if (value < FIELD_ORDER) return (value * inverseOfMontgomery) % FIELD_ORDER;
    }
  };
  return [draw(), draw(), draw()];
}
/** (2^256)^-1 in the scalar field. */
const inverseOfMontgomery = 9915499612839321149637521777990102151350674507940716049588462388200839649614n;

beforeAll(async () => {
  curve = await ownCurve();
  circuit = await compileCircuit(toyCircuit(ROUNDS));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await curve[Symbol.asyncDispose]();
});

describe("a development set-up", () => {
  test("makes a key with which snarkjs proves and verifies, and no other secret's proof holds", async () => {
    const { verificationKey } = await developmentSetup({ r1csPath: circuit.r1cs, zkeyPath: at("a.zkey") });
    const { proof, publicSignals } = await snarkjs.groth16.fullProve(toyInputs(ROUNDS, 42n), circuit.wasm, at("a.zkey"));
    expect(await snarkjs.groth16.verify(verificationKey, publicSignals, proof)).toBe(true);
    const other = await developmentSetup({ r1csPath: circuit.r1cs, zkeyPath: at("b.zkey") });
    expect(await snarkjs.groth16.verify(other.verificationKey, publicSignals, proof)).toBe(false);
  });

  test("exports the verification key that snarkjs exports", async () => {
    expect(await exportVerificationKey(at("a.zkey"))).toEqual(await snarkjs.zKey.exportVerificationKey(at("a.zkey")));
  });

  test("keeps the key from other users of the machine", () => {
    expect(statSync(at("a.zkey")).mode & 0o777).toBe(0o600);
  });

  test("names itself insecure in the key, also after somebody contributed to it", async () => {
    expect(readKeyOrigin(at("a.zkey"))).toMatchObject({ origin: "development", insecure: true, contributions: [{ name: DEVELOPMENT_MARK }] });
    await snarkjs.zKey.contribute(at("a.zkey"), at("a2.zkey"), "somebody", "entropy");
    expect(readKeyOrigin(at("a2.zkey"))).toMatchObject({ origin: "development", insecure: true, contributions: [{}, { name: "somebody" }] });
  });

  test("is equal byte for byte to snarkjs' set-up from powers of tau with the same secrets, and snarkjs refuses it as a ceremony", async () => {
    // One power above the circuit's 2^5: at the file's own power snarkjs lacks the last monomial and its points for the quotient are others (and as good).
    await makeSmallPowers(at("6.ptau"), 6);
    await snarkjs.zKey.newZKey(circuit.r1cs, at("6.ptau"), at("theirs.zkey"));

    const secrets = await secretsOfBeacon();
    const given = [...secrets, 1n][Symbol.iterator]();
    await developmentSetup({ r1csPath: circuit.r1cs, zkeyPath: at("ours.zkey"), sample: () => given.next().value as bigint });

    const [ours, theirs] = [readZkey(at("ours.zkey")), readZkey(at("theirs.zkey"))];
    for (const [name, kind] of Object.entries(ZKEY_SECTION)) {
      if (kind !== ZKEY_SECTION.contributions) expect(Buffer.from(ours.section(kind)).equals(Buffer.from(theirs.section(kind))), `section ${name}`).toBe(true);
    }
    expect(await snarkjs.zKey.verifyFromR1cs(circuit.r1cs, at("6.ptau"), at("theirs.zkey"))).toBe(true);
    expect(await snarkjs.zKey.verifyFromR1cs(circuit.r1cs, at("6.ptau"), at("ours.zkey"))).toBe(false);
  });
});
