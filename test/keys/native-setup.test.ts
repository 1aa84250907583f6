import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKeyOrigin } from "../../src/keys/key-origin.ts";
import { nativePaths, nativeSourceDigest } from "../../src/keys/native-program.ts";
import { nativeDevelopmentSetup } from "../../src/keys/native-setup.ts";
import { readZkey, ZKEY_SECTION } from "../../src/keys/zkey-file.ts";
import { openProver } from "../../src/prove/open-prover.ts";
import type { Engine } from "../../src/prove/prover.ts";
import { buildNative, goIsThere } from "../prove/go.ts";
import { makeToyKey, type ToyKey } from "../prove/toy-key.ts";

describe.runIf(goIsThere)("a native development set-up", () => {
  let toy: ToyKey;
  let zkeyPath: string;
  const program = () => ({ path: nativePaths().program, source: nativeSourceDigest() });
  const setUp = (r1csPath: string, to = zkeyPath) => nativeDevelopmentSetup({ program: program(), r1csPath, zkeyPath: to });

  beforeAll(async () => {
    await buildNative();
    toy = await makeToyKey(40);
    zkeyPath = join(toy.folder, "native.zkey");
  });
  afterAll(() => toy[Symbol.asyncDispose]());

  test.each<Engine>(["snarkjs", "native"])("makes a key with which %s proves, and under which no proof of another key holds", async (engine) => {
    const { verificationKey } = await setUp(toy.circuit.r1cs);
    await using prover = await openProver({ zkeyPath, verificationKey, engine });
    const proven = await prover.prove(await toy.witnessOf(3n));
    // What left the prover was verified under its own key.
    expect(proven.signals).toHaveLength(5);
    expect(await toy.holds(proven)).toBe(false);
  });

  test("makes what the set-up of npm alone makes, but for the points, which are drawn", async () => {
    await setUp(toy.circuit.r1cs);
    const [ours, theirs] = [readZkey(zkeyPath), readZkey(toy.zkeyPath)];
    for (const kind of [ZKEY_SECTION.protocol, ZKEY_SECTION.coefficients]) expect(Buffer.from(ours.section(kind)).equals(theirs.section(kind))).toBe(true);
    for (const [name, kind] of Object.entries(ZKEY_SECTION)) expect(ours.section(kind).length, name).toBe(theirs.section(kind).length);
    expect(Buffer.from(ours.section(ZKEY_SECTION.pointsA)).equals(theirs.section(ZKEY_SECTION.pointsA))).toBe(false);
    const order = (path: string) => {
      const bytes = readFileSync(path);
      const kinds: number[] = [];
      for (let at = 12; at < bytes.length; at += 12 + Number(bytes.readBigUInt64LE(at + 4))) kinds.push(bytes.readUInt32LE(at));
      return kinds;
    };
    expect(order(zkeyPath)).toEqual(order(toy.zkeyPath));
  });

  test("names itself insecure in the key, and keeps it from other users of the machine", async () => {
    await setUp(toy.circuit.r1cs);
    const [ours, theirs] = [readKeyOrigin(zkeyPath), readKeyOrigin(toy.zkeyPath)];
    expect(ours).toMatchObject({ origin: "development", insecure: true, contributions: [{ name: theirs.contributions[0]?.name }] });
    expect(statSync(zkeyPath).mode & 0o777).toBe(0o600);
  });

  test("draws its secrets anew each time", async () => {
    const deltas = new Set<string>();
    for (let i = 0; i < 5; i++) {
      await setUp(toy.circuit.r1cs);
      deltas.add(Buffer.from(readZkey(zkeyPath).header.delta1).toString("hex"));
    }
    expect(deltas.size).toBe(5);
  });

  test("refuses constraints that are cut, and leaves nothing behind", async () => {
    const r1cs = readFileSync(toy.circuit.r1cs);
    const [cut, none] = [join(toy.folder, "cut.r1cs"), join(toy.folder, "none.zkey")];
    for (const length of [0, 11, 100, r1cs.length >> 1, r1cs.length - 1]) {
      writeFileSync(cut, r1cs.subarray(0, length));
      await expect(setUp(cut, none)).rejects.toMatchObject({ code: "CRD-4001" });
    }
    await expect(setUp(join(toy.folder, "absent.r1cs"), none)).rejects.toMatchObject({ code: "CRD-9002" });
    expect(existsSync(none)).toBe(false);
    expect(readdirSync(toy.folder).filter((file) => file.endsWith(".partial"))).toEqual([]);
  });

  test("is made by no program of other sources", async () => {
    const other = { ...program(), source: "0".repeat(64) };
    await expect(nativeDevelopmentSetup({ program: other, r1csPath: toy.circuit.r1cs, zkeyPath })).rejects.toMatchObject({ code: "CRD-5009" });
  });
});
