// Builds the native prover: npm run build:native [-- --all | PLATFORM ...]     for this machine, for every platform that it is made for, or for those named
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { GO_VERSION, NATIVE_SOURCES, nativePaths, nativeSourceDigest } from "../src/keys/native-program.ts";

/** Node's names of a platform, and Go's. */
const TARGETS = [
  { platform: "linux", arch: "x64", GOOS: "linux", GOARCH: "amd64" },
  { platform: "linux", arch: "arm64", GOOS: "linux", GOARCH: "arm64" },
  { platform: "darwin", arch: "arm64", GOOS: "darwin", GOARCH: "arm64" },
  { platform: "darwin", arch: "x64", GOOS: "darwin", GOARCH: "amd64" },
] as const;

function stop(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

const nameOf = ({ platform, arch }: { platform: string; arch: string }) => `${platform}-${arch}`;
const here = nameOf(process);
const args = process.argv.slice(2);
const wanted = args.length > 0 ? args : [here];
const unknown = args.filter((arg) => arg !== "--all" && !TARGETS.some((target) => nameOf(target) === arg));
if (unknown.length > 0) stop(`There is no platform ${unknown.join(", ")}: give --all, or some of ${TARGETS.map(nameOf).join(", ")}.`);
const targets = args.includes("--all") ? TARGETS : TARGETS.filter((target) => wanted.includes(nameOf(target)));
if (targets.length === 0) stop(`The native prover is not made for ${here}; WebAssembly makes the proofs here.`);

const go = spawnSync("go", ["version"], { cwd: NATIVE_SOURCES, encoding: "utf8" });
if (go.error || go.status !== 0) {
  stop(
    `Go ${GO_VERSION} or newer is needed to build the native prover and is not installed; without it WebAssembly makes the proofs. ${go.stderr ?? ""}`.trim(),
  );
}

const source = nativeSourceDigest();
for (const { platform, arch, GOOS, GOARCH } of targets) {
  const paths = nativePaths(platform, arch);
  if (existsSync(paths.program) && existsSync(paths.source) && readFileSync(paths.source, "utf8").trim() === source) {
    console.log(`${paths.program} is up to date`);
    continue;
  }
  const from = performance.now();
  mkdirSync(paths.folder, { recursive: true });
  const partial = `${paths.program}.${process.pid}.partial`;
  // Nothing of this machine gets into the program: the same sources give the same bytes.
  const flags = ["-trimpath", "-buildvcs=false", "-ldflags", `-s -w -buildid= -X main.source=${source}`, "-o", partial];
  const { status } = spawnSync("go", ["build", ...flags, "."], {
    cwd: NATIVE_SOURCES,
    stdio: "inherit",
    env: { ...process.env, GOOS, GOARCH, CGO_ENABLED: "0" },
  });
  if (status !== 0) stop(`Go could not build the native prover for ${platform}-${arch}; its own message stands above.`);
  renameSync(partial, paths.program);
  writeFileSync(`${paths.source}.${process.pid}.partial`, `${source}\n`);
  renameSync(`${paths.source}.${process.pid}.partial`, paths.source);
  console.log(`${paths.program} built in ${((performance.now() - from) / 1000).toFixed(0)} s`);
}
