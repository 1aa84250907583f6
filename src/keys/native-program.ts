import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** The program's sources. */
export const NATIVE_SOURCES = join(ROOT, "native");

/** What the program needs to be built; the same as in native/go.mod. */
export const GO_VERSION = "1.26";

/** Where the program for a platform is built to, and beside it the digest of the sources that it was built from. Never committed. */
export function nativePaths(platform: string = process.platform, arch: string = process.arch) {
  const folder = join(ROOT, ".credence/native", `${platform}-${arch}`);
  return { folder, program: join(folder, "credence-prover"), source: join(folder, "source") };
}

/** The files that the program is built from, for any platform: its sources in Go and in assembly without their tests, and the versions of what they use. */
export function nativeSourceFiles(): string[] {
  return readdirSync(NATIVE_SOURCES)
    .filter((file) => /^go\.(mod|sum)$|(?<!_test)\.(go|s)$/.test(file))
    .sort();
}

/** sha256, hex, over the files that the program is built from. */
export function nativeSourceDigest(): string {
  const hash = createHash("sha256");
  for (const file of nativeSourceFiles()) hash.update(`\0${file}\0`).update(readFileSync(join(NATIVE_SOURCES, file)));
  return hash.digest("hex");
}

/** The program for this machine, or one sentence that says why there is none. */
export type NativeProgram = { path: string; source: string } | { missing: string };

export function findNativeProgram(): NativeProgram {
  const { program, source } = nativePaths();
  if (!existsSync(program) || !existsSync(source)) {
    return {
      missing: `There is no native prover for ${process.platform}-${process.arch}: npm run build:native makes one where Go ${GO_VERSION} or newer is installed.`,
    };
  }
  const digest = nativeSourceDigest();
  if (readFileSync(source, "utf8").trim() !== digest) {
    return { missing: "The native prover was built from other sources than these: npm run build:native makes it anew." };
  }
  return { path: program, source: digest };
}
