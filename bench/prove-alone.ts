// Proves decisions on an example's first applicants and prints what it took as one JSON object: node bench/prove-alone.ts EXAMPLE
import { openProver } from "../src/prove/open-prover.ts";
import { openWitnessCalculator } from "../src/witness/witness-calculator.ts";
import { buildExample, exampleInputs } from "./built-example.ts";
import { median, milliseconds } from "./measurement.ts";

const PROOFS = 10;
const example = process.argv[2] as string;
const { files, paths, manifest } = await buildExample(example);
const calculator = await openWitnessCalculator(paths.wasm);
const witnesses: Uint8Array[] = [];
for (const inputs of exampleInputs(example, files, PROOFS + 1)) witnesses.push((await calculator.calculate(inputs)).wtns);
const [first, ...others] = witnesses as [Uint8Array, ...Uint8Array[]];

const from = performance.now();
await using prover = await openProver({ zkeyPath: paths.zkey, verificationKey: manifest.verificationKey, engine: "snarkjs" });
const { proof } = await prover.prove(first);
const cold = performance.now() - from;
const before = process.cpuUsage();
const times: number[] = [];
for (const witness of others) times.push(await milliseconds(() => prover.prove(witness)));
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    cold,
    warm: median(times),
    cpuSeconds: (user + system) / 1e6 / PROOFS,
    memory: process.resourceUsage().maxRSS / 1024,
    bytes: proof.length * 32,
  }),
);
