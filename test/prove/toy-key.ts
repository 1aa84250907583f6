import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as snarkjs from "snarkjs";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { ownCurve } from "../../src/keys/own-curve.ts";
import type { SnarkjsVerificationKey } from "../../src/keys/snarkjs-verification-key.ts";
import type { Proven } from "../../src/prove/prover.ts";
import { type CompiledCircuit, compileCircuit } from "../circuits/harness/compile.ts";
import { toyCircuit, toyInputs } from "../keys/toy-circuit.ts";
import { snarkjsProof } from "./snarkjs-proof.ts";

/** A toy circuit with a development key, in a folder of its own. */
export interface ToyKey extends AsyncDisposable {
  folder: string;
  rounds: number;
  circuit: CompiledCircuit;
  zkeyPath: string;
  verificationKey: SnarkjsVerificationKey;
  witnessOf(secret: bigint): Promise<Uint8Array>;
  /** Whether snarkjs, in this thread, takes a proof. */
  holds(proven: Proven): Promise<boolean>;
}

/** The witness of a toy circuit, by its own program. */
export async function toyWitness(circuit: CompiledCircuit, rounds: number, secret: bigint): Promise<Uint8Array> {
  const file = { type: "mem", data: new Uint8Array() };
  await snarkjs.wtns.calculate(toyInputs(rounds, secret), circuit.wasm, file as never);
  return file.data;
}

export async function makeToyKey(rounds: number): Promise<ToyKey> {
  const folder = mkdtempSync(join(tmpdir(), "credence-prove-"));
  const zkeyPath = join(folder, "key.zkey");
  const curve = await ownCurve();
  const circuit = await compileCircuit(toyCircuit(rounds));
  const { verificationKey } = await developmentSetup({ r1csPath: circuit.r1cs, zkeyPath });
  return {
    folder,
    rounds,
    circuit,
    zkeyPath,
    verificationKey,
    witnessOf: (secret) => toyWitness(circuit, rounds, secret),
    holds: ({ proof, signals }) => snarkjs.groth16.verify(verificationKey, signals.map(String), snarkjsProof(proof)),
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true });
      await curve[Symbol.asyncDispose]();
    },
  };
}

/** A key with bits of a section's byte flipped: the bytes of the file, and where the byte stands in it. */
export function flipInSection(zkey: Uint8Array, kind: number, offset: number, mask = 1): Buffer {
  const bytes = Buffer.from(zkey);
  let at = 12;
  while (bytes.readUInt32LE(at) !== kind) at += 12 + Number(bytes.readBigUInt64LE(at + 4));
  bytes.writeUInt8(bytes.readUInt8(at + 12 + offset) ^ mask, at + 12 + offset);
  return bytes;
}
