import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { openProver } from "../../src/prove/open-prover.ts";
import type { Engine, Proven, Prover, ProvingStage } from "../../src/prove/prover.ts";
import { compileCircuit, ROOT } from "../circuits/harness/compile.ts";
import { toyCircuit, toyInputs } from "../keys/toy-circuit.ts";
import { flipInSection, makeToyKey, type ToyKey, toyWitness } from "./toy-key.ts";

const ROUNDS = 10;

/** What holds of a prover whatever its engine. */
export function describeProver(engine: Engine): void {
  let toy: ToyKey;
  const open = (zkeyPath = toy.zkeyPath, verificationKey = toy.verificationKey) => openProver({ zkeyPath, verificationKey, engine });

  beforeAll(async () => {
    toy = await makeToyKey(ROUNDS);
  });
  afterAll(() => toy[Symbol.asyncDispose]());

  describe("an open prover", () => {
    let prover: Prover;
    beforeAll(async () => {
      prover = await open();
    });
    afterAll(() => prover.close());

    test("names its engine", () => expect(prover.engine).toBe(engine));

    test("answers each of several callers with the proof of its own witness", async () => {
      const secrets = [1n, 2n, 3n];
      const proven = await Promise.all(secrets.map(async (secret) => prover.prove(await toy.witnessOf(secret))));
      for (const [i, secret] of secrets.entries()) {
        const { modelCommitment, issuerKey, applicationId, decisionCommitment, outcome } = toyInputs(ROUNDS, secret);
        expect(proven[i]?.signals).toEqual([modelCommitment, issuerKey, applicationId, decisionCommitment, outcome]);
        expect(await toy.holds(proven[i] as Proven)).toBe(true);
      }
    });

    test("says where a proof is", async () => {
      const stages: ProvingStage[] = [];
      await prover.prove(await toy.witnessOf(4n), { onStage: (stage) => stages.push(stage) });
      expect(stages).toEqual(["waiting", "proving", "verifying"]);
    });

    test("never makes the same proof twice", async () => {
      const witness = await toy.witnessOf(4n);
      const words = new Set<bigint>();
      for (let i = 0; i < 12; i++) for (const word of (await prover.prove(witness)).proof) words.add(word);
      expect(words.size).toBe(12 * 8);
    });

    test("lets no proof of a false witness leave", async () => {
      const witness = await toy.witnessOf(5n);
      witness[witness.length - 32] = (witness[witness.length - 32] as number) ^ 1;
      await expect(prover.prove(witness)).rejects.toMatchObject({ code: "CRD-5003" });
    });

    test("refuses what is not a witness of its circuit, and goes on", async () => {
      const other = await compileCircuit(toyCircuit(ROUNDS + 1));
      await expect(prover.prove(await toyWitness(other, ROUNDS + 1, 5n))).rejects.toMatchObject({ code: "CRD-5006" });
      await expect(prover.prove(new Uint8Array(100))).rejects.toMatchObject({ code: "CRD-5006" });
      expect(await toy.holds(await prover.prove(await toy.witnessOf(5n)))).toBe(true);
    });

    test("drops a waiting proof that is aborted, and makes the others", async () => {
      const abort = new AbortController();
      const witness = await toy.witnessOf(6n);
      const first = prover.prove(witness);
      const second = prover.prove(witness, { signal: abort.signal });
      const third = prover.prove(witness);
      abort.abort(new Error("not wanted"));
      await expect(second).rejects.toThrow("not wanted");
      expect(await toy.holds(await first)).toBe(true);
      expect(await toy.holds(await third)).toBe(true);
    });

    test("ends a running proof that is aborted, and makes the next", async () => {
      const abort = new AbortController();
      const witness = await toy.witnessOf(7n);
      const running = prover.prove(witness, { signal: abort.signal, onStage: (stage) => stage === "proving" && abort.abort(new Error("too late")) });
      const next = prover.prove(witness);
      await expect(running).rejects.toThrow("too late");
      expect(await toy.holds(await next)).toBe(true);
      await expect(prover.prove(witness, { signal: abort.signal })).rejects.toThrow("too late");
    });
  });

  test("the key is read once: no proof asks for its file again", async () => {
    const path = join(toy.folder, "read-once.zkey");
    copyFileSync(toy.zkeyPath, path);
    await using prover = await open(path);
    rmSync(path);
    for (const secret of [11n, 12n]) expect(await toy.holds(await prover.prove(await toy.witnessOf(secret)))).toBe(true);
  });

  test("a closed prover rejects what was not done and what comes after", async () => {
    const witness = await toy.witnessOf(8n);
    let waiting: Promise<Proven> | undefined;
    let closed: Prover;
    {
      await using prover = await open();
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
      const path = join(toy.folder, `tampered-${kind}.zkey`);
      writeFileSync(path, flipInSection(readFileSync(toy.zkeyPath), kind, offset));
      return path;
    }

    test("is not opened where it holds another verification key", async () => {
      await expect(open(tamper(2, 600))).rejects.toMatchObject({ code: "CRD-5004" });
      await expect(open(tamper(3, 64))).rejects.toMatchObject({ code: "CRD-5004" });
      const other = await developmentSetup({ r1csPath: toy.circuit.r1cs, zkeyPath: join(toy.folder, "other.zkey") });
      await expect(open(toy.zkeyPath, other.verificationKey)).rejects.toMatchObject({ code: "CRD-5004" });
    });

    test("makes no proof that leaves where its other points are altered", async () => {
      const proofOfTampered = async () => {
        await using prover = await open(tamper(9, 128));
        return await prover.prove(await toy.witnessOf(9n));
      };
      // snarkjs reads what it is given and its proof does not hold; the native engine finds the point off the curve.
      await expect(proofOfTampered()).rejects.toMatchObject({ code: engine === "snarkjs" ? "CRD-5003" : "CRD-4002" });
    });

    test("is refused where it is cut", async () => {
      writeFileSync(join(toy.folder, "cut.zkey"), readFileSync(toy.zkeyPath).subarray(0, 5000));
      await expect(open(join(toy.folder, "cut.zkey"))).rejects.toMatchObject({ code: "CRD-4002" });
    });
  });

  test("a prover that nobody closed lets the program end, and says nothing on its own", async () => {
    const program = `
      import { readFileSync } from "node:fs";
      import { openProver } from "./src/prove/open-prover.ts";
      const prover = await openProver({ zkeyPath: ${JSON.stringify(toy.zkeyPath)}, verificationKey: JSON.parse(process.argv[1]), engine: "${engine}" });
      await prover.prove(readFileSync(process.argv[2]));
      console.log("proven");
    `;
    writeFileSync(join(toy.folder, "w.wtns"), await toy.witnessOf(10n));
    const args = ["--input-type=module", "-e", program, JSON.stringify(toy.verificationKey), join(toy.folder, "w.wtns")];
    const child = spawn(process.execPath, args, { cwd: ROOT });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    const [code] = await once(child, "close");
    expect({ code, output }).toEqual({ code: 0, output: "proven\n" });
  });
}
