import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nativePaths, nativeSourceDigest } from "../../src/keys/native-program.ts";
import { nativeSetupFromPowers } from "../../src/keys/native-setup.ts";
import { ownCurve } from "../../src/keys/own-curve.ts";
import { checkPowersOfTau, setupFromPowersOfTau } from "../../src/keys/ptau.ts";
import { type CompiledCircuit, compileCircuit } from "../circuits/harness/compile.ts";
import { buildNative, goIsThere } from "../prove/go.ts";
import { writeOddConstraints } from "./odd-constraints.ts";
import { makeSmallPowers } from "./small-powers.ts";
import { stretchPowers, writeManyConstraints } from "./stretched-powers.ts";
import { toyCircuit } from "./toy-circuit.ts";

describe.runIf(goIsThere)("a native set-up from powers of tau", () => {
  const folder = mkdtempSync(join(tmpdir(), "credence-native-powers-"));
  const at = (name: string) => join(folder, name);
  let curve: AsyncDisposable;
  let circuit: CompiledCircuit;
  let published: ReadonlyMap<number, string>;

  beforeAll(async () => {
    await buildNative();
    curve = await ownCurve();
    circuit = await compileCircuit(toyCircuit(10));
    published = await makeSmallPowers(at("6.ptau"), 6);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await curve[Symbol.asyncDispose]();
  });

  /** The key of constraints by an engine. */
  async function keyBy(engine: "native" | "wasm", r1csPath: string, powers = { ptauPath: at("6.ptau"), published }): Promise<Buffer> {
    await setupFromPowersOfTau({ r1csPath, ...powers, zkeyPath: at(`${engine}.zkey`), engine });
    expect(statSync(at(`${engine}.zkey`)).mode & 0o777).toBe(0o600);
    return readFileSync(at(`${engine}.zkey`));
  }

  test("makes the bytes that snarkjs makes of a circuit", async () => {
    expect((await keyBy("native", circuit.r1cs)).equals(await keyBy("wasm", circuit.r1cs))).toBe(true);
  });

  test.each([
    ["fewer rows than the file has powers", 20, 30],
    ["as many as it has", 58, 90],
    ["more wires than an inversion is shared by", 50, 1100],
  ])("makes the bytes that snarkjs makes of odd constraints with %s", async (_, rows, wires) => {
    writeOddConstraints(at("odd.r1cs"), rows, wires);
    expect((await keyBy("native", at("odd.r1cs"))).equals(await keyBy("wasm", at("odd.r1cs")))).toBe(true);
  });

  // Beyond 2^14 rows snarkjs digests the quotient in pieces, and one point too many, for which a file of the circuit's own power has none.
  test.each([15, 16])("makes the bytes that snarkjs makes of 2^15 rows with a file of power %i", async (power) => {
    writeManyConstraints(at("many.r1cs"), 2 ** 14, 100);
    const powers = { ptauPath: at("stretched.ptau"), published: stretchPowers(at("6.ptau"), at("stretched.ptau"), power) };
    expect((await keyBy("native", at("many.r1cs"), powers)).equals(await keyBy("wasm", at("many.r1cs"), powers))).toBe(true);
  });

  /** Asks the program alone, which relies on nobody's digest. */
  const setUp = (ptauPath: string, r1csPath = circuit.r1cs, path = nativePaths().program) =>
    nativeSetupFromPowers({ program: { path, source: nativeSourceDigest() }, r1csPath, ptauPath, zkeyPath: at("none.zkey") });

  test("holds no file whole, nor does what checks its digest", async () => {
    const key = await keyBy("native", circuit.r1cs);
    // A section more, of a GiB that takes no room on the disk.
    const GIB = 2 ** 30;
    const small = readFileSync(at("6.ptau"));
    small.writeUInt32LE(small.readUInt32LE(8) + 1, 8);
    writeFileSync(at("large.ptau"), Buffer.concat([small, Buffer.from(Uint32Array.of(99, GIB, 0).buffer)]));
    truncateSync(at("large.ptau"), small.length + 12 + GIB);
    // In less memory than the file is long.
    writeFileSync(at("limited"), `#!/bin/sh\nulimit -v 1000000 && exec "${nativePaths().program}" "$@"\n`, { mode: 0o755 });
    await setUp(at("large.ptau"), circuit.r1cs, at("limited"));
    expect(readFileSync(at("none.zkey")).equals(key)).toBe(true);
    rmSync(at("none.zkey"));
    const before = process.resourceUsage().maxRSS;
    await expect(checkPowersOfTau(at("large.ptau"), 5, published)).rejects.toMatchObject({ code: "CRD-4003", message: expect.stringContaining("blake2b-512") });
    expect((process.resourceUsage().maxRSS - before) * 1024).toBeLessThan(GIB / 2);
  });

  test("refuses a file that is cut anywhere, and leaves nothing behind", async () => {
    const whole = readFileSync(at("6.ptau")).length;
    copyFileSync(at("6.ptau"), at("cut.ptau"));
    for (const length of [whole - 1, whole >> 1, 5000, 60, 20, 11, 0]) {
      truncateSync(at("cut.ptau"), length);
      await expect(setUp(at("cut.ptau"))).rejects.toMatchObject({ code: "CRD-4003", place: at("cut.ptau") });
    }
    expect(existsSync(at("none.zkey"))).toBe(false);
    expect(readdirSync(folder).filter((file) => file.endsWith(".partial"))).toEqual([]);
  });

  test("refuses files that are others than they say", async () => {
    const altered = async (alter: (bytes: Buffer) => void) => {
      const bytes = readFileSync(at("6.ptau"));
      alter(bytes);
      writeFileSync(at("altered.ptau"), bytes);
      await expect(setUp(at("altered.ptau"))).rejects.toMatchObject({ code: "CRD-4003" });
    };
    await altered((bytes) => bytes.write("zkey", 0));
    // The first section's length, beyond the file and beyond every file.
    await altered((bytes) => bytes.writeBigUInt64LE(2n ** 40n, 16));
    await altered((bytes) => bytes.writeBigUInt64LE(2n ** 64n - 1n, 16));
    await altered((bytes) => bytes.writeUInt32LE(0xffffffff, 8));
    // The curve, and a power that the file has not.
    await altered((bytes) => bytes.writeUInt8(1, 30));
    await altered((bytes) => bytes.writeUInt32LE(27, 24 + 36));
    // A point of the Lagrange section that is on no curve.
    await altered((bytes) => {
      let cursor = 12;
      while (bytes.readUInt32LE(cursor) !== 12) cursor += 12 + Number(bytes.readBigUInt64LE(cursor + 4));
      bytes.writeUInt8(bytes.readUInt8(cursor + 12 + 64 * 40) ^ 1, cursor + 12 + 64 * 40);
    });
    await expect(setUp(at("absent.ptau"))).rejects.toMatchObject({ code: "CRD-4003" });
    await expect(setUp(circuit.r1cs)).rejects.toMatchObject({ code: "CRD-4003" });
  });

  test("refuses constraints that are cut", async () => {
    writeFileSync(at("cut.r1cs"), readFileSync(circuit.r1cs).subarray(0, 300));
    await expect(setUp(at("6.ptau"), at("cut.r1cs"))).rejects.toMatchObject({ code: "CRD-4001" });
  });
});
