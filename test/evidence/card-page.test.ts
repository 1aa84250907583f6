import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCard } from "../../src/evidence/card/make-card.ts";
import { renderCard } from "../../src/evidence/card/render-card.ts";
import { readSource } from "../../src/files/source-file.ts";
import type { QuantisedTrees } from "../../src/model/quantised-trees.ts";
import { quantiseFile } from "../../src/quantise/quantise-file.ts";
import { hasBrowser, openBrowser } from "../app/fixture/browser.ts";
import { asFiles } from "../evaluate/tree-vectors.ts";

const example = join(import.meta.dirname, "../../examples/german-scorecard");

describe.runIf(hasBrowser)("a card's page", () => {
  const work = mkdtempSync(join(tmpdir(), "credence-card-"));
  const file = join(work, "card.html");
  let browser: Browser;
  beforeAll(async () => {
    const { model } = quantiseFile(join(example, "scorecard.csv"), join(example, "policy.json"));
    const rows = readSource(join(example, "data/german_statlog.csv"));
    writeFileSync(
      file,
      renderCard(makeCard(asFiles(model as unknown as QuantisedTrees), { rows, outcome: { column: "class", bad: "bad" }, protected: ["age"] })),
    );
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(work, { recursive: true });
  });

  it.each([
    { width: 1280, colorScheme: "light", unfolded: false, rules: ["color-contrast"] },
    { width: 320, colorScheme: "dark", unfolded: true, rules: undefined },
  ] as const)(
    "is accessible at $width px, $colorScheme, unfolded: $unfolded, and asks the network for nothing",
    async ({ width, colorScheme, unfolded, rules }) => {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
      const page = await context.newPage();
      const requests: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(`file://${file}`);
      await page.evaluate((open) => {
        for (const fold of document.querySelectorAll("details")) fold.open = open;
      }, unfolded);
      const { violations, passes } = await (rules === undefined ? new AxeBuilder({ page }) : new AxeBuilder({ page }).withRules([...rules])).analyze();
      expect(passes.length).toBeGreaterThanOrEqual(rules?.length ?? 15);
      expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
      expect(requests).toEqual([`file://${file}`]);
      await context.close();
    },
  );
});
