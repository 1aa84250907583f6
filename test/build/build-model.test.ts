import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltModel, buildModel } from "../../src/build/build-model.ts";
import { Manifest } from "../../src/build/manifest.ts";
import { readBuiltModel } from "../../src/build/read-built-model.ts";
import { describeStandaloneVerifier } from "../../src/build/standalone-verifier.ts";
import { formatJson, parseJsonFile, writeJsonFile } from "../../src/files/json.ts";
import { verifyingKeyHash, verifyingKeyOf } from "../../src/keys/verifying-key.ts";
import { canonicalJson } from "../../src/record/canonical-json.ts";
import { ROOT } from "../circuits/harness/compile.ts";
import { importDistinctModel } from "./distinct-model.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-build-"));
const at = (name: string) => join(folder, name);
let imported: ReturnType<typeof importDistinctModel>;
let built: BuiltModel;

beforeAll(async () => {
  imported = importDistinctModel(at("source"), at("model"));
  cpSync(at("model"), at("unbuilt"), { recursive: true });
  built = await buildModel({ directory: at("model"), keys: { kind: "development" } });
});

afterAll(() => rmSync(folder, { recursive: true }));

function credence(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, "src/cli/credence.js"), ...args], { cwd: folder }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

const filesOf = (directory: string) =>
  readdirSync(directory).map((name) => ({ name, path: join(directory, name), mode: statSync(join(directory, name)).mode & 0o777 }));

/** A copy of the built model, to spoil. */
const copy = (name: string) => {
  cpSync(at("model"), at(name), { recursive: true });
  return at(name);
};

const refused = (directory: string) => {
  try {
    readBuiltModel(directory);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("building a model", () => {
  test("binds model, circuit, key and verifier in a manifest that can be read again", () => {
    const { manifest, files, paths } = readBuiltModel(at("model"));
    expect(manifest).toEqual(built.manifest);
    expect(files.modelCommitment.toString()).toBe(manifest.modelCommitment);
    expect(manifest.circuit.constraints).toBe(built.circuit.constraints);
    expect(manifest.key).toMatchObject({ origin: "development", insecure: true, contributions: [] });
    expect(verifyingKeyHash(verifyingKeyOf(manifest.verificationKey))).toBe(manifest.key.verifyingKeyHash);
    const source = readFileSync(paths.verifier, "utf8");
    expect(describeStandaloneVerifier(source)).toEqual(manifest.verifier);
    expect(source).toContain("INSECURE");
    expect(JSON.parse(readFileSync(paths.verificationKey, "utf8"))).toEqual(manifest.verificationKey);
  });

  test("keeps what did not change, and says so on the command line", async () => {
    const again = await buildModel({ directory: at("model"), keys: { kind: "development" } });
    expect(again.circuit).toEqual({ ...built.circuit, reused: true });
    expect(again.key).toEqual({ ...built.key, reused: true });
    expect(again.manifest).toEqual(built.manifest);

    const { code, out, err } = await credence("build", "model", "--dev-setup", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      constraints: built.circuit.constraints,
      circuitReused: true,
      keyReused: true,
      keyOrigin: "development",
      insecure: true,
      verifyingKeyHash: built.manifest.key.verifyingKeyHash,
    });
    expect(err).toContain("INSECURE: one party made this key");
  });

  test("asks where the key comes from", async () => {
    for (const args of [[], ["--key", "k"], ["--dev-setup", "--ptau", "p"]]) {
      const { code, out, err } = await credence("build", "model", ...args);
      expect({ code, out }).toEqual({ code: 10, out: "" });
      expect(err).toContain("CRD-9001");
    }
  });

  test("keeps what holds the model apart, readable by its owner only", () => {
    expect(statSync(built.paths.secret).mode & 0o777).toBe(0o700);
    const secret = filesOf(built.paths.secret);
    expect(secret.map(({ name }) => name).sort()).toEqual(
      ["build.json", "circuit.circom", "circuit.r1cs", "circuit.sym", "circuit.wasm", "key.zkey", "model.json", "salt.json"].sort(),
    );
    for (const { name, mode } of secret) expect(mode, name).toBe(0o600);
    expect(
      filesOf(built.paths.public)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["CredenceVerifier.sol", "manifest.json", "registration.json", "schema.json", "verification_key.json"].sort());
  });

  test("shows no cell of the model, no salt and no bare digest of it in public", () => {
    const { files, cells, baseline } = imported;
    expect(cells).toHaveLength(45);
    const digits = [...cells, ...cells.map((cell) => cell.replace(".", "")), ...baseline];
    const secrets = [...digits, files.salt.toString(), files.salt.toString(16), files.sha256, files.model.sourceSha256];
    // A secret counts where it stands by itself: six digits are also found by chance inside the long numbers of a fresh key.
    const standsIn = (text: string, secret: string) => new RegExp(`(?<![0-9a-z])${secret.replace(".", "[.]")}(?![0-9a-z])`, "i").test(text);
    const shows = (text: string) => secrets.filter((secret) => secret.length > 5 && standsIn(text, secret));
    // The search finds them where they are.
    expect(shows(readFileSync(built.paths.model, "utf8")).length).toBeGreaterThan(45);
    for (const { name, path } of filesOf(built.paths.public)) expect(shows(readFileSync(path, "utf8")), name).toEqual([]);
  });
});

describe("reading a built model", () => {
  test("refuses one that was only imported", () => {
    expect(refused(at("unbuilt"))).toMatchObject({ code: "CRD-3005", place: at("unbuilt") });
  });

  test("refuses a manifest of which anything was edited", () => {
    const directory = copy("edited");
    const path = join(directory, "public/manifest.json");
    const edits: [string, (manifest: Manifest) => void][] = [
      ["insecure", (manifest) => (manifest.key.insecure = false)],
      ["origin", (manifest) => (manifest.key.origin = "ceremony")],
      ["verifyingKeyHash", (manifest) => (manifest.key.verifyingKeyHash = `0x${"11".repeat(32)}`)],
      ["constraints", (manifest) => (manifest.circuit.constraints += 1)],
      ["modelCommitment", (manifest) => (manifest.modelCommitment = "1")],
      ["reason", (manifest) => ((manifest.reasons[0] as { sentence: string }).sentence = "Another one")],
      ["runtimeCodeHash", (manifest) => (manifest.verifier.runtimeCodeHash = `0x${"22".repeat(32)}`)],
    ];
    for (const [what, edit] of edits) {
      const manifest = structuredClone(built.manifest);
      edit(manifest);
      expect(canonicalJson(manifest), what).not.toBe(canonicalJson(built.manifest));
      writeJsonFile(path, manifest);
      expect(refused(directory), what).toMatchObject({ code: "CRD-3006", place: path });
    }
    writeFileSync(path, formatJson(parseJsonFile(built.paths.manifest, Manifest)));
    expect(refused(directory)).toBeUndefined();
  });

  test("refuses a key, a verifier or a circuit that is not the build's", () => {
    for (const name of ["secret/key.zkey", "secret/circuit.wasm", "secret/circuit.r1cs", "public/CredenceVerifier.sol", "public/verification_key.json"]) {
      const directory = copy("spoilt");
      const path = join(directory, name);
      const bytes = readFileSync(path);
      bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
      writeFileSync(path, bytes);
      expect(refused(directory), name).toMatchObject({ code: "CRD-3006", place: path });
      rmSync(path);
      expect(refused(directory), name).toMatchObject({ code: "CRD-3006", place: path });
      rmSync(directory, { recursive: true });
    }
  });

  test("refuses the build of another model", () => {
    const directory = copy("other");
    // The same model under another salt: another commitment.
    const salt = JSON.parse(readFileSync(join(directory, "secret/salt.json"), "utf8"));
    writeJsonFile(join(directory, "secret/salt.json"), { ...salt, salt: (imported.files.salt + 1n).toString() }, 0o600);
    expect(refused(directory)).toMatchObject({ code: "CRD-3006", message: expect.stringContaining("of another model") });
  });
});

test("two builds of a model give the same constraints and witness program", async () => {
  const again = await buildModel({ directory: at("unbuilt"), keys: { kind: "development" } });
  expect(again.circuit.reused).toBe(false);
  expect(again.manifest.circuit).toEqual(built.manifest.circuit);
  for (const file of ["r1cs", "wasm"] as const) expect(readFileSync(again.paths[file]).equals(readFileSync(built.paths[file])), file).toBe(true);
  // A development key is of fresh secrets each time.
  expect(again.manifest.key.verifyingKeyHash).not.toBe(built.manifest.key.verifyingKeyHash);
});
