import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const REQUIREMENTS = join(import.meta.dirname, "requirements.txt");

/**
 * A Python that has the pinned packages and nothing else, in a folder of its own; made at the first time and again when the pins change.
 * @returns its path, or in one sentence why there is none.
 */
export function openPrivatePython(folder: string): { python: string } | { missing: string } {
  const [python, stamp] = [join(folder, "bin/python"), join(folder, "installed")];
  const wanted = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return { python };
  rmSync(folder, { recursive: true, force: true });
  const steps: [command: string, args: string[], otherwise: string][] = [
    ["python3", ["--version"], "python3 is not installed"],
    ["python3", ["-m", "venv", folder], "python3 cannot make an environment of its own (Debian: apt-get install python3-venv)"],
    [python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS], "pip could not install bench/peers/requirements.txt"],
  ];
  for (const [command, args, missing] of steps) {
    if (spawnSync(command, args, { stdio: "ignore" }).status !== 0) return { missing };
  }
  writeFileSync(stamp, wanted);
  return { python };
}
