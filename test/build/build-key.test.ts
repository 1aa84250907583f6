import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildKey, type KeySource } from "../../src/build/build-key.ts";
import { buildPaths } from "../../src/build/build-paths.ts";
import { BuildRecord, fileDigest } from "../../src/build/build-record.ts";
import { describeKey } from "../../src/build/describe-key.ts";
import { describeStandaloneVerifier, renderStandaloneVerifier } from "../../src/build/standalone-verifier.ts";
import { contribute } from "../../src/keys/ceremony.ts";
import type { KeyEngineOptions } from "../../src/keys/key-engine.ts";
import { findNativeProgram } from "../../src/keys/native-program.ts";
import { verifyingKeyOf } from "../../src/keys/verifying-key.ts";
import { type CompiledCircuit, compileCircuit } from "../circuits/harness/compile.ts";
import { writePowersFromSecrets } from "../keys/powers-from-secrets.ts";
import { toyCircuit } from "../keys/toy-circuit.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-build-key-"));
const at = (name: string) => join(folder, name);
let circuit: CompiledCircuit;
let published: ReadonlyMap<number, string>;

beforeAll(async () => {
  circuit = await compileCircuit(toyCircuit(10));
  published = await writePowersFromSecrets(at("6.ptau"), 6);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Builds the key of the circuit in a model directory of its own, as one command does. */
async function build(name: string, keys: KeySource, engine: KeyEngineOptions = {}, onProgress = (_: string) => {}) {
  const paths = buildPaths(at(name));
  mkdirSync(paths.secret, { recursive: true });
  copyFileSync(circuit.r1cs, paths.r1cs);
  const record = new BuildRecord(paths.record, at(name));
  const key = await buildKey({ paths, r1csSha256: await fileDigest(paths.r1cs), keys, record, onProgress, published, ...engine });
  const described = describeKey(paths.zkey, key.verificationKey);
  const words = verifyingKeyOf(key.verificationKey);
  const source = renderStandaloneVerifier({ name: "toy", version: "1", key: words, development: described.insecure });
  return { ...key, ...described, paths, verifier: describeStandaloneVerifier(source) };
}

const fromPowers = (key?: string): KeySource => ({ kind: "ptau", path: at("6.ptau"), key });

test("the same powers of tau give the same first key, which nobody contributed to yet", async () => {
  const [one, other] = [await build("a", fromPowers()), await build("b", fromPowers())];
  expect(readFileSync(one.paths.zkey).equals(readFileSync(other.paths.zkey))).toBe(true);
  expect(one).toMatchObject({ reused: false, origin: "ceremony", insecure: true, contributions: [] });
  expect((await build("a", fromPowers())).reused).toBe(true);
});

test("a development key is made natively where the program was built, and says why not where not", async () => {
  const heard: string[] = [];
  const hear = (text: string) => heard.push(text);
  const first = () => {
    const program = findNativeProgram();
    return "missing" in program ? program.missing : "computing the key natively";
  };
  const before = first();
  const byAuto = await build("auto", { kind: "development" }, { onFallback: hear }, hear);
  // Another test may build the native program meanwhile.
  expect([before, first()]).toContain(heard.splice(0)[0]);
  const alone = await build("alone", { kind: "development" }, { engine: "wasm", onFallback: hear }, hear);
  expect(heard[0]).toBe("reading constraints");
  for (const key of [byAuto, alone]) expect(key).toMatchObject({ origin: "development", insecure: true, contributions: [] });
});

test("the same contributions give the same verifier's code, wherever it is built", async () => {
  const { paths } = await build("a", fromPowers());
  const { digest } = await contribute({ zkeyPath: paths.zkey, outPath: at("final.zkey"), name: "developer" });
  const [one, other] = [await build("c", fromPowers(at("final.zkey"))), await build("d", fromPowers(at("final.zkey")))];
  expect(one).toMatchObject({ origin: "ceremony", insecure: false, contributions: [{ name: "developer", type: "contribution", digest }] });
  expect(other.verifyingKeyHash).toBe(one.verifyingKeyHash);
  expect(other.verifier).toEqual(one.verifier);
  expect(statSync(one.paths.zkey).mode & 0o777).toBe(0o600);

  const another = await contribute({ zkeyPath: paths.zkey, outPath: at("another.zkey"), name: "developer" });
  expect(another.digest).not.toBe(digest);
  expect((await build("e", fromPowers(at("another.zkey")))).verifier.runtimeCodeHash).not.toBe(one.verifier.runtimeCodeHash);

  // Contributions cannot be made again: their key is not replaced by one that has none.
  for (const keys of [{ kind: "development" } as const, fromPowers()]) await expect(build("c", keys)).rejects.toMatchObject({ code: "CRD-4007" });
  expect(readFileSync(one.paths.zkey).equals(readFileSync(at("final.zkey")))).toBe(true);
});

test("a key that is not of this circuit's ceremony is not taken", async () => {
  const { paths } = await build("a", fromPowers());
  await contribute({ zkeyPath: paths.zkey, outPath: at("mine.zkey"), name: "developer" });
  const spoilt = readFileSync(at("mine.zkey"));
  // Within the points of the last sections.
  spoilt[spoilt.length >> 1] = (spoilt[spoilt.length >> 1] as number) ^ 1;
  writeFileSync(at("spoilt.zkey"), spoilt);
  const development = await build("f", { kind: "development" });
  expect(development).toMatchObject({ origin: "development", insecure: true, contributions: [] });
  for (const key of [at("spoilt.zkey"), development.paths.zkey]) {
    await expect(build("g", fromPowers(key))).rejects.toMatchObject({ code: expect.stringMatching(/^CRD-4/) });
    expect(existsSync(buildPaths(at("g")).zkey)).toBe(false);
  }
});
