import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { formatJson } from "../../../src/files/json.ts";
import type { DecisionDetail } from "../../../src/indexer/api.ts";
import { hasBrowser, openBrowser } from "../fixture/browser.ts";
import { openSite, type Site } from "../fixture/open-site.ts";
import { forgeProof } from "../fixture/proofs.ts";
import { DECISIONS, MODELS, OPENINGS, receiptOf, word } from "../fixture/register.ts";
import { openLive, openVisit, type Visit } from "../fixture/visit.ts";

const [decision, other] = DECISIONS as [DecisionDetail, DecisionDetail];
const receipt = receiptOf(decision);

/** The checks of a list by how they ended. */
async function checksOf(page: Page): Promise<Record<string, string[]>> {
  await page.waitForSelector('[data-check][data-state]:not([data-state="pending"])');
  await page.waitForFunction(() => document.querySelector('[data-check][data-state="pending"]') === null);
  const all = await page
    .locator("[data-check]")
    .evaluateAll((list) => list.map((one) => [one.getAttribute("data-state"), one.getAttribute("data-check")] as const));
  return Object.fromEntries(["holds", "fails", "unknown"].map((state) => [state, all.filter(([is]) => is === state).map(([, id]) => `${id}`)]));
}

/** The settlement of this decision with something else in it. */
const settledOtherwise = (change: Partial<DecisionDetail>) => DECISIONS.map((one) => (one === decision ? { ...one, ...change } : one));

describe.runIf(hasBrowser)("what the browser verifies by itself", () => {
  let site: Site;
  let browser: Browser;
  let visit: Visit;
  beforeAll(async () => {
    [site, browser] = await Promise.all([openSite(), openBrowser()]);
    visit = await openVisit(browser, site.url);
  });
  afterEach(() => {
    site.heal();
    visit.complaints.length = 0;
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  describe("a decision", () => {
    const open = async (of: DecisionDetail = decision) => {
      await visit.page.goto(`/decisions/${of.application}`);
      return checksOf(visit.page);
    };
    const verdict = () => visit.page.locator("[data-verdict]").textContent();

    it("holds in every check, and the page says that this browser checked it", async () => {
      const { holds, fails, unknown } = await open();
      expect([fails, unknown]).toEqual([[], []]);
      expect(holds).toEqual(["settled", "proof", "key", "manifest", "commitment", "approved", "issuer", "fresh", "application", "outcome", "standing"]);
      expect(await verdict()).toBe("This browser ran all 11 checks. They hold.");
      expect(await visit.page.locator("#not-proven").textContent()).toContain("That the issuer's data is true");
    });

    it("can be checked again, and fails then if the chain changed", async () => {
      await open();
      site.chain.approvedThen = false;
      await visit.page.getByRole("button", { name: "Run again" }).click();
      await visit.page.waitForSelector('[data-verdict="fails"]');
      expect((await checksOf(visit.page)).fails).toEqual(["approved"]);
    });

    it("fails by the proof's name where one word of the settled proof was changed", async () => {
      const proof = decision.proof.with(0, word(BigInt(decision.proof[0] ?? 0) + 1n));
      expect(proof).not.toEqual(decision.proof);
      site.index.decisions = settledOtherwise({ proof });
      site.chain.decisions = settledOtherwise({ proof });
      expect((await open()).fails).toEqual(["proof"]);
      expect(await verdict()).toBe("1 of 11 checks fails. Do not rely on this.");
      const failed = visit.page.locator('[data-check="proof"]');
      expect(await failed.locator("summary").textContent()).toContain("The proof holds under the key");
      expect(await failed.locator("details").getAttribute("open")).not.toBeNull();
      expect(await failed.textContent()).toContain("This proof does not show that the model gave this decision.");
    });

    it("fails where the verifier holds another key than the registered one", async () => {
      site.chain.key = site.chain.key.with(14, site.chain.key[16] ?? 0n).with(15, site.chain.key[17] ?? 0n);
      expect((await open()).fails).toEqual(["proof", "key"]);
    });

    it.each([
      ["another outcome", { decision: "approve" }, ["outcome"]],
      ["another score", { disclosedScore: "60000" }, ["outcome"]],
      ["another lender", { lender: MODELS[0]?.verifier }, ["application"]],
      ["another issuer's key", { issuerKey: word(7n) }, ["issuer"]],
      ["another time", { settledAt: decision.settledAt - 60 }, ["settled"]],
      ["a key without its mark", { developmentKey: false }, ["key"]],
      ["another model", { model: MODELS[2]?.id }, ["settled"]],
      ["a later decision", { supersededBy: other.application }, ["standing"]],
      [
        "an override",
        { annotations: [{ kind: "override", hash: word(1n), by: decision.lender, at: decision.settledAt, transaction: word(2n) }] },
        ["standing"],
      ],
    ])("shows by name that the index lies about %s", async (_, lie, failing) => {
      site.index.decisions = settledOtherwise(lie as Partial<DecisionDetail>);
      expect((await open()).fails).toEqual(failing);
    });

    it("shows that an invented decision was never settled, even with a proof that holds", async () => {
      const invented = { ...decision, transaction: other.transaction, proof: forgeProof(decision.signals.map(BigInt), 99n).map(word) };
      site.index.decisions = [invented];
      const { fails, unknown } = await open(invented);
      expect(fails).toEqual(["settled"]);
      expect(unknown).toHaveLength(10);
    });

    it("shows that the manifest is not the registered one", async () => {
      const honest = site.index.manifest;
      site.index.manifest = (model) => ({ ...(honest(model) as object), reasons: [{ code: "x", sentence: "Kind words." }] });
      expect((await open()).fails).toEqual(["manifest"]);
    });

    it("shows a key that was not valid, and a model that was not approved", async () => {
      site.chain.issuerValidThen = false;
      site.chain.approvedThen = false;
      expect((await open()).fails).toEqual(["approved", "issuer"]);
    });

    it("fails where the record was older than the model allows", async () => {
      site.chain.models = MODELS.map((model) => ({ ...model, maximumRecordAge: 7_199 }));
      expect((await open()).fails).toEqual(["fresh"]);
    });

    it("shows that a node serves another chain", async () => {
      site.chain.chainId = 1;
      const { fails, holds } = await open();
      expect([fails, holds]).toEqual([["settled"], []]);
      expect(await visit.page.locator('[data-check="settled"]').textContent()).toContain("the node serves chain 1");
    });

    it.each(["refuses", "no-calls"] as const)("never says that a check holds when the node %s, and gives the reason", async (fault) => {
      site.chain.fault = fault;
      const { holds, fails, unknown } = await open();
      expect([holds, fails]).toEqual([[], []]);
      expect(unknown).toHaveLength(11);
      expect(await verdict()).toMatch(/^No check could be run: \S/);
      expect(await visit.page.locator('[data-check="proof"] dl').textContent()).toMatch(fault === "refuses" ? /does not answer/ : /answers no calls/);
    });

    it("is read through the reader's own node once they chose one, and only from there", async () => {
      const own = await openVisit(browser, site.url);
      await own.page.goto(`/decisions/${decision.application}`);
      await own.page.getByText("Read through this page's own node").click();
      // The page's own way to the chain stands in for a node elsewhere: another name of the same machine is another origin.
      const node = site.url.replace("127.0.0.1", "localhost");
      await own.page.getByLabel("Address of a node (JSON-RPC)").fill(`${node}/rpc`);
      await own.page.getByRole("button", { name: "Read through it" }).click();
      await own.page.getByText(`Read through ${new URL(node).host}`).waitFor();
      await own.page.waitForSelector("[data-verdict]:not([data-verdict=pending])");
      expect(own.elsewhere.length).toBeGreaterThan(0);
      expect(new Set(own.elsewhere.map((address) => new URL(address).origin))).toEqual(new Set([node]));
      await own.close();
    });
  });

  describe("a receipt", () => {
    const drop = async (content: unknown, address = "/verify") => {
      await openLive(visit.page, address);
      visit.sent.length = 0;
      const text = typeof content === "string" ? content : formatJson(content);
      await visit.page.setInputFiles('input[type="file"][accept*="json"]', { name: "receipt.json", mimeType: "application/json", buffer: Buffer.from(text) });
      await visit.page.waitForSelector("[data-receipt], [data-receipt-fault]");
    };
    const contents = () => visit.page.locator("[data-receipt-contents]").textContent();
    const checks = async () => {
      const list = await visit.page.locator("[data-receipt]");
      await list.locator('[data-verdict]:not([data-verdict="pending"])').waitFor();
      const all = await list
        .locator("[data-check]")
        .evaluateAll((items) => items.map((item) => [item.getAttribute("data-state"), item.getAttribute("data-check")] as const));
      return Object.fromEntries(["holds", "fails", "unknown"].map((state) => [state, all.filter(([is]) => is === state).map(([, id]) => `${id}`)]));
    };

    it("opens score and reasons, and every check holds", async () => {
      await drop(receipt);
      const { holds, fails, unknown } = await checks();
      expect([fails, unknown]).toEqual([[], []]);
      expect(holds).toHaveLength(13);
      expect(await contents()).toContain("Declined");
      expect(await contents()).toContain("412.50");
      expect(await contents()).toContain("Earlier credits were paid late.");
      expect(visit.complaints).toEqual([]);
    });

    it("can be dropped with the mouse, too", async () => {
      await openLive(visit.page, "/verify");
      const transfer = await visit.page.evaluateHandle((text) => {
        const data = new DataTransfer();
        data.items.add(new File([text], "dropped.json", { type: "application/json" }));
        return data;
      }, formatJson(receipt));
      await visit.page.locator("main .panel").first().dispatchEvent("drop", { dataTransfer: transfer });
      expect((await checks()).fails).toEqual([]);
      expect(await contents()).toContain("dropped.json");
    });

    it("leaves the browser in no request: not the file, nor what it opens", async () => {
      await drop(receipt);
      await checks();
      const opening = OPENINGS.get(decision.application);
      expect(visit.sent.some((request) => request.includes("/rpc"))).toBe(true);
      const asked = [...visit.sent, ...site.chain.asked];
      const values = [opening?.blind, opening?.score, opening?.packedReasons].map((value) => value ?? 0n);
      const words = values.map((value) => value.toString(16).padStart(64, "0"));
      for (const secret of [...words, "Earlier credits", "credit-history", "credence.receipt", "packedReasons", "receipt.json"])
        expect(asked.filter((request) => request.includes(secret))).toEqual([]);
      // In decimal by themselves: the few digits of a score are also found by chance inside the long words of a call.
      for (const value of values) expect(asked.filter((request) => new RegExp(`(?<![0-9a-z])${value}(?![0-9a-z])`).test(request))).toEqual([]);
      const sentSomething = visit.sent.filter((request) => !/ $/.test(request));
      expect(sentSomething.every((request) => request.startsWith(`POST ${site.url}/rpc `))).toBe(true);
    });

    it.each([
      ["score", { ...receipt, opening: { ...receipt.opening, score: receipt.opening.score + 1n } }, "Score and reasons open the decision commitment"],
      [
        "a reason's sentence",
        { ...receipt, reasons: receipt.reasons.map((reason) => ({ ...reason, sentence: "Kind words." })) },
        "The reasons are the committed ones, in the lender's published words",
      ],
      ["outcome", { ...receipt, outcome: { ...receipt.outcome, decision: "approve" } }, "The outcome is the one that was proven"],
      ["proof", { ...receipt, proof: receipt.proof.with(7, (receipt.proof[7] ?? 0n) + 1n) }, "The proof holds under the key"],
      [
        "lender",
        { ...receipt, application: { ...receipt.application, lender: MODELS[0]?.verifier } },
        "The application belongs to this lender, subject, chain and registry",
      ],
      ["chain", { ...receipt, chainId: 1 }, "register"],
    ])("shows which check fails where its %s was changed", async (_, changed, failing) => {
      expect(formatJson(changed)).not.toBe(formatJson(receipt));
      await drop(changed);
      const { fails } = await checks();
      expect(fails).toContain(failing);
      expect(fails?.length).toBeLessThanOrEqual(2);
      expect(await visit.page.locator("[data-receipt] [data-verdict]").textContent()).toMatch(/Do not rely on this/);
      expect(await contents()).toContain("cannot be relied on");
    });

    it("of a model that is not registered is not opened as if it were", async () => {
      await drop({ ...receipt, model: { ...receipt.model, id: word(5n) } });
      const { fails, holds } = await checks();
      expect(fails).toEqual(["registered"]);
      expect(holds).not.toContain("The proof holds under the key");
    });

    it("of another decision says so on this decision's page", async () => {
      await drop(receiptOf(other), `/decisions/${decision.application}`);
      expect((await checks()).fails).toEqual(["page"]);
    });

    it("of an application that was never settled says so", async () => {
      site.chain.decisions = DECISIONS.filter((one) => one !== decision);
      await drop(receipt);
      expect((await checks()).fails).toEqual(["settled"]);
    });

    it("shows score and reasons without any check that holds when the node does not answer", async () => {
      site.chain.fault = "refuses";
      await drop(receipt);
      const { holds, fails, unknown } = await checks();
      expect([holds, fails]).toEqual([[], []]);
      expect(unknown).toHaveLength(13);
      expect(await contents()).toContain("412.50");
      expect(await contents()).not.toContain("Opened in this browser");
    });

    it.each([
      ["no JSON", "hello", "It is not JSON"],
      ["no receipt", "{}", "not a receipt of the form credence.receipt/1"],
      ["too large", "x".repeat(70_000), "It has 70000 bytes"],
    ])("that is %s is refused with a sentence", async (_, text, sentence) => {
      await drop(text);
      expect(await visit.page.locator("[data-receipt-fault]").textContent()).toContain(sentence);
    });
  });

  it("a document is held to the recorded evidence by its hash", async () => {
    await openLive(visit.page, `/models/${MODELS[0]?.id}`);
    const check = async (text: string) => {
      await visit.page.setInputFiles("#evidence input[type=file]", { name: "report.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
      await visit.page.waitForFunction((file) => document.querySelector("[data-evidence]")?.textContent?.includes(file), "report.txt");
    };
    await check("validation report");
    await visit.page.waitForSelector('[data-evidence="holds"]');
    await check("validation report, changed");
    await visit.page.waitForSelector('[data-evidence="fails"]');
  });
});
