import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser } from "playwright-core";

export interface ProvingPage {
  /** Makes and verifies a proof in the page; the engine stays open for the next. */
  proveBy(engine: "wasm" | "snarkjs"): Promise<{ ms: number; proof: string[]; signals: string[] }>;
}

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

/** Opens a page that proves one witness under one key. Nothing is served: the browser asks, and is answered here. */
export async function openProvingPage(browser: Browser, files: { zkeyPath: string; witness: Uint8Array; verificationKey: object }): Promise<ProvingPage> {
  const [page, share, finish] = await Promise.all(["browser-prove.ts", "../src/prove/wasm/web-share.ts", "../src/prove/wasm/web-finish.ts"].map(bundle));
  const answers: Record<string, { contentType: string; body: string | Buffer }> = {
    "/": { contentType: "text/html", body: '<!doctype html><title>Proving</title><script type="module" src="/page.js"></script>' },
    "/page.js": { contentType: "text/javascript", body: page as string },
    "/share.js": { contentType: "text/javascript", body: share as string },
    "/finish.js": { contentType: "text/javascript", body: finish as string },
    "/key.zkey": { contentType: "application/octet-stream", body: readFileSync(files.zkeyPath) },
    "/witness.wtns": { contentType: "application/octet-stream", body: Buffer.from(files.witness) },
    "/key.json": { contentType: "application/json", body: JSON.stringify(files.verificationKey) },
  };
  const opened = await browser.newPage();
  await opened.route(`${ORIGIN}/**`, (route) => {
    const answer = answers[new URL(route.request().url()).pathname];
    return answer === undefined ? route.fulfill({ status: 404 }) : route.fulfill(answer);
  });
  await opened.goto(`${ORIGIN}/`);
  await opened.waitForFunction("globalThis.proveBy !== undefined");
  return { proveBy: (engine) => opened.evaluate(`proveBy(${JSON.stringify(engine)})`) };
}
