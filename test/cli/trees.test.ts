import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { credenceHere } from "./fixture/run.ts";

const example = join(import.meta.dirname, "../../examples/lending-club-lightgbm");
const work = mkdtempSync(join(tmpdir(), "credence-"));
const model = join(work, "model");

afterAll(() => rmSync(work, { recursive: true }));

async function credence(...args: string[]) {
  const { status, stdout, stderr } = await credenceHere(work, [...args, "--json"]);
  return {
    status,
    stderr,
    objects: stdout
      .trimEnd()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  };
}

it("imports an ensemble, scores applicants, certifies parity, and ends with an error where a decision differs", async () => {
  const imported = await credence("import", join(example, "model.txt"), "--policy", join(example, "policy.json"), "--out", model);
  expect(imported).toMatchObject({ status: 0, stderr: expect.stringContaining("100 trees, 700 splits over 19 columns") });
  expect(imported.objects).toEqual([expect.objectContaining({ kind: "trees", format: "lightgbm-text", trees: 100, splits: 700, marginError: "0" })]);

  const [header, ...lines] = readFileSync(join(example, "data/lending_club.csv"), "utf8").trimEnd().split("\n");
  const expected = readFileSync(join(example, "expected.csv"), "utf8").trimEnd().split("\n");
  const rows = join(work, "rows.csv");
  writeFileSync(rows, [header, ...lines.slice(0, 40)].join("\n"));
  const scored = await credence("score", model, rows);
  expect(scored.objects).toHaveLength(40);
  expect(scored.objects.map(({ decision }) => decision)).toEqual(expected.slice(1, 41).map((line) => line.split(",")[2]));
  const margins = expected.slice(1, 41).map((line) => Number(line.split(",")[1]));
  for (const [i, { margin }] of scored.objects.entries()) expect(Number(margin)).toBeCloseTo(margins[i] as number, 11);
  const reasons = readFileSync(join(example, "reasons.csv"), "utf8").trimEnd().split("\n").slice(1, 3);
  for (const line of reasons) {
    const [row, ...codes] = line.split(",");
    expect(scored.objects[Number(row) - 1]).toMatchObject({ decision: "decline", reasons: codes.filter(Boolean) });
  }

  const file = join(work, "expected.csv");
  const certificate = join(work, "certificate.json");
  writeFileSync(file, expected.slice(0, 41).join("\n"));
  const same = await credence("parity", model, rows, file, "--out", certificate);
  expect(same).toMatchObject({ status: 0, stderr: expect.stringContaining("0 of 40 decisions differ from the tool's.") });
  expect(JSON.parse(readFileSync(certificate, "utf8"))).toMatchObject({
    format: "credence.parity/1",
    rows: 40,
    model: { commitment: imported.objects[0].modelCommitment },
  });

  writeFileSync(file, expected.slice(0, 41).join("\n").replace("approve", "decline"));
  const flipped = await credence("parity", model, rows, file, "--out", certificate);
  expect(flipped.status).toBe(2);
  expect(flipped.stderr).toContain("CRD-1111");
  expect(JSON.parse(readFileSync(certificate, "utf8"))).toMatchObject({ decisions: { flips: 1 } });
});
