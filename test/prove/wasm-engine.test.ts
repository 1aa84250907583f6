import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { readZkeyBytes } from "../../src/keys/zkey-bytes.ts";
import { readZkey, ZKEY_SECTION } from "../../src/keys/zkey-file.ts";
import { openProver } from "../../src/prove/open-prover.ts";
import { readWitness } from "../../src/prove/wasm/read-witness.ts";
import type { OpenThread } from "../../src/prove/wasm/threads.ts";
import { openEngine } from "../../src/prove/wasm/wasm-engine.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import { compileCircuit } from "../circuits/harness/compile.ts";
import { describeProver } from "./prover-behaviour.ts";
import { snarkjsProof } from "./snarkjs-proof.ts";
import { flipInSection, makeToyKey, type ToyKey } from "./toy-key.ts";

describe("the engine in WebAssembly", () => describeProver("wasm"));

describe("what the engine in WebAssembly reads", () => {
  let toy: ToyKey;
  beforeAll(async () => {
    toy = await makeToyKey(2);
  });
  afterAll(() => toy[Symbol.asyncDispose]());

  const open = (zkeyPath: string, zkeySha256?: string) => openProver({ zkeyPath, zkeySha256, verificationKey: toy.verificationKey, engine: "wasm" });

  test("is the key of the build and no other", async () => {
    await expect(open(toy.zkeyPath, "0".repeat(64))).rejects.toMatchObject({ code: "CRD-5004", place: toy.zkeyPath });
  });

  test("has coefficients that name rows and wires of the circuit, and every section whole", async () => {
    const zkey = readFileSync(toy.zkeyPath);
    const altered = async (kind: number, offset: number) => {
      const path = join(toy.folder, "altered.zkey");
      writeFileSync(path, flipInSection(zkey, kind, offset, 0x80));
      await expect(open(path)).rejects.toMatchObject({ code: "CRD-4002", place: path });
    };
    // The number of coefficients; the first one's matrix, row and wire.
    for (const offset of [3, 7, 11, 15]) await altered(ZKEY_SECTION.coefficients, offset);
    // A coordinate of a point of the second group.
    await altered(ZKEY_SECTION.pointsB2, 5 * 128 + 40);
  });

  test("has a protocol section, and as many wires as points", async () => {
    const zkey = readFileSync(toy.zkeyPath);
    const path = join(toy.folder, "altered.zkey");
    // The header's count of wires, in its highest byte: more than any memory holds.
    writeFileSync(path, flipInSection(zkey, ZKEY_SECTION.header, 75, 0x7f));
    await expect(open(path)).rejects.toMatchObject({ code: "CRD-4002", place: path });
    // The first section is the protocol's: a section without content in its place.
    const [head, rest] = [zkey.subarray(0, 24), zkey.subarray(28)];
    const short = Buffer.concat([head, rest]);
    short.writeBigUInt64LE(0n, 16);
    writeFileSync(path, short);
    await expect(open(path)).rejects.toMatchObject({ code: "CRD-4002", place: path });
  });

  test("is dealt out before any thread starts, so that a key that is refused leaves none behind", async () => {
    const path = join(toy.folder, "altered.zkey");
    writeFileSync(path, flipInSection(readFileSync(toy.zkeyPath), ZKEY_SECTION.coefficients, 3, 0x80));
    const started: string[] = [];
    const start = (role: string) => () => {
      started.push(role);
      throw new Error(`a thread for ${role} was started`);
    };
    const openThread: OpenThread = { share: start("share"), finish: start("finish") };
    const opened = openEngine({ readKey: () => readZkey(path), place: path, verificationKey: toy.verificationKey, threads: 2, openThread });
    await expect(opened).rejects.toMatchObject({ code: "CRD-4002" });
    expect(started).toEqual([]);
  });

  test("is the same key from a file and from bytes, which may not be cut", () => {
    const bytes = new Uint8Array(readFileSync(toy.zkeyPath));
    const [file, inMemory] = [readZkey(toy.zkeyPath), readZkeyBytes(bytes)];
    expect(inMemory.header).toEqual(file.header);
    for (const kind of Object.values(ZKEY_SECTION)) expect(Buffer.compare(inMemory.section(kind), file.section(kind))).toBe(0);
    for (const length of [0, 11, 30, bytes.length - 1])
      expect(() => readZkeyBytes(bytes.slice(0, length))).toThrow(expect.objectContaining({ code: "CRD-4002" }));
  });

  test("is a witness in its one layout, of reduced values, the constant first", async () => {
    const witness = await toy.witnessOf(3n);
    const wires = (witness.length - 76) / 32;
    const refuse = (expected: string): never => {
      throw new Error(expected);
    };
    const read = (change: (bytes: DataView) => void, of = wires) => {
      const bytes = witness.slice();
      change(new DataView(bytes.buffer));
      return () => readWitness(bytes, of, refuse);
    };
    expect(read(() => {})()).toEqual(witness.slice(76));
    expect(read(() => {}, wires + 1)).toThrow("wires");
    for (const at of [0, 12, 24, 64, 68]) expect(read((bytes) => bytes.setUint8(at, bytes.getUint8(at) ^ 1))).toThrow("a witness file of circom");
    for (const at of [28, 60]) expect(read((bytes) => bytes.setUint8(at, bytes.getUint8(at) ^ 1))).toThrow("in the scalar field of BN254");
    expect(read((bytes) => bytes.setUint8(76, 2))).toThrow("the constant one at first");
    const last = 76 + 32 * (wires - 1);
    const put = (value: bigint) =>
      read((bytes) => [0, 1, 2, 3].forEach((i) => void bytes.setBigUint64(last + 8 * i, BigInt.asUintN(64, value >> BigInt(64 * i)), true)));
    expect(put(FIELD_ORDER)).toThrow(`value ${wires - 1} below the field's order`);
    expect(put(FIELD_ORDER - 1n)).not.toThrow();
  });

  test("may be a circuit most of whose terms stand in one row", async () => {
    const sum = Array.from({ length: 40 }, (_, i) => `secret[${i}]`).join(" + ");
    const circuit = await compileCircuit(`pragma circom 2.2.0;
      template Sum() { signal input open[5]; signal input secret[40]; signal product; product <== (${sum}) * open[0]; }
      component main {public [open]} = Sum();`);
    const zkeyPath = join(toy.folder, "sum.zkey");
    const { verificationKey } = await developmentSetup({ r1csPath: circuit.r1cs, zkeyPath });
    const file = { type: "mem", data: new Uint8Array() };
    const inputs = { open: [7n, 1n, 2n, 3n, 4n], secret: Array.from({ length: 40 }, (_, i) => BigInt(i)) };
    await snarkjs.wtns.calculate(inputs as never, circuit.wasm, file as never);
    await using prover = await openProver({ zkeyPath, verificationKey, engine: "wasm", threads: 3 });
    const { proof, signals } = await prover.prove(file.data);
    expect(await snarkjs.groth16.verify(verificationKey, signals.map(String), snarkjsProof(proof))).toBe(true);
  });
});
