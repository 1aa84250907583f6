import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { decisionCsv } from "../../app/src/register/decision-csv.ts";
import { DECISIONS, NOW } from "./fixture/register.ts";

const [decision] = DECISIONS as [(typeof DECISIONS)[number]];
const rows = (csv: string): Record<string, string>[] => parse(csv, { columns: true });

describe("decisions as CSV", () => {
  it("has one row each, with whole ids, times in UTC and scores in points", () => {
    const disclosures = new Map([[decision.model, { pointsScale: 2, bandWidth: 2000n }]]);
    const scores = ["123400", "-60000"];
    const csv = decisionCsv(
      scores.map((disclosedScore) => ({ ...decision, disclosedScore, settledAt: NOW })),
      disclosures,
    );
    expect(rows(csv)).toEqual(
      ["1234", "-600"].map((disclosed_score) =>
        expect.objectContaining({
          application: decision.application,
          decision: decision.decision,
          disclosed_score,
          settled_at: "2026-11-24T14:31:07Z",
          model_name: decision.modelName,
          transaction: decision.transaction,
          development_key: `${decision.developmentKey}`,
        }),
      ),
    );
    expect(rows(decisionCsv([], new Map()))).toEqual([]);
  });

  it("holds no formula, whatever somebody registered as a name", () => {
    for (const name of ['=HYPERLINK("http://elsewhere")', "+1", "-1", "@SUM(A1)", "\t=1"]) {
      expect(rows(decisionCsv([{ ...decision, modelName: name, issuerName: name }], new Map()))).toEqual([
        expect.objectContaining({ model_name: `'${name}`, issuer_name: `'${name}` }),
      ]);
    }
    const plain = 'a, "b"\nc';
    expect(rows(decisionCsv([{ ...decision, issuerName: plain }], new Map()))[0]?.issuer_name).toBe(plain);
  });
});
