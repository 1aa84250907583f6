import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ceremonyTranscript } from "../../src/keys/ceremony.ts";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { setupFromPowersOfTau } from "../../src/keys/ptau.ts";
import { type CompiledCircuit, compileCircuit } from "../circuits/harness/compile.ts";
import { writePowersFromSecrets } from "../keys/powers-from-secrets.ts";
import { toyCircuit } from "../keys/toy-circuit.ts";
import { credence, credenceHere, objectOf } from "./fixture/run.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-cli-ceremony-"));
const at = (name: string) => join(folder, name);
let circuit: CompiledCircuit;

beforeAll(async () => {
  circuit = await compileCircuit(toyCircuit(10));
  const published = await writePowersFromSecrets(at("6.ptau"), 6);
  await setupFromPowersOfTau({ r1csPath: circuit.r1cs, ptauPath: at("6.ptau"), zkeyPath: at("0.zkey"), published });
});

afterAll(() => rmSync(folder, { recursive: true }));

const ceremony = (...args: string[]) => credenceHere(folder, ["ceremony", ...args, "--json"]);

describe("credence ceremony", () => {
  test("contributes and ends by a beacon, one object a line on stdout", async () => {
    writeFileSync(at("dice"), "4 2 6 1");
    // As a person's shell starts it, without a terminal.
    const first = await credence(folder, ["ceremony", "contribute", "0.zkey", "--out", "1.zkey", "--name", "developer", "--entropy-file", "dice", "--json"]);
    const last = await ceremony("beacon", at("1.zkey"), "--out", at("2.zkey"), "--value", "0x00ff00ff", "--name", "block 1");
    expect([first.status, last.status]).toEqual([0, 0]);
    const [contributed, ended] = [objectOf(first), objectOf(last)];
    expect(ceremonyTranscript(at("2.zkey"))).toEqual([
      { name: "developer", type: "contribution", digest: contributed.digest },
      { name: "block 1", type: "beacon", digest: ended.digest },
    ]);
    expect(first.stderr).not.toContain("4 2 6 1");
    expect(first.stderr).not.toContain("entropy alone");
  });

  test("never writes over a key", async () => {
    const { status, stderr } = await ceremony("contribute", at("0.zkey"), "--out", at("0.zkey"), "--name", "x");
    expect(status).toBe(10);
    expect(stderr).toContain("CRD-9002");
  });

  test("verifies against published powers of tau only", async () => {
    const { status, stdout, stderr } = await ceremony("verify", at("0.zkey"), "--r1cs", circuit.r1cs, "--ptau", at("6.ptau"));
    expect({ status, stdout }).toEqual({ status: 5, stdout: "" });
    expect(stderr).toContain("CRD-4005");
    const alone = await credence(folder, ["ceremony", "contribute", at("0.zkey"), "--out", at("v.zkey"), "--name", "x"]);
    expect(alone).toMatchObject({ status: 0, stderr: expect.stringContaining("the system's entropy alone") });
    const verified = await ceremony("verify", at("v.zkey"), "--r1cs", circuit.r1cs, "--ptau", at("6.ptau"));
    expect(verified.stderr).toContain("CRD-4003");
  });

  test("leaves nothing behind where it refuses", async () => {
    await developmentSetup({ r1csPath: circuit.r1cs, zkeyPath: at("development.zkey") });
    const { status, stderr } = await ceremony("contribute", at("development.zkey"), "--out", at("d.zkey"), "--name", "x");
    expect(status).toBe(5);
    expect(stderr).toContain("CRD-4006");
    expect(existsSync(at("d.zkey"))).toBe(false);
  });
});
