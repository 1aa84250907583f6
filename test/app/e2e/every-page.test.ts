import { gzipSync } from "node:zlib";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { formatJson } from "../../../src/files/json.ts";
import type { DecisionDetail } from "../../../src/indexer/api.ts";
import { ADDRESSES } from "../fixture/addresses.ts";
import { hasBrowser, openBrowser } from "../fixture/browser.ts";
import { openSite, type Site } from "../fixture/open-site.ts";
import { DECISIONS, receiptOf } from "../fixture/register.ts";
import { openLive, openVisit, type Visit } from "../fixture/visit.ts";

/** Scripts of a page in kB as gzip sends them. React and Next are 130 of each; the chain's client, the pairing and the schemas are the rest of a decision's. */
const BUDGET = { overview: 150, decision: 310 };

const WINDOWS = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
];

/** What axe finds, of any impact, in words: in light all of its rules, in dark those that look at colours, which are all that the scheme changes. */
async function findings(page: Page, colorScheme: "light" | "dark"): Promise<string[]> {
  // What frames find is put together in a page of its own, which takes a third of the time; there are none.
  expect(page.frames()).toHaveLength(1);
  // Of a rule that holds, one element is enough: describing all of them takes a third of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations, passes } = await (colorScheme === "light" ? axe : axe.withRules(["color-contrast", "link-in-text-block"])).analyze();
  // A page that did not load would have no findings either.
  expect(passes.length).toBeGreaterThan(colorScheme === "light" ? 15 : 0);
  return violations.flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `${impact} ${id}: ${html.slice(0, 200)}`));
}

/** Opens everything that is folded. */
const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  });

/** By how much the content is wider than the window. */
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

describe.runIf(hasBrowser)("every page of the register", () => {
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    [site, browser] = await Promise.all([openSite(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  /** Goes there and waits until nothing on it changes any more. */
  async function arrive({ page }: Visit, address: string) {
    await page.goto(address, { waitUntil: "load" });
    const verdict = page.locator("[data-verdict]");
    if ((await verdict.count()) > 0) await page.waitForSelector('[data-verdict="holds"]');
  }

  it("has the icon that browsers ask for by themselves", async () => {
    const answer = await fetch(`${site.url}/favicon.ico`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
  });

  describe.each(WINDOWS)("at $width px, light and dark, unfolded", (viewport) => {
    let visit: Visit;
    beforeAll(async () => {
      visit = await openVisit(browser, site.url, { viewport });
    });
    afterAll(() => visit.close());

    it.each(Object.entries(ADDRESSES))("%s: axe finds nothing, nothing is asked elsewhere, nothing complains", async (_, address) => {
      const grounds = new Set<string>();
      await arrive(visit, address);
      await unfold(visit.page);
      for (const colorScheme of ["light", "dark"] as const) {
        await visit.page.emulateMedia({ colorScheme });
        grounds.add(await visit.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor));
        // The colours of a scheme are the same at every width; what a phone shows in the dark is looked at below, too.
        if (colorScheme === "light" || viewport.width > 1000) expect(await findings(visit.page, colorScheme), colorScheme).toEqual([]);
        expect(await overflow(visit.page), colorScheme).toBe(0);
      }
      expect(grounds.size).toBe(2);
      expect(visit.elsewhere).toEqual([]);
      expect(visit.complaints).toEqual([]);
    });
  });

  describe("in a state that nobody wants, on a phone, light and dark", () => {
    let visit: Visit;
    beforeAll(async () => {
      visit = await openVisit(browser, site.url, { viewport: { width: 360, height: 740 } });
    });
    afterEach(() => site.heal());
    afterAll(() => visit.close());
    const settled = (page: Page) => page.waitForSelector('[data-verdict]:not([data-verdict="pending"])');
    const choose = (page: Page, selector: string, text: string) =>
      page.setInputFiles(selector, { name: "a-file-with-a-rather-long-name.json", mimeType: "application/json", buffer: Buffer.from(text) });
    const [decision] = DECISIONS as [DecisionDetail];
    const receipt = receiptOf(decision);
    const states: Record<string, { address: string; before?: () => void; after?: (page: Page) => Promise<unknown> }> = {
      "a proof that does not hold": {
        address: ADDRESSES.decision,
        before: () => {
          site.chain.key = site.chain.key.with(14, site.chain.key[16] ?? 0n).with(15, site.chain.key[17] ?? 0n);
        },
        after: settled,
      },
      "a node that does not answer": {
        address: ADDRESSES.decision,
        before: () => {
          site.chain.fault = "refuses";
        },
        after: settled,
      },
      "a receipt that was altered": {
        address: ADDRESSES.verify,
        after: async (page) => {
          await choose(page, "input[type=file]", formatJson({ ...receipt, opening: { ...receipt.opening, score: 1n } }));
          await page.waitForSelector('[data-receipt] [data-verdict="fails"]');
        },
      },
      "a file that is no receipt": {
        address: ADDRESSES.verify,
        after: async (page) => {
          await choose(page, "input[type=file]", "hello");
          await page.waitForSelector("[data-receipt-fault]");
        },
      },
      "a document that is not on record": {
        address: ADDRESSES.model,
        after: async (page) => {
          await choose(page, "#evidence input[type=file]", "hello");
          await page.waitForSelector('[data-evidence="fails"]');
        },
      },
      "an index that is behind": {
        address: ADDRESSES.overview,
        before: () => {
          site.index.behind = 14;
        },
      },
      "an index with nothing in it": {
        address: ADDRESSES.decisions,
        before: () => {
          site.index.decisions = [];
        },
      },
      "an index at fault": {
        address: ADDRESSES.models,
        before: () => {
          site.index.fault = "garbage";
        },
      },
    };
    it.each(Object.entries(states))("%s: axe finds nothing", async (_, { address, before, after }) => {
      before?.();
      await openLive(visit.page, address);
      await after?.(visit.page);
      await unfold(visit.page);
      for (const colorScheme of ["light", "dark"] as const) {
        await visit.page.emulateMedia({ colorScheme });
        expect(await findings(visit.page, colorScheme), colorScheme).toEqual([]);
        expect(await overflow(visit.page), colorScheme).toBe(0);
      }
    });
  });

  it("would be found wanting: pale text, a part that is too wide, a request elsewhere", async () => {
    const visit = await openVisit(browser, site.url);
    await arrive(visit, ADDRESSES.overview);
    await visit.page.evaluate(() => {
      const text = document.querySelector<HTMLElement>("main h1");
      if (text === null) throw new Error("the page has no heading");
      text.style.color = "#bbbbbb";
      text.style.width = "3000px";
      void fetch("http://elsewhere.example/").catch(() => undefined);
    });
    expect(await findings(visit.page, "light")).toEqual([expect.stringContaining("color-contrast")]);
    expect(await overflow(visit.page)).toBeGreaterThan(1000);
    expect([...visit.complaints, ...visit.elsewhere].join()).toContain("elsewhere.example");
    await visit.close();
  });

  it("costs a reader little: the scripts of a first page, and of one that runs the checks of a decision", async () => {
    const visit = await openVisit(browser, site.url);
    const asked = new Set<string>();
    visit.page.context().on("request", (request) => {
      if (new URL(request.url()).pathname.endsWith(".js")) asked.add(request.url());
    });
    // Fetched once more from here: a body that the page still waits for when it is closed has no length.
    const kilobytes = async () => {
      const scripts = [...asked];
      asked.clear();
      const sizes = await Promise.all(scripts.map(async (url) => gzipSync(await (await fetch(url)).bytes()).length / 1000));
      return sizes.reduce((sum, size) => sum + size, 0);
    };
    await arrive(visit, ADDRESSES.overview);
    const first = await kilobytes();
    expect(first).toBeGreaterThan(BUDGET.overview / 2);
    expect(first).toBeLessThan(BUDGET.overview);
    await arrive(visit, ADDRESSES.decision);
    expect(await kilobytes()).toBeLessThan(BUDGET.decision);
    await visit.close();
  });

  it("scrolls in one direction only at 320 px, whatever is unfolded or hovered", async () => {
    const visit = await openVisit(browser, site.url, { viewport: { width: 320, height: 640 } });
    for (const address of Object.values(ADDRESSES)) {
      await arrive(visit, address);
      await unfold(visit.page);
      expect(await overflow(visit.page), address).toBe(0);
    }
    await visit.close();
  });

  it("shows a whole hash on hover and on focus, inside the window", async () => {
    const visit = await openVisit(browser, site.url, { viewport: { width: 1280, height: 900 } });
    await arrive(visit, ADDRESSES.model);
    const hashes = visit.page.locator("main .hash");
    for (let i = 0; i < (await hashes.count()); i += 1) {
      const hash = hashes.nth(i);
      const whole = hash.locator(".hash-whole");
      await hash.locator("a, button").first().focus();
      const box = await whole.boundingBox();
      if (box === null) throw new Error(`${await whole.textContent()} is not shown`);
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(1280);
      expect(await overflow(visit.page)).toBe(0);
    }
    await visit.page.evaluate(() => (document.activeElement as HTMLElement).blur());
    const first = hashes.first();
    expect(await first.locator(".hash-whole").isVisible()).toBe(false);
    await first.hover();
    expect(await first.locator(".hash-whole").isVisible()).toBe(true);
    await visit.close();
  });

  it.each(["overview", "decisions", "decision", "verify"] as const)("%s: the keyboard reaches everything, and shows where it is", async (name) => {
    const visit = await openVisit(browser, site.url, { viewport: { width: 1280, height: 900 } });
    const { page } = visit;
    await arrive(visit, ADDRESSES[name]);
    // Where a group of radio buttons has one stop, that is the chosen one.
    const expected = await page.evaluate(() => {
      const all = [...document.querySelectorAll<HTMLElement>("a[href], button:not(:disabled), input:not([type=hidden]), select, summary")];
      const stops = all.filter(
        (one) => one.checkVisibility({ visibilityProperty: true }) && !(one instanceof HTMLInputElement && one.type === "radio" && !one.checked),
      );
      for (const [i, one] of stops.entries()) one.dataset.stop = `${i}`;
      return stops.length;
    });
    const reached = new Set<string>();
    const unseen: string[] = [];
    for (let press = 0; press < expected + 5; press += 1) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const one = document.activeElement as HTMLElement;
        // A control that is drawn by its label shows its focus there.
        const drawn = [one, one.closest("label")].filter((part) => part !== null);
        const seen = drawn.some((part) => getComputedStyle(part).outlineStyle !== "none" && Number.parseFloat(getComputedStyle(part).outlineWidth) >= 2);
        return { id: one.dataset.stop, seen, html: one.outerHTML.slice(0, 160) };
      });
      if (stop.id === undefined) continue;
      reached.add(stop.id);
      if (!stop.seen) unseen.push(stop.html);
    }
    expect(unseen).toEqual([]);
    expect(reached.size).toBe(expected);
    await visit.close();
  });
});
