import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import type { BrowserEngine } from "../src/prove/open-in-browser.ts";
import type { PageProof, PageProofOptions } from "./browser-prove.ts";

export interface ProvingPage {
  /** Makes and verifies a proof in the page; the engine stays open for the next. @throws Error with code and message where none is made. */
  proveBy(engine: BrowserEngine, options?: PageProofOptions): Promise<PageProof>;
  /**
   * What the browser holds, after what nobody refers to any more was let go: objects and buffers of the page and its workers, which leave the memories of WebAssembly out,
   * and all that is resident of all the browser's processes. Linux only, and only where the page is isolated.
   */
  heldBytes(): Promise<{ objects: number; resident: number }>;
}

export interface ProvingPageFiles {
  zkeyPath: string;
  /** Proofs are made of the first unless told. */
  witnesses: readonly Uint8Array[];
  verificationKey: object;
  /** Whether the page is isolated from other origins, which its engines do not need and a look at its memory does. */
  isolated?: boolean;
}

const ENTRIES = ["browser-prove.ts", "../src/prove/wasm/web-share.ts", "../src/prove/wasm/web-finish.ts", "../src/prove/snarkjs/web-snarkjs.ts"];

const ORIGIN = "http://localhost";

const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

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

/** Nothing of a process that has ended meanwhile. */
function residentBytes(pid: number): number {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

let bundles: Promise<string[]> | undefined;

/** Opens a page that proves under one key. Nothing is served: the browser asks, and is answered here. */
export async function openProvingPage(browser: Browser, { zkeyPath, witnesses, verificationKey, isolated = false }: ProvingPageFiles): Promise<ProvingPage> {
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
    return answer === undefined ? route.fulfill({ status: 404 }) : route.fulfill(isolated ? { ...answer, headers: ISOLATED } : answer);
  });
  await opened.goto(`${ORIGIN}/`);
  await opened.waitForFunction("globalThis.proveBy !== undefined");
  return {
    proveBy: (engine, options = {}) => opened.evaluate(`proveBy(${JSON.stringify(engine)}, ${JSON.stringify(options)})`),
    async heldBytes() {
      const objects = await opened.evaluate<number>("performance.measureUserAgentSpecificMemory().then(({ bytes }) => bytes)");
      const session = await browser.newBrowserCDPSession();
      const { processInfo } = await session.send("SystemInfo.getProcessInfo");
      await session.detach();
      return { objects, resident: processInfo.reduce((sum, { id }) => sum + residentBytes(id), 0) };
    },
  };
}
