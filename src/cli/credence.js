#!/usr/bin/env node
// Runs the command line under a Node that reads TypeScript: this one from 22.18 on, else the one that the project installs.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as modules from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// What was read once is not compiled again: a command starts in two thirds of the time. Older versions of Node have no such cache.
modules.enableCompileCache?.();

const here = dirname(fileURLToPath(import.meta.url));
const [major, minor] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  const { main } = await import("./credence.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  const own = join(here, "..", "..", "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
  if (!existsSync(own)) {
    console.error(`Credence: Node 22.18 or newer is needed, this is ${process.version}; npm install brings one along.`);
    process.exit(10);
  }
  const child = spawn(own, ["--disable-warning=ExperimentalWarning", fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
