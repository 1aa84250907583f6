import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** The version of an installed package, also of one that does not export its package.json. */
export function packageVersion(name: string): string {
  let folder = dirname(require.resolve(name === "circomlib" ? "circomlib/package.json" : name));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;
}

/** What a build's circuit and key are made with. */
export const compilerVersions = () => ({ circom2: packageVersion("circom2"), snarkjs: packageVersion("snarkjs") });

/** sha256 over every template that a generated circuit may include, and over the versions of compiler and library, hex. */
export function circuitLibraryDigest(): string {
  const folder = join(import.meta.dirname, "../../circuits");
  const hash = createHash("sha256").update(`circom2 ${packageVersion("circom2")}, circomlib ${packageVersion("circomlib")}`);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".circom"));
  for (const file of files.sort()) hash.update(`\0${file.replaceAll("\\", "/")}\0`).update(readFileSync(join(folder, file)));
  return hash.digest("hex");
}
