import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { nativePaths, nativeSourceDigest } from "../../src/keys/native-program.ts";
import { openNativeEngine } from "../../src/prove/native-engine.ts";
import { type NativeStart, startNativeProcess } from "../../src/prove/native-process.ts";
import { openProver } from "../../src/prove/open-prover.ts";
import type { Proven } from "../../src/prove/prover.ts";
import { BASE_FIELD_ORDER } from "../../src/statement/field.ts";
import { ROOT } from "../circuits/harness/compile.ts";
import { buildNative, goIsThere } from "./go.ts";
import { describeProver } from "./prover-behaviour.ts";
import { flipInSection, makeToyKey, type ToyKey } from "./toy-key.ts";

const SECTIONS = { header: 2, publicPoints: 3, coefficients: 4, pointsA: 5, pointsB1: 6, pointsB2: 7, pointsC: 8, pointsH: 9 };

describe.runIf(goIsThere)("the native engine", () => {
  beforeAll(() => buildNative());

  describeProver("native");

  describe("by itself", () => {
    let toy: ToyKey;
    const real = () => ({ path: nativePaths().program, source: nativeSourceDigest() });
    const openWith = (program: { path: string; source: string }, zkeySha256?: string) =>
      openNativeEngine({ zkeyPath: toy.zkeyPath, zkeySha256, verificationKey: toy.verificationKey, program });

    /** An executable in the toy's folder. */
    function script(name: string, text: string): string {
      const path = join(toy.folder, name);
      writeFileSync(path, text);
      chmodSync(path, 0o755);
      return path;
    }

    /** The real program behind one that alters what it says: `alter` is given each message with its kind and may return another, or end the program. */
    const interposed = (name: string, alter: string) =>
      script(
        name,
        `#!${process.execPath}
        const { spawn } = require("node:child_process");
        const child = spawn(${JSON.stringify(real().path)}, [], { stdio: ["inherit", "pipe", "inherit"] });
        const alter = (kind, message) => { ${alter} };
        let rest = Buffer.alloc(0);
        child.stdout.on("data", (piece) => {
          rest = Buffer.concat([rest, piece]);
          while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE(0)) {
            const end = 4 + rest.readUInt32LE(0);
            process.stdout.write(alter(String.fromCharCode(rest[4]), rest.subarray(0, end)));
            rest = rest.subarray(end);
          }
        });
        child.on("exit", () => process.exit(0));`,
      );

    beforeAll(async () => {
      toy = await makeToyKey(40);
    });
    afterAll(() => toy[Symbol.asyncDispose]());

    test("opens the key with the digest that its build recorded, and no other", async () => {
      const digest = createHash("sha256").update(readFileSync(toy.zkeyPath)).digest("hex");
      await using prover = await openWith(real(), digest);
      expect(await toy.holds(await prover.prove(await toy.witnessOf(1n)))).toBe(true);
      await expect(openWith(real(), digest.replace(/.$/, digest.endsWith("0") ? "1" : "0"))).rejects.toMatchObject({ code: "CRD-5004" });
    });

    describe("believes the program nothing", () => {
      test("the stand-in that alters its answers passes them on unaltered where it is told to", async () => {
        await using prover = await openWith({ ...real(), path: interposed("faithful", "return message;") });
        expect(await toy.holds(await prover.prove(await toy.witnessOf(1n)))).toBe(true);
      });

      // A message's content begins at byte 9: eight words of proof, then the signals.
      test.each([
        ["another point A", `message[9 + 31] ^= 1;`],
        ["the opposite of point C", `message[9 + 7 * 32 + 31] ^= 1;`],
        ["another signal", `message[9 + 8 * 32 + 31] ^= 1;`],
        ["coordinates beyond the field", `message.fill(0xff, 9, 9 + 8 * 32);`],
        [
          "a coordinate with the field's order added",
          `const p = 0x${BASE_FIELD_ORDER.toString(16)}n; const word = (BigInt("0x" + message.subarray(9, 41).toString("hex")) + p).toString(16).padStart(64, "0"); Buffer.from(word, "hex").copy(message, 9);`,
        ],
        ["a proof of zeros", `message.fill(0, 9, 9 + 8 * 32);`],
      ])("%s does not leave", async (name, alteration) => {
        const path = interposed(name.replaceAll(" ", "-"), `if (kind === "D") { ${alteration} } return message;`);
        await using prover = await openWith({ ...real(), path });
        const witness = await toy.witnessOf(2n);
        await expect(prover.prove(witness)).rejects.toMatchObject({ code: "CRD-5003" });
        await expect(prover.prove(witness)).rejects.toMatchObject({ code: "CRD-5003" });
      });

      test("the proof of another witness does not leave", async () => {
        const path = interposed("repeating", `if (kind === "D") { globalThis.first ??= Buffer.from(message); first.copy(message, 9, 9); } return message;`);
        await using prover = await openWith({ ...real(), path });
        expect(await toy.holds(await prover.prove(await toy.witnessOf(2n)))).toBe(true);
        await expect(prover.prove(await toy.witnessOf(3n))).rejects.toMatchObject({ code: "CRD-5003" });
      });

      test("an answer of another length is none", async () => {
        const path = interposed("short", `if (kind !== "D") return message; message.writeUInt32LE(message.length - 5); return message.subarray(0, -1);`);
        await using prover = await openWith({ ...real(), path });
        await expect(prover.prove(await toy.witnessOf(2n))).rejects.toMatchObject({ code: "CRD-5005" });
      });

      test("a program that dies takes one proof with it, and the next is made by another", async () => {
        const path = interposed(
          "mortal",
          `if (kind === "S" && !require("node:fs").existsSync(__dirname + "/died")) { require("node:fs").writeFileSync(__dirname + "/died", ""); child.kill("SIGKILL"); process.exit(3); } return message;`,
        );
        await using prover = await openWith({ ...real(), path });
        const witnesses = await Promise.all([toy.witnessOf(2n), toy.witnessOf(3n)]);
        const [first, second] = await Promise.allSettled(witnesses.map((witness) => prover.prove(witness)));
        expect(existsSync(join(toy.folder, "died"))).toBe(true);
        expect(first).toMatchObject({ status: "rejected", reason: { code: "CRD-5005" } });
        expect(second?.status).toBe("fulfilled");
        expect(await toy.holds((second as PromiseFulfilledResult<Proven>).value)).toBe(true);
      });
    });

    describe("takes no program but its own", () => {
      test.each([
        ["that was built from other sources", () => ({ ...real(), source: "0".repeat(64) })],
        ["that is not there", () => ({ ...real(), path: join(toy.folder, "absent") })],
        ["that does not run here", () => ({ ...real(), path: script("foreign", "\x7fELF of another machine") })],
      ])("not one %s", async (_, program) => {
        await expect(openWith(program())).rejects.toMatchObject({ code: "CRD-5009" });
      });

      test("nor one that says nothing it understands", async () => {
        const path = script("babbling", `#!${process.execPath}\nprocess.stdout.write("I am not a prover at all"); setTimeout(() => {}, 60000);`);
        await expect(openWith({ ...real(), path })).rejects.toMatchObject({ code: "CRD-5009" });
      });
    });

    test("ends when the program that opened it is killed, also in the middle of a proof", async () => {
      const pidFile = join(toy.folder, "pid");
      // exec: the file holds the program's own process number.
      const path = script("numbered", `#!/bin/sh\necho $$ > ${JSON.stringify(pidFile)}\nexec ${JSON.stringify(real().path)}\n`);
      const program = `
        import { readFileSync } from "node:fs";
        import { openNativeEngine } from "./src/prove/native-engine.ts";
        const prover = await openNativeEngine(JSON.parse(process.argv[1]));
        const witness = readFileSync(process.argv[2]);
        const onStage = (stage) => { if (stage === "proving") console.log("proving"); };
        for (;;) await prover.prove(witness, { onStage });
      `;
      writeFileSync(join(toy.folder, "w.wtns"), await toy.witnessOf(4n));
      const options = { zkeyPath: toy.zkeyPath, verificationKey: toy.verificationKey, program: { ...real(), path } };
      const parent = spawn(process.execPath, ["--input-type=module", "-e", program, JSON.stringify(options), join(toy.folder, "w.wtns")], { cwd: ROOT });
      onTestFinished(() => void parent.kill("SIGKILL"));
      await once(parent.stdout, "data");
      const pid = Number(readFileSync(pidFile, "utf8"));
      const state = `/proc/${pid}/status`;
      const lives = () => {
        try {
          process.kill(pid, 0);
          // It has ended also where nobody has taken note of it yet.
          return !existsSync(state) || !/^State:\s+Z/m.test(readFileSync(state, "utf8"));
        } catch {
          return false;
        }
      };
      expect(lives()).toBe(true);
      parent.kill("SIGKILL");
      await once(parent, "close");
      // That it ends at all; the test's own time-out says where it does not.
      while (lives()) await sleep(100);
    });

    describe("given a damaged file", () => {
      const start = (zkeyPath: string): NativeStart => ({ program: real().path, source: real().source, zkeyPath, threads: 2 });
      const open = async (zkey: Uint8Array) => {
        const path = join(toy.folder, "damaged.zkey");
        writeFileSync(path, zkey);
        const opened = await startNativeProcess(start(path), { onFrame: () => {}, onEnd: () => {} });
        await opened.end();
      };

      test("refuses a key that is cut anywhere", async () => {
        const zkey = readFileSync(toy.zkeyPath);
        await open(zkey);
        for (let i = 0; i < 24; i++) await expect(open(zkey.subarray(0, Math.floor((zkey.length * i) / 24)))).rejects.toMatchObject({ code: "CRD-4002" });
      });

      test("refuses a key with a bit of a number or a point flipped", async () => {
        const zkey = readFileSync(toy.zkeyPath);
        for (const [name, kind] of Object.entries(SECTIONS)) {
          const altered = flipInSection(zkey, kind, 3, 0x40);
          expect(altered.equals(zkey), name).toBe(false);
          await expect(open(altered), name).rejects.toMatchObject({ code: "CRD-4002" });
        }
      });

      test("refuses a witness that is cut, and proves no witness with a bit flipped", async () => {
        await using prover = await openWith(real());
        const witness = await toy.witnessOf(5n);
        for (let i = 0; i < 16; i++) {
          await expect(prover.prove(witness.subarray(0, Math.floor((witness.length * i) / 16)))).rejects.toMatchObject({ code: "CRD-5006" });
        }
        for (let at = 0; at < witness.length; at += 41) {
          const altered = Uint8Array.from(witness);
          altered[at] = (altered[at] as number) ^ 4;
          await expect(prover.prove(altered), `byte ${at}`).rejects.toMatchObject({ code: expect.stringMatching(/^CRD-500[36]$/) });
        }
        expect(await toy.holds(await prover.prove(witness))).toBe(true);
      });
    });

    test("is what auto takes where it was built", async () => {
      await using prover = await openProver({ zkeyPath: toy.zkeyPath, verificationKey: toy.verificationKey });
      expect(prover.engine).toBe("native");
    });
  });
});
