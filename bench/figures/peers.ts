import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/example.ts";
import type { BuiltModel } from "../../src/build/build-model.ts";
import { findNativeProgram } from "../../src/keys/native-program.ts";
import { neededFeatures } from "../../src/model/needed-features.ts";
import { openProver } from "../../src/prove/open-prover.ts";
import type { Engine, Proven } from "../../src/prove/prover.ts";
import { readRows } from "../../src/record/rows.ts";
import { openWitnessCalculator } from "../../src/witness/witness-calculator.ts";
import { type BenchExample, buildExample, exampleInputs } from "../built-example.ts";
import type { FigureGroup } from "../measurement.ts";
import { Peer, type PeerSetting } from "../peers/peer.ts";
import { peerModel } from "../peers/peer-model.ts";
import { openPrivatePython } from "../peers/private-python.ts";
import { ownGas, peerGas } from "../peers/verification-gas.ts";
import {
  type EngineCircuit,
  meanCpuSeconds,
  type ProvingProcess,
  type Reading,
  startCheck,
  startEngine,
  warmUpEngine,
  writeWitnesses,
} from "../proving-process.ts";
import { setUpAlone } from "../set-up.ts";

type Report = Parameters<FigureGroup["measure"]>[0];
type Skip = Parameters<FigureGroup["measure"]>[1];

const ENGINES: readonly Engine[] = ["native", "wasm", "snarkjs"];
const SETTINGS: readonly PeerSetting[] = [
  { visibility: "hashed", setting: "exact" },
  { visibility: "fixed", setting: "exact" },
  { visibility: "hashed", setting: "calibrated" },
  { visibility: "fixed", setting: "calibrated" },
];
const FOLDER = join(ROOT, ".credence/bench/peers");
const WITNESSES = 5;
/** Applicants whose decisions are compared. */
const DECIDED = 200;
const BITS_A_FIELD = 256;

/** What verifies an engine's proofs before they leave it. */
const checkOf = (engine: Engine) => (engine === "snarkjs" ? "snarkjs" : "own");

const peerName = ({ visibility, setting }: PeerSetting) => `ezkl-${visibility}-${setting}`;

/** One that proves, and what its proofs took. */
interface Contestant {
  name: string;
  process: ProvingProcess;
  readings: Reading[];
  proofs: number;
}

/** Fewer proofs of what takes long. */
const proofsWorth = ({ cpuSeconds }: Reading) => (cpuSeconds < 2 ? 10 : cpuSeconds < 15 ? 4 : 2);

/** Opens one and has it make proofs that do not count: one, unless `first` makes them. */
async function warmUp(name: string, process: ProvingProcess, first = () => process.prove()): Promise<{ opening: Reading; contestant: Contestant }> {
  const opening = await process.read();
  return { opening, contestant: { name, process, readings: [], proofs: proofsWorth(await first()) } };
}

/** Proofs by turns, so that whatever else the machine does is the same to all. */
async function race(contestants: readonly Contestant[]): Promise<void> {
  for (let round = 0; contestants.some(({ proofs }) => proofs > round); round++) {
    for (const { process, readings, proofs } of contestants) if (proofs > round) readings.push(await process.prove());
  }
}

function reportOwnKeys(model: string, engines: readonly Engine[], { paths }: BuiltModel, folder: string, report: Report): void {
  for (const by of engines.includes("native") ? (["native", "npm"] as const) : (["npm"] as const)) {
    const { cpuSeconds } = setUpAlone(by, paths.r1cs, join(folder, `${model}.zkey`));
    report({ figure: `peers.setup.cpu-seconds.${model}.${by}`, value: cpuSeconds, unit: "s" });
  }
}

async function reportOwnWitness(example: BenchExample, { files, paths }: BuiltModel, report: Report): Promise<void> {
  const calculator = await openWitnessCalculator(paths.wasm);
  const [first, ...others] = exampleInputs(example, files, 21);
  await calculator.calculate(first as NonNullable<typeof first>);
  const before = process.cpuUsage();
  for (const inputs of others) await calculator.calculate(inputs);
  const { user, system } = process.cpuUsage(before);
  report({ figure: `peers.witness.cpu-seconds.${example.name}.credence`, value: (user + system) / 1e6 / others.length, unit: "s" });
}

async function proveOnce({ paths, manifest }: BuiltModel, witness: Uint8Array): Promise<Proven> {
  await using prover = await openProver({ zkeyPath: paths.zkey, verificationKey: manifest.verificationKey });
  return await prover.prove(witness);
}

/** A proof as both verifiers take it, in a file. */
function writeProof({ proof, signals }: Proven, path: string): string {
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = proof.map(String);
  const b = [
    [bx0, bx1],
    [by0, by1],
    ["1", "0"],
  ];
  const points = { pi_a: [ax, ay, "1"], pi_b: b, pi_c: [cx, cy, "1"], protocol: "groth16", curve: "bn128" };
  writeFileSync(path, JSON.stringify({ words: proof.map(String), signals: signals.map(String), proof: points }));
  return path;
}

/** Everything that EZKL does before it proves. */
async function preparePeer(model: string, peer: Peer, name: string, report: Report): Promise<void> {
  const { logrows } = await peer.run<{ logrows: number }>("fit");
  report({ figure: `peers.rows.${model}.${name}`, value: 2 ** logrows, unit: "rows" });
  const { cpuSeconds, readKey } = await peer.run<Reading & { readKey: number }>("setup");
  report({ figure: `peers.setup.cpu-seconds.${model}.${name}`, value: cpuSeconds, unit: "s" });
  report({ figure: `peers.read-key.cpu-seconds.${model}.${name}`, value: readKey, unit: "s" });
  const { differ } = await peer.run<{ differ: number }>("decide");
  report({ figure: `peers.flipped.${model}.${name}`, value: differ, unit: `of ${DECIDED}` });
}

async function comparePeers(example: BenchExample, python: string, engines: readonly Engine[], folder: string, report: Report, skip: Skip): Promise<void> {
  const model = example.name;
  const built = await buildExample(example);
  const circuit: EngineCircuit = await writeWitnesses(example, built, WITNESSES, folder);
  report({ figure: `peers.constraints.${model}.credence`, value: built.manifest.circuit.constraints, unit: "constraints" });
  reportOwnKeys(model, engines, built, folder, report);
  await reportOwnWitness(example, built, report);
  report({ figure: `peers.proof.bytes.${model}.credence`, value: (8 * BITS_A_FIELD) / 8, unit: "bytes" });
  const proven = await proveOnce(built, readFileSync(circuit.witnessPaths[0] as string));
  const proofPath = writeProof(proven, join(folder, `${model}-proof.json`));
  report({ figure: `peers.verification.gas.${model}.credence`, value: await ownGas(built, proven), unit: "gas" });

  const rows = readRows(example.applicantsFile, built.files.model.schema, neededFeatures(built.files.model)).slice(0, DECIDED);
  const asked = peerModel(built.files.model, rows);
  const contestants: Contestant[] = [];
  const checks: Contestant[] = [];
  const peers: { peer: Peer; name: string }[] = [];
  try {
    for (const by of ["own", "snarkjs"] as const) checks.push((await warmUp(by, startCheck(by, circuit.keyPath, proofPath))).contestant);
    for (const engine of engines) {
      const started = startEngine(engine, circuit);
      contestants.push((await warmUp(engine, started, () => warmUpEngine(engine, started))).contestant);
    }
    for (const setting of SETTINGS) {
      const name = peerName(setting);
      const peer = new Peer(python, join(folder, `${model}-${name}`), asked, setting);
      try {
        await preparePeer(model, peer, name, report);
        const { opening, contestant } = await warmUp(name, peer.startProving());
        report({ figure: `peers.witness.cpu-seconds.${model}.${name}`, value: opening.cpuSeconds, unit: "s" });
        contestants.push(contestant);
        peers.push({ peer, name });
      } catch (cause) {
        skip(`peers.${model}.${name}`, `since ${(cause as Error).message}`);
      }
    }
    await race([...checks, ...contestants]);
  } finally {
    for (const { process } of [...checks, ...contestants]) process.end();
  }
  const meanOf = (among: readonly Contestant[], wanted: string) => meanCpuSeconds(among.find(({ name }) => name === wanted)?.readings ?? []);
  const alone = new Map<string, number>();
  const checked = new Map<string, number>();
  for (const { name, readings } of contestants) {
    const engine = engines.find((each) => each === name);
    // Our engines verify what they made, EZKL does when it is asked to.
    const check =
      engine === undefined ? readings.reduce((sum, { checkCpuSeconds = 0 }) => sum + checkCpuSeconds, 0) / readings.length : meanOf(checks, checkOf(engine));
    const proof = meanCpuSeconds(readings) - (engine === undefined ? 0 : check);
    alone.set(name, proof);
    checked.set(name, proof + check);
    report({ figure: `peers.prove.cpu-seconds.${model}.${name}`, value: proof, unit: "s" });
    report({ figure: `peers.check.cpu-seconds.${model}.${name}`, value: check, unit: "s" });
    report({ figure: `peers.memory.mib.${model}.${name}`, value: Math.max(...readings.map(({ peakMiB }) => peakMiB)), unit: "MiB" });
  }
  for (const { peer, name } of peers) {
    const { bytes } = await peer.run<{ bytes: number }>("export");
    report({ figure: `peers.proof.bytes.${model}.${name}`, value: bytes, unit: "bytes" });
    const { gas, codeBytes } = await peerGas(peer.folder);
    report({ figure: `peers.verification.gas.${model}.${name}`, value: gas, unit: "gas" });
    report({ figure: `peers.verifier.bytes.${model}.${name}`, value: codeBytes, unit: "bytes" });
  }
  for (const engine of engines) {
    for (const { name } of peers) {
      const times = (of: ReadonlyMap<string, number>) => ({ value: (of.get(name) ?? Number.NaN) / (of.get(engine) ?? Number.NaN), unit: "times" }) as const;
      report({ figure: `peers.ratio.${model}.${engine}.${name}`, ...times(checked) });
      report({ figure: `peers.ratio-alone.${model}.${engine}.${name}`, ...times(alone) });
    }
  }
}

/**
 * EZKL on the same models, in processes of its own from a Python environment of its own: keys, witness, proofs by turns with our engines, memory, proof, gas of verifying, and decisions that its
 * arithmetic changes. The ratios are of processor seconds: of a proof with its verification by whoever made it, and of the proof alone.
 */
export const peerFigures = (models: readonly BenchExample[]): FigureGroup => ({
  figures: models.flatMap(({ name }) => ENGINES.flatMap((engine) => SETTINGS.map((setting) => `peers.ratio.${name}.${engine}.${peerName(setting)}`))),
  async measure(report, skip) {
    if (process.platform !== "linux") return skip("peers", "since only Linux tells the processor time of other programs");
    console.error("EZKL: its packages into .credence/bench/peers, once ...");
    const opened = openPrivatePython(join(FOLDER, "python"));
    if ("missing" in opened) return skip("peers", `since ${opened.missing}`);
    const program = findNativeProgram();
    const engines = "missing" in program ? ENGINES.filter((engine) => engine !== "native") : ENGINES;
    if ("missing" in program) skip("peers.*.native", `since it is not built. ${program.missing}`);
    // Beside the packages: keys of hashed trees have half a gigabyte.
    const folder = mkdtempSync(join(FOLDER, "run-"));
    try {
      for (const example of models) await comparePeers(example, opened.python, engines, folder, report, skip);
    } finally {
      rmSync(folder, { recursive: true });
    }
    console.error("Again: npm run build:native && npm run bench -- peers");
  },
});
