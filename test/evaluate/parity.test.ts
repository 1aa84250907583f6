import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkParity } from "../../src/evaluate/check-parity.ts";
import { isExact } from "../../src/evaluate/parity-certificate.ts";
import { decodeSource, readSource } from "../../src/files/source-file.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";
import { asFiles, expectedOf, quantiseCase, spanishRows, treeCases } from "./tree-vectors.ts";

const given = treeCases[0] as (typeof treeCases)[number];
const files = asFiles(quantiseCase(given));
const expected = expectedOf(given).text;
const lines = expected.trimEnd().split("\n");
const check = (text: string) => checkParity(files, spanishRows, decodeSource("expected.csv", new TextEncoder().encode(text)));

/** The expected values with one cell of row 7 changed. */
function withCell(column: string, change: (cell: string) => string): string {
  const position = (lines[0] as string).split(",").indexOf(column);
  const cells = (lines[7] as string).split(",");
  const changed = change(cells[position] as string);
  expect(changed).not.toBe(cells[position]);
  cells[position] = changed;
  return [...lines.slice(0, 7), cells.join(","), ...lines.slice(8)].join("\n");
}

describe("parity", () => {
  it("is exact where nothing differs", () => expect(isExact(check(expected))).toBe(true));

  it("tells a decision that differs, by its row", () => {
    const found = check(withCell("decision", (decision) => (decision === "refer" ? "approve" : "refer")));
    expect(found.decisions).toMatchObject({ flips: 1, flipped: [7] });
    expect(isExact(found)).toBe(false);
  });

  it("tells a leaf that differs", () => {
    const found = check(withCell("leaves", (leaves) => leaves.replace(/^\d+/, (leaf) => `${Number(leaf) + 1}`)));
    expect(found.leaves).toEqual({ rows: 823, differ: 1 });
    expect(isExact(found)).toBe(false);
  });

  it("tells a margin that is further off than the tool's additions explain", () => {
    const found = check(withCell("margin", (margin) => `${Number(margin) + 2 * (check(expected).margins?.bound ?? 0)}`));
    expect(found.margins).toMatchObject({ rows: 823, differ: 1 });
    expect(isExact(found)).toBe(false);
  });

  it("counts a record that the model refers within its stated error apart from flips", () => {
    const model = quantiseCase(given);
    const row = checkRow(model.policy.approveBelow);
    expect(row.decisions).toMatchObject({ refer: 1, flips: 0, referredWithinError: 1 });
    // Below the band of the error the same record is approved, and above it a flip.
    expect(checkRow(model.policy.approveBelow - 1n).decisions).toMatchObject({ approve: 1, flips: 0, referredWithinError: 0 });
    expect(checkRow(model.policy.approveBelow + 2n * model.marginError).decisions).toMatchObject({ refer: 1, flips: 1, referredWithinError: 0 });

    /** One row whose margin is as told, which the tool approves. */
    function checkRow(margin: bigint) {
      const one = decodeSource("rows.csv", new TextEncoder().encode(spanishRows.text.split("\n").slice(0, 2).join("\n")));
      const leaves = (lines[1] as string).split(",").at(-1)?.split(" ").map(Number) as number[];
      const sum = model.trees.reduce((total, { nodes }, i) => {
        const leaf = nodes.find((node) => node.kind === "leaf" && node.source === leaves[i]) as { value: bigint };
        return total + leaf.value;
      }, 0n);
      return checkParity(
        { ...files, model: { ...model, initialMargin: margin - sum } },
        one,
        decodeSource("expected.csv", new TextEncoder().encode("decision\napprove")),
      );
    }
  });

  it("of a scorecard compares points and reasons", () => {
    const folder = join(import.meta.dirname, "../../examples/german-scorecard");
    const { model } = quantiseFile(join(folder, "scorecard.csv"), join(folder, "policy.json"));
    const rows = readSource(join(folder, "data/german_statlog.csv"));
    const text = readFileSync(join(folder, "expected.csv"), "utf8");
    const scorecard = { ...files, model };
    const whole = checkParity(scorecard, rows, decodeSource("expected.csv", new TextEncoder().encode(text)));
    expect(whole).toMatchObject({ rows: 1000, decisions: { flips: 0 }, scores: { rows: 1000, differ: 0 }, reasons: { rows: 1000, differ: 0 } });
    const other = checkParity(scorecard, rows, decodeSource("expected.csv", new TextEncoder().encode(text.replace("1,617,approve,R01", "1,618,approve,R02"))));
    expect(other).toMatchObject({ scores: { differ: 1 }, reasons: { differ: 1 } });
  });

  it.each([
    ["no decisions", expected.replace("decision", "verdict"), /no column decision/],
    ["a decision that is none", withCell("decision", () => "maybe"), /"maybe", expected approve, refer or decline/],
    ["rows out of order", withCell("row", () => "9"), /"9", expected 7/],
    ["a margin that is none", withCell("margin", () => "nan"), /"nan", expected a finite number/],
    ["a row too few", lines.slice(0, -1).join("\n"), /822 lines for 823 rows/],
  ])("refuses %s", (_, text, message) => {
    expect(() => check(text)).toThrow(expect.objectContaining({ code: "CRD-1110", message: expect.stringMatching(message) }));
  });
});
