// Under Node 20, npm leaves out Hardhat's native engine (an optional package that asks for Node 22). The pinned Node 24
// that this install has just brought can load it: if it cannot, one more install, run by that Node, adds the missing file.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = join(root, "node_modules", ".bin");
const node = existsSync(join(bin, "node")) ? join(bin, "node") : process.execPath;
const probe = () => spawnSync(node, ["-e", 'import("@nomicfoundation/edr").then(()=>0,()=>process.exit(1))'], { cwd: root }).status === 0;

if (!process.env.CREDENCE_ENGINE_REPAIR && !probe()) {
  const env = { ...process.env, CREDENCE_ENGINE_REPAIR: "1", PATH: `${bin}:${process.env.PATH}` };
  spawnSync("npm", ["install", "--no-save", "--prefer-offline", "--ignore-scripts"], { cwd: root, env, stdio: "inherit" });
  if (!probe()) {
    console.error("Credence: Hardhat's native engine is missing. Install Node 22.13 or newer and run npm install again.");
    process.exit(1);
  }
}
