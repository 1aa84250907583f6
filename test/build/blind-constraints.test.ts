import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blindConstraints } from "../../src/build/blind-constraints.ts";
import { ownCurve } from "../../src/keys/own-curve.ts";
import { setupFromPowersOfTau } from "../../src/keys/ptau.ts";
import { readR1cs } from "../../src/keys/r1cs-file.ts";
import type { SnarkjsVerificationKey } from "../../src/keys/snarkjs-verification-key.ts";
import { type CompiledCircuit, compileCircuit } from "../circuits/harness/compile.ts";
import { makeSmallPowers } from "../keys/small-powers.ts";
import { toyCircuit, toyInputs } from "../keys/toy-circuit.ts";

const ROUNDS = 9;
const SALT = 0x5a17n << 100n;
const folder = mkdtempSync(join(tmpdir(), "credence-blind-"));
const at = (name: string) => join(folder, name);
let circuit: CompiledCircuit;
let curve: AsyncDisposable;
let published: ReadonlyMap<number, string>;

beforeAll(async () => {
  curve = await ownCurve();
  circuit = await compileCircuit(toyCircuit(ROUNDS));
  published = await makeSmallPowers(at("6.ptau"), 6);
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await curve[Symbol.asyncDispose]();
});

/** The first key of a ceremony, which follows from constraints and published powers alone. */
async function keyOf(name: string, salt: bigint | undefined): Promise<SnarkjsVerificationKey> {
  const r1csPath = salt === undefined ? circuit.r1cs : at(`${name}.r1cs`);
  if (salt !== undefined) writeFileSync(r1csPath, blindConstraints(circuit.r1cs, salt));
  return (await setupFromPowersOfTau({ r1csPath, ptauPath: at("6.ptau"), zkeyPath: at(`${name}.zkey`), published })).verificationKey;
}

test("every public point of a key depends on the salt, and on nothing else that is not in the circuit", async () => {
  const [plain, blinded, again, other] = [await keyOf("plain", undefined), await keyOf("a", SALT), await keyOf("b", SALT), await keyOf("c", SALT + 1n)];
  expect(again).toEqual(blinded);
  for (const [i, point] of blinded.IC.entries()) {
    expect(point).not.toEqual(plain.IC[i]);
    expect(point).not.toEqual(other.IC[i]);
  }
});

test("the same witness program proves under a blinded key, and the plain key's proofs do not hold under it", async () => {
  const [plain, blinded] = [await keyOf("plain", undefined), await keyOf("a", SALT)];
  const inputs = toyInputs(ROUNDS, 77n);
  const proof = await snarkjs.groth16.fullProve(inputs, circuit.wasm, at("a.zkey"));
  expect(await snarkjs.groth16.verify(blinded, proof.publicSignals, proof.proof)).toBe(true);
  expect(await snarkjs.groth16.verify(plain, proof.publicSignals, proof.proof)).toBe(false);
  const falsified = [...proof.publicSignals.slice(0, 4), "1"];
  expect(await snarkjs.groth16.verify(blinded, falsified, proof.proof)).toBe(false);
});

test("one row is added, and every other entry is as it was", () => {
  writeFileSync(at("rows.r1cs"), blindConstraints(circuit.r1cs, SALT));
  const [plain, blinded] = [readR1cs(circuit.r1cs), readR1cs(at("rows.r1cs"))];
  expect(blinded).toMatchObject({ wires: plain.wires, publicSignals: 5, constraints: plain.constraints + 1 });
  const entries = (r1cs: typeof plain) => {
    const list: string[] = [];
    r1cs.forEach((...entry) => {
      list.push(entry.join(" "));
    });
    return list;
  };
  const added = entries(blinded).slice(entries(plain).length);
  expect(entries(blinded).slice(0, entries(plain).length)).toEqual(entries(plain));
  expect(added.map((entry) => entry.split(" ").slice(0, 3))).toEqual(Array.from({ length: 6 }, (_, wire) => ["0", `${plain.constraints}`, `${wire}`]));
});
