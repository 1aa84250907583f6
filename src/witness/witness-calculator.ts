import { readFile } from "node:fs/promises";
import { CredenceError } from "../errors/credence-error.ts";
import { FIELD_ORDER } from "../statement/field.ts";
import { nameSignals, PUBLIC_SIGNALS, type PublicSignals } from "../statement/signals.ts";
import type { CircuitInputs } from "./circuit-inputs.ts";

export interface Witness {
  /** The value of every wire; wire 0 is 1, the public signals follow. */
  values: bigint[];
  signals: PublicSignals;
  /** The witness as snarkjs reads it, in the .wtns format. */
  wtns: Uint8Array;
}

/** A circuit's witness program, opened once for many decisions. Calls do not overlap: each runs to its end. */
export interface WitnessCalculator {
  /**
   * @param expected the public signals that the reference evaluator gives, compared before anything is proven.
   * @throws CredenceError CRD-5008 where the circuit refuses the inputs, CRD-5002 where it says other than the evaluator.
   */
  calculate(inputs: CircuitInputs, expected?: PublicSignals): Promise<Witness>;
}

/** What circom 2.2 exports; values pass through a shared buffer of 32-bit words. */
interface WitnessProgram {
  init(sanityCheck: number): void;
  getFieldNumLen32(): number;
  readSharedRWMemory(word: number): number;
  writeSharedRWMemory(word: number, value: number): void;
  getInputSize(): number;
  getInputSignalSize(high: number, low: number): number;
  setInputSignal(high: number, low: number, position: number): void;
  getWitnessSize(): number;
  getWitness(wire: number): void;
  getMessageChar(): number;
}

const WORDS = 8;
const BYTES = 4 * WORDS;

/** FNV-1a of 64 bits, by which the program knows its inputs. */
function hashName(name: string): [high: number, low: number] {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(name)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return [Number(hash >> 32n), Number(hash & 0xffffffffn)];
}

function writeWords(view: DataView, at: number, value: bigint): void {
  for (let i = 0; i < WORDS / 2; i++) view.setBigUint64(at + 8 * i, BigInt.asUintN(64, value >> BigInt(64 * i)), true);
}

const readWords = (view: DataView, at: number): bigint =>
  view.getBigUint64(at, true) |
  (view.getBigUint64(at + 8, true) << 64n) |
  (view.getBigUint64(at + 16, true) << 128n) |
  (view.getBigUint64(at + 24, true) << 192n);

/** Header of a .wtns file of so many wires: magic, version 2, section 1 (field), section 2 (values). */
function wtnsHeader(wires: number): { bytes: Uint8Array; view: DataView; start: number } {
  const start = 12 + 12 + 4 + BYTES + 4 + 12;
  const bytes = new Uint8Array(start + wires * BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("wtns"));
  view.setUint32(4, 2, true);
  view.setUint32(8, 2, true);
  view.setUint32(12, 1, true);
  view.setBigUint64(16, BigInt(8 + BYTES), true);
  view.setUint32(24, BYTES, true);
  writeWords(view, 28, FIELD_ORDER);
  view.setUint32(28 + BYTES, wires, true);
  view.setUint32(32 + BYTES, 2, true);
  view.setBigUint64(36 + BYTES, BigInt(wires * BYTES), true);
  return { bytes, view, start };
}

const FAILURES = [
  "",
  "Signal not found",
  "Too many signals set",
  "Signal already set",
  "A constraint does not hold",
  "Not enough memory",
  "Input array too long",
];

/** The program's own account names templates and lines of the circuit, never values. */
const refuse = (message: string): never => {
  throw new CredenceError("CRD-5008", message);
};

async function startProgram(module: WebAssembly.Module): Promise<WitnessProgram> {
  let account = "";
  const readMessage = () => {
    let text = "";
    for (let code = program.getMessageChar(); code !== 0; code = program.getMessageChar()) text += String.fromCharCode(code);
    return text;
  };
  const runtime = {
    exceptionHandler: (code: number) => refuse(`${FAILURES[code] ?? `Failure ${code}`}${account ? `: ${account.trim().replaceAll(/\s*\n\s*/g, " ")}` : ""}.`),
    printErrorMessage: () => {
      account += `${readMessage()}\n`;
    },
    writeBufferMessage: () => void readMessage(),
    showSharedRWMemory: () => {},
  };
  const instance = await WebAssembly.instantiate(module, { runtime });
  const program = instance.exports as unknown as WitnessProgram;
  return program;
}

function setInputs(program: WitnessProgram, inputs: CircuitInputs): void {
  let given = 0;
  for (const [name, input] of Object.entries(inputs)) {
    const values = typeof input === "bigint" ? [input] : input;
    const [high, low] = hashName(name);
    const size = program.getInputSignalSize(high, low);
    if (size !== values.length) refuse(size < 0 ? `The circuit has no input ${name}.` : `Input ${name} has ${size} values, found ${values.length}.`);
    values.forEach((value, position) => {
      let rest = ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;
      for (let word = 0; word < WORDS; word++, rest >>= 32n) program.writeSharedRWMemory(word, Number(rest & 0xffffffffn));
      // The last input sets the computation off.
      program.setInputSignal(high, low, position);
      given++;
    });
  }
  if (given !== program.getInputSize()) refuse(`The circuit has ${program.getInputSize()} inputs, found ${given}.`);
}

function readWitness(program: WitnessProgram): Witness {
  const wires = program.getWitnessSize();
  const { bytes, view, start } = wtnsHeader(wires);
  const values: bigint[] = [];
  for (let wire = 0, at = start; wire < wires; wire++, at += BYTES) {
    program.getWitness(wire);
    for (let word = 0; word < WORDS; word++) view.setUint32(at + 4 * word, program.readSharedRWMemory(word) >>> 0, true);
    values.push(readWords(view, at));
  }
  return { values, signals: nameSignals(values.slice(1, 1 + PUBLIC_SIGNALS.length)), wtns: bytes };
}

/**
 * Opens the witness program of a compiled circuit and keeps it warm. The program holds the model: `wasmPath` lies in the model's secret folder.
 * @throws CredenceError CRD-9002 where the file cannot be read, CRD-5008 where it is no witness program of this field.
 */
export async function openWitnessCalculator(wasmPath: string): Promise<WitnessCalculator> {
  const bytes = await readFile(wasmPath).catch((cause: Error) => {
    throw new CredenceError("CRD-9002", `Could not read ${wasmPath}: ${cause.message}.`, { place: wasmPath, cause });
  });
  const module = await WebAssembly.compile(bytes).catch((cause: Error) => {
    throw new CredenceError("CRD-5008", `${wasmPath} is no witness program: ${cause.message}.`, { place: wasmPath, cause });
  });
  let program = await startProgram(module);
  if (program.getFieldNumLen32() !== WORDS) refuse(`${wasmPath} is of another field.`);

  return {
    async calculate(inputs, expected) {
      const used = program;
      let witness: Witness;
      try {
        used.init(0);
        setInputs(used, inputs);
        witness = readWitness(used);
      } catch (error) {
        // A program that stopped half way is not used again.
        program = await startProgram(module);
        throw error;
      }
      const differing = expected && PUBLIC_SIGNALS.find((name) => witness.signals[name] !== expected[name]);
      if (differing) {
        throw new CredenceError("CRD-5002", `The circuit's ${differing} is not the reference evaluator's; nothing was proven.`, { place: differing });
      }
      return witness;
    },
  };
}
