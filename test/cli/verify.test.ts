import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeJsonFile } from "../../src/files/json.ts";
import { writeReceipt } from "../../src/receipt/receipt-file.ts";
import { madeManifest, makeReceipt } from "../receipt/made-receipt.ts";
import { credence, credenceHere } from "./fixture/run.ts";

const folder = mkdtempSync(join(tmpdir(), "credence-verify-"));
const at = (name: string) => join(folder, name);

beforeAll(() => {
  writeJsonFile(at("manifest.json"), madeManifest);
  writeReceipt(at("receipt.json"), makeReceipt());
});

afterAll(() => rmSync(folder, { recursive: true }));

const verify = (...args: string[]) => credenceHere(folder, ["verify", ...args]);
const objects = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { name: string; holds: boolean });

describe("credence verify", () => {
  test("prints each check by name, and warns of a development key", async () => {
    expect(statSync(at("receipt.json")).mode & 0o777).toBe(0o600);
    const { status, stdout, stderr } = await credence(folder, ["verify", "receipt.json", "--manifest", "manifest.json"]);
    expect(status).toBe(0);
    expect(stdout).toContain("holds  The proof holds under the key\n");
    expect(stdout).not.toContain("FAILS");
    expect(stderr).toContain("INSECURE");
    expect(stderr).toContain("All 15 checks hold.");
  });

  test("says which check fails, what was expected and what was found, and ends with 8", async () => {
    const receipt = makeReceipt();
    writeReceipt(at("altered.json"), { ...receipt, outcome: { ...receipt.outcome, decision: "approve" } });
    const { status, stdout, stderr } = await verify(at("altered.json"), "--manifest", at("manifest.json"));
    expect(status).toBe(8);
    expect(stdout).toContain(
      "FAILS  The outcome is the one that was proven\n         expected decline, score 42000, issued at 1760000000\n         found    approve, score 42000, issued at 1760000000\n",
    );
    expect(stderr).toContain("CRD-7001");
    expect(stderr).toContain("1 of 15 checks fails");

    const asJson = await verify(at("altered.json"), "--manifest", at("manifest.json"), "--json");
    expect(
      objects(asJson.stdout)
        .filter(({ holds }) => !holds)
        .map(({ name }) => name),
    ).toEqual(["The outcome is the one that was proven"]);
    expect(JSON.parse(asJson.stderr.trimEnd().split("\n").at(-1) as string).error.code).toBe("CRD-7001");
  });

  test("refuses a development key for production", async () => {
    const { status, stderr } = await verify(at("receipt.json"), "--manifest", at("manifest.json"), "--production");
    expect(status).toBe(8);
    expect(stderr).toContain("CRD-7002");
  });

  test("refuses what is no receipt, and a manifest that is none, with the place", async () => {
    writeJsonFile(at("no-receipt.json"), { ...makeReceipt(), chainId: "x" });
    for (const [receipt, manifest, place] of [
      [at("no-receipt.json"), at("manifest.json"), "no-receipt.json at chainId"],
      [at("absent.json"), at("manifest.json"), "absent.json"],
      [at("receipt.json"), at("receipt.json"), "receipt.json at format"],
    ] as const) {
      const { status, stdout, stderr } = await verify(receipt, "--manifest", manifest);
      expect({ status, stdout }).toEqual({ status: 10, stdout: "" });
      expect(stderr).toContain(place);
    }
  });
});
