// Verifies a proof for each line on standard input as a prover does before the proof leaves: node bench/check-repeatedly.ts own|snarkjs VERIFICATION_KEY PROOF
// It prints one JSON object a line: first what preparing the key took, then what each verification took.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as snarkjs from "snarkjs";
import { ownCurve } from "../src/keys/own-curve.ts";
import { SelfCheck } from "../src/prove/self-check.ts";

const WARMING = 20;

async function measured(work: () => unknown): Promise<void> {
  const [from, before] = [performance.now(), process.cpuUsage()];
  const holds = await work();
  const { user, system } = process.cpuUsage(before);
  if (holds === false) throw new Error("the benchmark's proof does not hold");
  console.log(JSON.stringify({ ms: performance.now() - from, cpuSeconds: (user + system) / 1e6, peakMiB: process.resourceUsage().maxRSS / 1024 }));
}

const [by, keyPath, proofPath] = process.argv.slice(2) as ["own" | "snarkjs", string, string];
const verificationKey = JSON.parse(readFileSync(keyPath, "utf8"));
const { words, signals, proof } = JSON.parse(readFileSync(proofPath, "utf8")) as { words: string[]; signals: string[]; proof: snarkjs.Groth16Proof };
const integers = { proof: words.map(BigInt), signals: signals.map(BigInt) };
await using owned = await ownCurve(1);
let check: (() => unknown) | undefined;
await measured(() => {
  const own = new SelfCheck(owned.curve, verificationKey);
  check = by === "own" ? () => own.holds(integers) : () => snarkjs.groth16.verify(verificationKey, signals, proof);
});
for (let i = 0; i < WARMING; i++) await check?.();
for await (const _ of createInterface({ input: process.stdin })) await measured(() => check?.());
