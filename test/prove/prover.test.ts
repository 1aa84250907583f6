import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { ownCurve } from "../../src/keys/own-curve.ts";
import type { SnarkjsVerificationKey } from "../../src/keys/verification-key.ts";
import { openProver } from "../../src/prove/open-prover.ts";
import type { Proven, Prover, ProvingStage } from "../../src/prove/prover.ts";
import { type CompiledCircuit, compileCircuit, ROOT } from "../circuits/harness/compile.ts";
import { toyCircuit, toyInputs } from "../keys/toy-circuit.ts";

const ROUNDS = 10;
const folder = mkdtempSync(join(tmpdir(), "credence-prove-"));
const zkeyPath = join(folder, "key.zkey");
let circuit: CompiledCircuit;
let curve: AsyncDisposable;
let verificationKey: SnarkjsVerificationKey;

async function witnessOf(secret: bigint, { wasm } = circuit, rounds = ROUNDS): Promise<Uint8Array> {
  const file = { type: "mem", data: new Uint8Array() };
  await snarkjs.wtns.calculate(toyInputs(rounds, secret), wasm, file as never);
  return file.data;
}

/** The contracts' order of words back into snarkjs' form, for snarkjs to verify in this thread. */
function holds({ proof, signals }: Proven): Promise<boolean> {
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = proof.map(String) as [string, string, string, string, string, string, string, string];
  const points = {
    pi_a: [ax, ay, "1"],
    pi_b: [
      [bx0, bx1],
      [by0, by1],
      ["1", "0"],
    ],
    pi_c: [cx, cy, "1"],
  };
  return snarkjs.groth16.verify(verificationKey, signals.map(String), { ...points, protocol: "groth16", curve: "bn128" });
}

beforeAll(async () => {
  curve = await ownCurve();
  circuit = await compileCircuit(toyCircuit(ROUNDS));
  ({ verificationKey } = await developmentSetup({ r1csPath: circuit.r1cs, zkeyPath }));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await curve[Symbol.asyncDispose]();
});

describe("an open prover", () => {
  let prover: Prover;
  beforeAll(async () => {
    prover = await openProver({ zkeyPath, verificationKey });
  });
  afterAll(() => prover.close());

  test("answers each of several callers with the proof of its own witness", async () => {
    const secrets = [1n, 2n, 3n];
    const proven = await Promise.all(secrets.map(async (secret) => prover.prove(await witnessOf(secret))));
    for (const [i, secret] of secrets.entries()) {
      const { modelCommitment, issuerKey, applicationId, decisionCommitment, outcome } = toyInputs(ROUNDS, secret);
      expect(proven[i]?.signals).toEqual([modelCommitment, issuerKey, applicationId, decisionCommitment, outcome]);
      expect(await holds(proven[i] as Proven)).toBe(true);
    }
  });

  test("says where a proof is", async () => {
    const stages: ProvingStage[] = [];
    await prover.prove(await witnessOf(4n), { onStage: (stage) => stages.push(stage) });
    expect(stages).toEqual(["waiting", "proving", "verifying"]);
  });

  test("lets no proof of a false witness leave", async () => {
    const witness = await witnessOf(5n);
    witness[witness.length - 32] = (witness[witness.length - 32] as number) ^ 1;
    await expect(prover.prove(witness)).rejects.toMatchObject({ code: "CRD-5003" });
  });

  test("refuses what is not a witness of its circuit, and goes on", async () => {
    const other = await compileCircuit(toyCircuit(ROUNDS + 1));
    await expect(prover.prove(await witnessOf(5n, other, ROUNDS + 1))).rejects.toMatchObject({ code: "CRD-5006" });
    await expect(prover.prove(new Uint8Array(100))).rejects.toMatchObject({ code: "CRD-5006" });
    expect(await holds(await prover.prove(await witnessOf(5n)))).toBe(true);
  });

  test("drops a waiting proof that is aborted, and makes the others", async () => {
    const abort = new AbortController();
    const witness = await witnessOf(6n);
    const first = prover.prove(witness);
    const second = prover.prove(witness, { signal: abort.signal });
    const third = prover.prove(witness);
    abort.abort(new Error("not wanted"));
    await expect(second).rejects.toThrow("not wanted");
    expect(await holds(await first)).toBe(true);
    expect(await holds(await third)).toBe(true);
  });

  test("ends a running proof that is aborted, and makes the next", async () => {
    const abort = new AbortController();
    const witness = await witnessOf(7n);
    const running = prover.prove(witness, { signal: abort.signal, onStage: (stage) => stage === "proving" && abort.abort(new Error("too late")) });
    const next = prover.prove(witness);
    await expect(running).rejects.toThrow("too late");
    expect(await holds(await next)).toBe(true);
    await expect(prover.prove(witness, { signal: abort.signal })).rejects.toThrow("too late");
  });
});

test("a closed prover rejects what was not done and what comes after", async () => {
  const witness = await witnessOf(8n);
  let waiting: Promise<Proven> | undefined;
  let closed: Prover;
  {
    await using prover = await openProver({ zkeyPath, verificationKey });
    closed = prover;
    waiting = prover.prove(witness);
    waiting.catch(() => {});
  }
  await expect(waiting).rejects.toMatchObject({ code: "CRD-5005" });
  await expect(closed.prove(witness)).rejects.toMatchObject({ code: "CRD-5005" });
  await closed.close();
});

describe("a tampered key", () => {
  /** The key with one bit of a section's byte flipped. */
  function tamper(kind: number, offset: number): string {
    const bytes = readFileSync(zkeyPath);
    let at = 12;
    while (bytes.readUInt32LE(at) !== kind) at += 12 + Number(bytes.readBigUInt64LE(at + 4));
    bytes.writeUInt8(bytes.readUInt8(at + 12 + offset) ^ 1, at + 12 + offset);
    const path = join(folder, `tampered-${kind}.zkey`);
    writeFileSync(path, bytes);
    return path;
  }

  test("is not opened where it holds another verification key", async () => {
    await expect(openProver({ zkeyPath: tamper(2, 600), verificationKey })).rejects.toMatchObject({ code: "CRD-5004" });
    await expect(openProver({ zkeyPath: tamper(3, 64), verificationKey })).rejects.toMatchObject({ code: "CRD-5004" });
    const other = await developmentSetup({ r1csPath: circuit.r1cs, zkeyPath: join(folder, "other.zkey") });
    await expect(openProver({ zkeyPath, verificationKey: other.verificationKey })).rejects.toMatchObject({ code: "CRD-5004" });
  });

  test("makes no proof that leaves where its other points are altered", async () => {
    await using prover = await openProver({ zkeyPath: tamper(9, 128), verificationKey });
    await expect(prover.prove(await witnessOf(9n))).rejects.toMatchObject({ code: "CRD-5003" });
  });

  test("is refused where it is cut", async () => {
    writeFileSync(join(folder, "cut.zkey"), readFileSync(zkeyPath).subarray(0, 5000));
    await expect(openProver({ zkeyPath: join(folder, "cut.zkey"), verificationKey })).rejects.toMatchObject({ code: "CRD-4002" });
  });
});

test("a prover that nobody closed lets the program end, and says nothing on its own", async () => {
  const program = `
    import { readFileSync } from "node:fs";
    import { openProver } from "./src/prove/open-prover.ts";
    const prover = await openProver({ zkeyPath: ${JSON.stringify(zkeyPath)}, verificationKey: JSON.parse(process.argv[1]) });
    await prover.prove(readFileSync(process.argv[2]));
    console.log("proven");
  `;
  writeFileSync(join(folder, "w.wtns"), await witnessOf(10n));
  const child = spawn(process.execPath, ["--input-type=module", "-e", program, JSON.stringify(verificationKey), join(folder, "w.wtns")], { cwd: ROOT });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  expect({ code, output }).toEqual({ code: 0, output: "proven\n" });
});
