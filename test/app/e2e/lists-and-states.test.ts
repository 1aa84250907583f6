import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ADDRESSES } from "../fixture/addresses.ts";
import { hasBrowser, openBrowser } from "../fixture/browser.ts";
import { openSite, type Site } from "../fixture/open-site.ts";
import { DECISIONS, MODELS } from "../fixture/register.ts";
import { openLive, openVisit, type Visit } from "../fixture/visit.ts";

const heading = (page: Page) => page.locator("h1").textContent();
const rows = (page: Page) => page.locator("main table.register tbody tr").count();

describe.runIf(hasBrowser)("lists, and the states that a register can be in", () => {
  let site: Site;
  let browser: Browser;
  let visit: Visit;
  let page: Page;
  beforeAll(async () => {
    [site, browser] = await Promise.all([openSite(), openBrowser()]);
    visit = await openVisit(browser, site.url);
    page = visit.page;
  });
  afterEach(() => site.heal());
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it("filters stand in the address, and the address alone brings them back", async () => {
    await page.goto("/decisions");
    await page.getByText("Filter", { exact: true }).click();
    await page.getByLabel("Outcome").selectOption("refer");
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL("**/decisions?decision=refer");
    const referred = DECISIONS.filter(({ decision }) => decision === "refer").length;
    await page.waitForFunction((count) => document.querySelectorAll("main table.register tbody tr").length === count, referred);
    expect(await page.locator("main").textContent()).toContain(`${referred} decisions settled that match the filter`);
    await page.goto(page.url());
    expect(await page.getByLabel("Outcome").inputValue()).toBe("refer");
    await page.getByRole("link", { name: "Show all" }).click();
    await page.waitForURL("**/decisions");
    await page.waitForFunction(() => document.querySelectorAll("main table.register tbody tr").length === 25);
    expect(await rows(page)).toBe(25);
  });

  it("pages stand in the address and keep the filter", async () => {
    await page.goto("/decisions?decision=approve");
    await page.getByRole("link", { name: "Older" }).click();
    await page.waitForURL("**/decisions?decision=approve&page=2");
    const approved = DECISIONS.filter(({ decision }) => decision === "approve");
    await page.waitForFunction((count) => document.querySelectorAll("main table.register tbody tr").length === count, approved.length - 25);
    const shown = await page.locator('main a[href^="/decisions/0x"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(shown).toEqual(approved.slice(25).map(({ application }) => `/decisions/${application}`));
    await page.goBack();
    await page.waitForURL("**/decisions?decision=approve");
    // The whole list, not the page of it, for a spreadsheet.
    const file = await page.request.get((await page.getByRole("link", { name: "All of this list as CSV" }).getAttribute("href")) ?? "");
    expect(
      (await file.text())
        .trimEnd()
        .split("\r\n")
        .slice(1)
        .map((row) => row.split(",")[0]),
    ).toEqual(approved.map(({ application }) => application));
    expect((await page.request.get("/decisions.csv?model=0x12")).status()).toBe(400);
  });

  it("a filter that is not understood is named and left out", async () => {
    await page.goto("/decisions?subject=nobody&from=2026-13-40");
    expect(await page.locator("#filter-subject-fault").textContent()).toBe("Left out: expected an address, or 32 bytes.");
    expect(await page.locator("#filter-from-fault").textContent()).toContain("expected a day");
    expect(await rows(page)).toBe(25);
  });

  it("finds a record by what a reader holds, from every page, and lists several", async () => {
    const [decision] = DECISIONS as [(typeof DECISIONS)[number]];
    for (const from of [ADDRESSES.overview, ADDRESSES["not found"]]) {
      await page.goto(from);
      const field = page.locator("header").getByRole("searchbox");
      await field.fill(` ${decision.application} `);
      await field.press("Enter");
      await page.waitForURL(`**/decisions/${decision.application}`);
    }
    await page.goto("/find?q=german-scorecard");
    const found = page.locator("main table.register tbody tr");
    expect(await found.locator("a").allTextContents()).toEqual(["Model german-scorecard 1.0.0", "Model german-scorecard 0.9.0"]);
    await found.getByRole("link").first().click();
    await page.waitForURL(`**/models/${MODELS[0]?.id}`);
    await page.goto("/find?q=%3Cb%3Enobody");
    expect(await page.locator("main").textContent()).toContain("No records in this register for <b>nobody.");
  });

  it("every page says of which block it speaks, and has a twin for machines", async () => {
    for (const address of [ADDRESSES.overview, ADDRESSES.models, ADDRESSES.model, ADDRESSES.decisions, ADDRESSES.decision, ADDRESSES.issuers]) {
      await page.goto(address);
      expect(await page.locator("main").textContent()).toContain("As of block 134, 24 November 2026 at 14:31 UTC");
      const twin = await page.getByRole("link", { name: "This page as JSON" }).getAttribute("href");
      const answer = await page.request.get(twin ?? "");
      expect(answer.status()).toBe(200);
      expect((await answer.json()).block.number).toBe(134);
    }
  });

  it("what is not in the register is not found: the page says so and answers 404", async () => {
    for (const address of ["/models/0x12", `/models/0x${"00".repeat(32)}`, `/decisions/0x${"ab".repeat(32)}`, "/elsewhere"]) {
      const answer = await page.goto(address);
      expect(answer?.status(), address).toBe(404);
      expect(await heading(page)).toBe("Not in this register");
    }
    const twin = await page.request.get(`/decisions/0x${"ab".repeat(32)}.json`);
    expect([twin.status(), (await twin.json()).code]).toEqual([404, "CRD-8003"]);
  });

  it("a model's life names the documents that were recorded in it", async () => {
    await page.goto(ADDRESSES.model);
    const life = await page.locator("#life li").allTextContents();
    expect(life[1]).toMatch(/^Evidence added.*parity certificate 0x/);
    expect(life[2]).toMatch(/^Validated.*validation report 0x/);
    // What a document says stands beside it where the index holds it; the others are known by hash alone.
    const [certificate, report] = await page.locator("#evidence tbody tr").allTextContents();
    expect(certificate).toContain("on all 1,000 rows that the developer compared");
    expect(report).toContain("kept by hash alone");
  });

  it("a key's contributors are named in the order of the ceremony, and a key without any says so", async () => {
    const withThem = MODELS.find(({ contributions }) => contributions.length > 0) as (typeof MODELS)[number];
    await page.goto(`/models/${withThem.id}`);
    const named = page.locator("#key li");
    expect(await named.evaluateAll((items) => items.map((item) => (item as HTMLLIElement).value))).toEqual([1, 2, 4]);
    for (const [i, { part, by, position, digest }] of withThem.contributions.entries()) {
      const text = await named.nth(i).textContent();
      for (const said of [`the ${part}`, by, `contribution ${position}`, digest, "17 October 2026"]) expect(text).toContain(said);
    }
    site.index.models = [{ ...withThem, contributions: [] }];
    await page.goto(`/models/${withThem.id}`);
    expect(await page.locator("#key").textContent()).toContain("nobody on this register's record");
  });

  it("an empty register says that it is, and where things will show", async () => {
    Object.assign(site.index, { models: [], decisions: [] });
    const expected = { "/": "No decision has been settled yet.", "/models": "No models.", "/decisions": "No decision has been settled yet." };
    for (const [address, sentence] of Object.entries(expected)) {
      await page.goto(address);
      expect(await page.locator("main").textContent()).toContain(sentence);
    }
  });

  it("an index that is behind says by how much, on every page", async () => {
    site.index.behind = 14;
    for (const address of [ADDRESSES.overview, ADDRESSES.models, ADDRESSES.decision, ADDRESSES.verify]) {
      await page.goto(address);
      expect(await page.locator("main .notice").first().textContent()).toContain("Index at block 134, chain at 148.");
    }
    site.index.behind = 1;
    await page.goto("/");
    expect(await page.locator("main").textContent()).not.toContain("chain at 148");
  });

  it.each([
    ["has read nothing yet", "empty", "The index has read nothing yet"],
    ["answers in another form", "garbage", "The index answers in another form"],
  ] as const)("an index that %s is an error with its code and what to do", async (_, fault, sentence) => {
    site.index.fault = fault;
    for (const address of ["/", "/models", "/decisions", ADDRESSES.decision, "/issuers", "/verify"]) {
      await page.goto(address);
      const main = await page.locator("main").textContent();
      expect(main, address).toContain(sentence);
      expect(main).toMatch(/CRD-8\d{3}/);
      expect(await page.getByRole("link", { name: "Try again" }).count()).toBe(1);
    }
  });

  it("an index that is down is an error, and coming back is one press away", async () => {
    await site.stopIndex();
    await page.goto("/models");
    expect(await page.locator("main").textContent()).toContain("The index does not answer");
    await site.startIndex();
    await page.getByRole("link", { name: "Try again" }).click();
    await page.waitForSelector("main table.register");
    expect(await heading(page)).toBe("Models");
  });

  it("can be read with JavaScript off: lists, filters and details", async () => {
    const plain = await openVisit(browser, site.url, { javaScriptEnabled: false });
    for (const address of Object.values(ADDRESSES).filter((one) => one !== ADDRESSES["not found"])) {
      const answer = await plain.page.goto(address);
      expect(answer?.status()).toBe(200);
      expect((await heading(plain.page))?.length).toBeGreaterThan(3);
    }
    for (const address of ["/models", "/decisions", "/issuers"]) {
      await plain.page.goto(address);
      // What streams into a hidden place until a script shows it cannot be read.
      expect(await plain.page.locator("main table.register tbody tr").first().isVisible(), address).toBe(true);
    }
    await plain.page.goto("/decisions?decision=decline");
    expect(await rows(plain.page)).toBe(DECISIONS.filter(({ decision }) => decision === "decline").length);
    await plain.page.locator('main a[href^="/decisions/0x"]').first().click();
    expect(await heading(plain.page)).toBe("Declined");
    expect(await plain.page.locator("main").textContent()).toContain("The checks run in the browser: they need JavaScript.");
    await plain.page.getByText("Proof and public signals").click();
    expect(await plain.page.getByText("model commitment", { exact: true }).isVisible()).toBe(true);
    await plain.page.goto("/decisions");
    await plain.page.getByText("Filter", { exact: true }).click();
    await plain.page.getByLabel("Outcome").selectOption("refer");
    await plain.page.getByRole("button", { name: "Show" }).click();
    expect(new URL(plain.page.url()).search).toBe("?decision=refer");
    await plain.close();
  });

  it("lets reads of the chain pass, and nothing that writes, whatever else stands beside it", async () => {
    const ask = (body: unknown) => page.request.post("/rpc", { data: body, headers: { "content-type": "application/json" } });
    const read = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] };
    expect(await (await ask(read)).json()).toMatchObject({ result: "0x7a69" });
    site.chain.asked.length = 0;
    for (const method of ["eth_sendRawTransaction", "eth_sendTransaction", "personal_sign", "debug_traceCall", "hardhat_setBalance", "evm_mine"]) {
      expect((await ask({ ...read, method, params: ["0x00"] })).status(), method).toBe(403);
      expect((await ask([read, { ...read, id: 2, method, params: ["0x00"] }])).status(), method).toBe(403);
    }
    expect(site.chain.asked).toEqual([]);
  });

  it("sends every document with a policy that runs no script of anybody else's", async () => {
    const answer = await page.goto("/");
    const policy = (await answer?.headerValue("content-security-policy")) ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-(inline|eval)|\*/);
    // What markup could bring in, were it ever shown as such: a handler, a frame with a script, a link that is one.
    await page.evaluate(() => {
      const taken = "parent.document.title='taken'";
      document.body.insertAdjacentHTML(
        "beforeend",
        `<img alt="" src="data:," onerror="${taken}"><iframe srcdoc="<script>${taken}</script>"></iframe><a id="link" href="javascript:${taken}">link</a>`,
      );
      document.getElementById("link")?.click();
    });
    await page.waitForTimeout(300);
    expect(await page.title()).not.toBe("taken");
  });

  it("is printed as a document: hashes whole, everything unfolded, nothing to press", async () => {
    await page.goto(ADDRESSES.decision);
    await page.waitForSelector('[data-verdict="holds"]');
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("main button:visible, nav:visible, footer:visible, main input:visible").count()).toBe(0);
    const application = DECISIONS[0]?.application ?? "";
    expect(await page.getByText(application, { exact: true }).first().isVisible()).toBe(true);
    expect(await page.getByText("model commitment", { exact: true }).isVisible()).toBe(true);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe("rgb(255, 255, 255)");
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
    await page.emulateMedia({ media: "screen" });
  });

  it("keeps the chosen theme, without a flash of the other one", async () => {
    const own = await openVisit(browser, site.url, { colorScheme: "light" });
    await openLive(own.page, "/");
    const ground = () => own.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await own.page.getByText("Dark", { exact: true }).click();
    const dark = await ground();
    expect(dark).not.toBe(light);
    // The server's own answer has it: no script has to run first.
    expect(await (await own.page.request.get("/models")).text()).toContain('data-theme="dark"');
    await own.page.goto("/models");
    expect(await ground()).toBe(dark);
    await own.close();
  });

  it("copies a hash by a press and says so", async () => {
    const own = await openVisit(browser, site.url, { permissions: ["clipboard-read", "clipboard-write"] });
    await own.page.goto(ADDRESSES.decision);
    const application = DECISIONS[0]?.application ?? "";
    const copy = own.page.getByRole("button", { name: `Copy application id ${application}` }).first();
    // A press is heard once the page's effects have run.
    const pressed = async () => {
      await copy.click();
      await own.page.getByText(`Copied ${application}`).waitFor({ state: "attached", timeout: 1_000 });
    };
    await vi.waitFor(pressed, { timeout: 60_000 });
    await own.page.getByText("Read through this page's own node").click();
    const field = own.page.getByLabel("Address of a node (JSON-RPC)");
    await field.focus();
    await own.page.keyboard.press("Control+V");
    expect(await field.inputValue()).toBe(application);
    await own.close();
  });
});
