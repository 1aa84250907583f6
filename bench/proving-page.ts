import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import type { BrowserEngine } from "../src/prove/open-in-browser.ts";
import type { PageProof, PageProofOptions } from "./browser-prove.ts";

export interface ProvingPage {
  /** Makes and verifies a proof in the page; the engine stays open for the next. @throws Error with code and message where none is made. */
  proveBy(engine: BrowserEngine, options?: PageProofOptions): Promise<PageProof>;
}

export interface ProvingPageFiles {
  zkeyPath: string;
  /** Proofs are made of the first unless told. */
  witnesses: readonly Uint8Array[];
  verificationKey: object;
}

const ENTRIES = ["browser-prove.ts", "../src/prove/wasm/web-share.ts", "../src/prove/wasm/web-finish.ts", "../src/prove/snarkjs/web-snarkjs.ts"];

const ORIGIN = "http://localhost";

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, entry)],
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
    target: "es2022",
    minify: true,
    logLevel: "error",
  });
  return outputFiles[0]?.text as string;
}

let bundles: Promise<string[]> | undefined;

/** Opens a page that proves under one key. Nothing is served: the browser asks, and is answered here. */
export async function openProvingPage(browser: Browser, { zkeyPath, witnesses, verificationKey }: ProvingPageFiles): Promise<ProvingPage> {
  bundles ??= Promise.all(ENTRIES.map(bundle));
  const [page, share, finish, snarkjs] = (await bundles) as [string, string, string, string];
  const script = (body: string) => ({ contentType: "text/javascript", body });
  const bytes = (body: Uint8Array) => ({ contentType: "application/octet-stream", body: Buffer.from(body) });
  const answers: Record<string, { contentType: string; body: string | Buffer }> = {
    "/": { contentType: "text/html", body: '<!doctype html><title>Proving</title><script type="module" src="/page.js"></script>' },
    "/page.js": script(page),
    "/share.js": script(share),
    "/finish.js": script(finish),
    "/snarkjs.js": script(snarkjs),
    "/key.zkey": bytes(readFileSync(zkeyPath)),
    "/key.json": { contentType: "application/json", body: JSON.stringify(verificationKey) },
    ...Object.fromEntries(witnesses.map((witness, i) => [`/${i}.wtns`, bytes(witness)])),
  };
  const opened = await browser.newPage();
  await opened.route(`${ORIGIN}/**`, (route) => {
    const answer = answers[new URL(route.request().url()).pathname];
    return answer === undefined ? route.fulfill({ status: 404 }) : route.fulfill(answer);
  });
  await opened.goto(`${ORIGIN}/`);
  await opened.waitForFunction("globalThis.proveBy !== undefined");
  return { proveBy: (engine, options = {}) => opened.evaluate(`proveBy(${JSON.stringify(engine)}, ${JSON.stringify(options)})`) };
}
