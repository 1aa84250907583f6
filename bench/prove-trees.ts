// Proves decisions of an ensemble and prints what it took as one JSON object: node bench/prove-trees.ts EXAMPLE principal|none
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developmentSetup } from "../src/keys/development-setup.ts";
import { openProver } from "../src/prove/open-prover.ts";
import { openWitnessCalculator } from "../src/witness/witness-calculator.ts";
import { median, milliseconds } from "./measurement.ts";
import { compileTrees, readTrees, TREE_EXAMPLES, treeInputs } from "./tree-example.ts";

const PROOFS = 10;
const example = TREE_EXAMPLES.find(({ name }) => name === process.argv[2]) ?? TREE_EXAMPLES[0];
const reasons = process.argv[3] === "none" ? "none" : "principal";
const outDir = mkdtempSync(join(tmpdir(), "credence-bench-"));
try {
  const model = readTrees(example);
  const { constraints, seconds, peakMiB, wasmPath, r1csPath } = await compileTrees(model, reasons, outDir);
  const zkeyPath = join(outDir, "key.zkey");
  const { verificationKey, seconds: setup } = await developmentSetup({ r1csPath, zkeyPath });
  const calculator = await openWitnessCalculator(wasmPath);
  const witnesses: Uint8Array[] = [];
  const calculated: number[] = [];
  for (const inputs of treeInputs(example, model, reasons, PROOFS + 1)) {
    calculated.push(await milliseconds(async () => witnesses.push((await calculator.calculate(inputs)).wtns)));
  }
  const [first, ...others] = witnesses as [Uint8Array, ...Uint8Array[]];
  await using prover = await openProver({ zkeyPath, verificationKey, engine: "snarkjs" });
  await prover.prove(first);
  const before = process.cpuUsage();
  const proved: number[] = [];
  for (const witness of others) proved.push(await milliseconds(() => prover.prove(witness)));
  const { user, system } = process.cpuUsage(before);
  console.log(
    JSON.stringify({
      constraints,
      compile: seconds,
      memory: peakMiB,
      setup,
      witness: median(calculated.slice(1)),
      prove: median(proved),
      cpu: (user + system) / 1e6 / PROOFS,
    }),
  );
} finally {
  rmSync(outDir, { recursive: true });
}
