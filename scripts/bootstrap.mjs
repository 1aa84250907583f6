// Makes a fresh clone run: installs what package-lock.json names, once, then runs a TypeScript file under the project's own Node.
// usage: node scripts/bootstrap.mjs SCRIPT [ARG ...]      (any Node from 20 on; nothing but Node's own modules is used here)
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = join(root, "node_modules", ".bin");
const stamp = join(root, "node_modules", ".credence-installed");

const stop = (sentence) => {
  console.error(`Credence: ${sentence}`);
  process.exit(1);
};

if (Number(process.versions.node.split(".")[0]) < 20) stop(`Node 20 or newer is needed; this is ${process.version}.`);

/** What an install depends on: a changed lock file or manifest asks for a new one. */
const wanted = createHash("sha256");
for (const file of ["package-lock.json", "package.json", "app/package.json"]) {
  if (!existsSync(join(root, file))) stop(`${file} is missing: this is not a whole checkout.`);
  wanted.update(readFileSync(join(root, file)));
}
const digest = wanted.digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== digest) {
  const from = Date.now();
  console.error("Installing what package-lock.json names (once; about a minute) ...");
  rmSync(stamp, { force: true });
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (npm.error) stop("npm is missing: install it with Node.");
  if (npm.status !== 0) stop("npm could not install the packages: a package registry must be reachable. Its own message stands above.");
  writeFileSync(stamp, digest);
  console.error(`Installed in ${Math.round((Date.now() - from) / 1000)} s.`);
}

const own = join(bin, process.platform === "win32" ? "node.cmd" : "node");
const version = process.versions.node.split(".").map(Number);
const modern = version[0] > 22 || (version[0] === 22 && version[1] >= 18);
if (!existsSync(own) && !modern) {
  stop(`no packaged Node for ${process.platform}-${process.arch}: run this with Node 22.18 or newer; this is ${process.version}.`);
}

const [script, ...args] = process.argv.slice(2);
const child = spawn(existsSync(own) ? own : process.execPath, ["--disable-warning=ExperimentalWarning", join(root, script), ...args], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NEXT_TELEMETRY_DISABLED: "1", HARDHAT_DISABLE_TELEMETRY_PROMPT: "true" },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
