import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentsOf } from "../../app/src/register/documents.ts";
import { foundHref } from "../../app/src/register/found-words.ts";
import { chaptersOf, historyWords, partOf } from "../../app/src/register/history-words.ts";
import { isOverdue, mayDecide, statusBy, statusSentence } from "../../app/src/register/model-status.ts";
import { outcomeFinding, outcomeShares } from "../../app/src/register/outcome-share.ts";
import { staleness } from "../../app/src/register/staleness.ts";
import { validityBar, validityWord } from "../../app/src/register/validity.ts";
import { verdict } from "../../app/src/verification/check.ts";
import type { Found } from "../../src/indexer/api.ts";
import { MODELS, NOW } from "./fixture/register.ts";

const [current, suspended, overdue, waiting] = MODELS as [(typeof MODELS)[number], (typeof MODELS)[number], (typeof MODELS)[number], (typeof MODELS)[number]];

describe("a model's status", () => {
  it("is told with its date and its next review", () => {
    expect(statusSentence(current, NOW, "en-GB").join("")).toBe("Approved since 24 October 2026; next review by 22 April 2027.");
    expect(statusSentence(suspended, NOW, "en-GB").join("")).toBe("Suspended since 15 November 2026. New decisions are stopped; earlier ones stay readable.");
    expect(statusSentence(waiting, NOW, "en-GB").join("")).toMatch(/^Validated since 20 October 2026\. It is not approved yet/);
  });

  it("names who brought it about", () => {
    expect(statusBy(current)).toBe(current.approver);
    expect(statusBy(suspended)).toBe(suspended.history.at(-1)?.by);
    const resumed = {
      ...suspended,
      status: "approved" as const,
      history: [...suspended.history, { ...suspended.history[0]!, what: "resumed", by: `0x${"77".repeat(20)}` as const, at: NOW - 60 }],
    };
    expect(statusBy(resumed)).toBe(`0x${"77".repeat(20)}`);
    expect(statusSentence(resumed, NOW, "en-GB").join("")).toMatch(/^Approved since 24 November 2026/);
  });

  it("does not let an overdue model decide", () => {
    expect(isOverdue(overdue, NOW)).toBe(true);
    expect(mayDecide(overdue, NOW)).toBe(false);
    expect(mayDecide(current, NOW)).toBe(true);
    expect(statusSentence(overdue, NOW, "en-GB").join("")).toMatch(/review was due on 22 November 2026: new decisions are stopped/);
  });

  it("tells a transition that it does not know by its own name", () => {
    expect(historyWords("monitoring-report-filed").title).toBe("Monitoring report filed");
  });
});

describe("a model's history", () => {
  it("tells documents that one account added in a row as one entry, and each other transition by itself", () => {
    const [registered, evidence, validated] = current.history as [
      (typeof current.history)[number],
      (typeof current.history)[number],
      (typeof current.history)[number],
    ];
    const another = { ...evidence, by: validated.by };
    expect(chaptersOf([registered, evidence, evidence, another, validated, validated, evidence])).toEqual([
      [registered],
      [evidence, evidence],
      [another],
      [validated],
      [validated],
      [evidence],
    ]);
    expect(chaptersOf([])).toEqual([]);
  });

  it("calls the model's three people by their parts, and nobody else", () => {
    expect([current.developer, current.validator, current.approver, current.lender].map((account) => partOf(current, account as string))).toEqual([
      "developer",
      "validator",
      "approver",
      undefined,
    ]);
    expect(partOf(waiting, "null")).toBeUndefined();
  });
});

describe("what was found", () => {
  it("leads to its own page, or to the list of decisions that it has", () => {
    const account = `0x${"ab".repeat(20)}` as const;
    const subject = `0x${"00".repeat(12)}${"ab".repeat(20)}` as const;
    const id = `0x${"cd".repeat(32)}` as const;
    const href = (record: Found["record"], of: Found["id"]) => foundHref({ record, id: of, part: "", name: "" });
    expect(href("decision", id)).toBe(`/decisions/${id}`);
    expect(href("model", id)).toBe(`/models/${id}`);
    expect(href("lender", account)).toBe(`/decisions?lender=${account}`);
    expect(href("subject", subject)).toBe(`/decisions?subject=${account}`);
    expect(href("subject", id)).toBe(`/decisions?subject=${id}`);
    expect([href("issuer", id), href("issuer key", id)]).toEqual([`/issuers#${id}`, `/issuers#${id}`]);
  });
});

describe("the documents about a model", () => {
  it("are its evidence and the reports of its validation and reviews, none twice", () => {
    const [evidence] = current.evidence as [(typeof current.evidence)[number]];
    const [report, review] = [`0x${"11".repeat(32)}`, `0x${"22".repeat(32)}`] as const;
    const entry = { ...current.history[0]!, at: NOW };
    const history = [
      { ...entry, what: "validated", detail: report },
      { ...entry, what: "review-extended", detail: review },
      { ...entry, what: "suspended", detail: `0x${"33".repeat(32)}` as const },
      { ...entry, what: "validated", detail: evidence.hash },
    ];
    const documents = documentsOf({ evidence: [{ ...evidence, kind: "parity-certificate" }], history });
    expect(documents.map(({ kind, hash }) => [kind, hash])).toEqual([
      ["parity certificate", evidence.hash],
      ["validation report", report],
      ["review report", review],
    ]);
  });
});

describe("the bar of outcomes", () => {
  it("is full, without gaps, whatever the counts", () => {
    fc.assert(
      fc.property(fc.record({ approve: fc.nat(999), refer: fc.nat(999), decline: fc.nat(999) }), (counts) => {
        const shares = outcomeShares(counts);
        let at = 0;
        for (const share of shares) {
          expect(share.from).toBeCloseTo(at, 9);
          expect(share.width).toBeGreaterThan(0);
          at = share.from + share.width;
        }
        if (shares.length > 0) expect(at).toBeCloseTo(100, 9);
      }),
    );
  });

  it("is titled with what it shows", () => {
    expect(outcomeFinding({ approve: 7, refer: 2, decline: 3 }, "en")).toBe("7 of 12 decisions were approved, 2 referred and 3 declined");
    expect(outcomeFinding({ approve: 0, refer: 0, decline: 3 }, "en")).toBe("All 3 decisions were declined");
    expect(outcomeFinding({ approve: 1, refer: 0, decline: 0 }, "en")).toBe("The only decision was approved");
    expect(outcomeFinding({ approve: 0, refer: 0, decline: 0 }, "en")).toBe("No decision has been settled");
  });
});

describe("a key's validity", () => {
  const span = { from: 100, to: 200 };
  it("is drawn inside the scale", () => {
    expect(validityBar({ validFrom: 150, revokedAt: null }, span)).toEqual({ from: 50, width: 50, waiting: false });
    expect(validityBar({ validFrom: 50, revokedAt: 120 }, span)).toEqual({ from: 0, width: 20, waiting: false });
    expect(validityBar({ validFrom: 260, revokedAt: null }, span)).toEqual({ from: 100, width: 0, waiting: true });
    expect(validityBar({ validFrom: 180, revokedAt: 150 }, span).width).toBe(0);
  });

  it("is a word", () => {
    expect(validityWord({ validFrom: 150, revokedAt: null }, 200)).toBe("valid");
    expect(validityWord({ validFrom: 150, revokedAt: 200 }, 200)).toBe("revoked");
    expect(validityWord({ validFrom: 150, revokedAt: 300 }, 200)).toBe("valid");
    expect(validityWord({ validFrom: 250, revokedAt: null }, 200)).toBe("not valid yet");
  });
});

it("tells a reader that the index is behind only where it is", () => {
  const block = { number: 120, hash: `0x${"00".repeat(32)}` as const, timestamp: 0 };
  expect(staleness({ block, head: 134 })).toEqual({ behind: 14, tell: true });
  expect(staleness({ block, head: 121 })).toEqual({ behind: 1, tell: false });
  expect(staleness({ block, head: 119 })).toEqual({ behind: 0, tell: false });
});

it("lets one failed check decide the verdict, and a check that did not run withhold it", () => {
  const check = (state: "holds" | "fails" | "pending" | "unknown") => ({ id: state, name: state, meaning: "", state });
  expect(verdict([check("holds"), check("holds")]).state).toBe("holds");
  expect(verdict([check("holds"), check("pending")]).state).toBe("pending");
  expect(verdict([check("holds"), check("unknown")]).state).toBe("unknown");
  expect(verdict([check("holds"), check("unknown")]).sentence).toBe("1 of 2 checks could not be run. Nothing that ran has failed.");
  expect(verdict([{ ...check("unknown"), found: "the node does not answer" }]).sentence).toBe("No check could be run: the node does not answer");
  expect(verdict([check("pending"), check("unknown"), check("fails")])).toEqual({ state: "fails", sentence: "1 of 3 checks fails. Do not rely on this." });
});
