import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CredenceError } from "../src/errors/credence-error.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const APP = join(ROOT, "app");
const LIBRARY = join(ROOT, "src/");

/** Written into the build when it is whole. */
const STAMP = join(APP, ".next", "credence-sources");

/** Held by the process that builds: two builds at once would write into each other's. */
const LOCK = join(APP, ".next-building");

/** Next's command line, run by this very Node: the host's may be an older one. */
export const NEXT = createRequire(import.meta.url).resolve("next/dist/bin/next");

const LEFT_OUT = new Set(["node_modules", ".next", ".next-building", "next-env.d.ts", "tsconfig.tsbuildinfo"]);

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !LEFT_OUT.has(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

const SPECIFIER = /(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;

/** The files of the library that these files import, and those that they import in turn. */
function librarySources(importers: readonly string[]): string[] {
  const found = new Set<string>();
  const follow = (file: string) => {
    for (const [, specifier] of readFileSync(file, "utf8").matchAll(SPECIFIER)) {
      const target = resolve(dirname(file), specifier as string);
      if (!target.startsWith(LIBRARY) || found.has(target) || !existsSync(target)) continue;
      found.add(target);
      follow(target);
    }
  };
  importers.filter((file) => /\.tsx?$/.test(file)).forEach(follow);
  return [...found].sort();
}

/** sha256 over everything that a build of the page reads: the page, its part of the library, and which packages are installed. */
function sourcesHash(): string {
  const hash = createHash("sha256");
  const own = files(APP);
  for (const file of [...own, ...librarySources(own), join(ROOT, "package-lock.json")]) {
    hash.update(relative(ROOT, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** The process that builds; 0 where it has not said so yet, or has let go of the lock meanwhile. */
const lockHolder = (): number => {
  try {
    return Number(readFileSync(LOCK, "utf8"));
  } catch {
    return 0;
  }
};

/** Waits until no other process builds, and keeps the others waiting until it is disposed of. */
async function holdLock(): Promise<Disposable> {
  for (;;) {
    try {
      writeFileSync(LOCK, `${process.pid}`, { flag: "wx" });
      return { [Symbol.dispose]: () => rmSync(LOCK, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      // Whoever was killed while it built does not keep the others waiting.
      const holder = lockHolder();
      if (holder > 0 && !isRunning(holder)) rmSync(LOCK, { force: true });
      await sleep(200);
    }
  }
}

/**
 * Builds the page, unless the last build was of the same sources.
 * @param say what the build prints, line by line; nothing by default
 * @returns whether it built, and how long it took
 * @throws CredenceError CRD-8103 where the build fails, with the end of what it printed.
 */
export async function buildApp(say: (line: string) => void = () => {}): Promise<{ built: boolean; seconds: number }> {
  const from = performance.now();
  const seconds = () => Math.round((performance.now() - from) / 100) / 10;
  using _ = await holdLock();
  const hash = sourcesHash();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash) return { built: false, seconds: seconds() };
  const lines: string[] = [];
  const build = spawn(process.execPath, [NEXT, "build"], {
    cwd: APP,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [build.stdout, build.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\n").filter((part) => part.trim() !== "")) {
        lines.push(line);
        say(line);
      }
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => build.once("error", reject).once("close", resolve));
  if (code !== 0) throw new CredenceError("CRD-8103", `next build ended with ${code}:\n${lines.slice(-25).join("\n")}`, { place: "app" });
  writeFileSync(STAMP, hash);
  return { built: true, seconds: seconds() };
}
