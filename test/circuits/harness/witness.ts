import { readFileSync } from "node:fs";
import { FIELD_ORDER } from "../../../src/statement/field.ts";
import { modulo } from "./r1cs.ts";

/** Inputs of a circuit by name; arrays may nest. */
export type CircuitInputs = { [name: string]: CircuitInput };
type CircuitInput = bigint | number | readonly CircuitInput[];

/** Runs a circuit's own witness program. @throws Error with the template and line where a constraint or assert of the program failed. */
export type WitnessProgram = (inputs: CircuitInputs) => bigint[];

/** What circom 2.2 exports; values pass through a shared buffer of 32-bit words in its memory. */
interface CircomExports {
  memory: WebAssembly.Memory;
  init(sanityCheck: number): void;
  getFieldNumLen32(): number;
  getSharedRWMemoryStart(): number;
  getInputSize(): number;
  getInputSignalSize(high: number, low: number): number;
  setInputSignal(high: number, low: number, position: number): void;
  getWitnessSize(): number;
  getWitness(wire: number): void;
  getMessageChar(): number;
}

/** FNV-1a, by which the program knows its inputs. */
function hashName(name: string): [high: number, low: number] {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(name)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return [Number(hash >> 32n), Number(hash & 0xffffffffn)];
}

const FAILURES = ["", "signal not found", "too many signals set", "signal already set", "assert failed", "not enough memory", "input array exceeds the size"];

const flatten = (input: CircuitInput): bigint[] => (typeof input === "object" ? input.flatMap(flatten) : [BigInt(input)]);

/** Opens the witness program of a compiled circuit once, for many witnesses. */
export async function openWitnessProgram(wasmPath: string): Promise<WitnessProgram> {
  let message = "";
  const readMessage = () => {
    let text = "";
    for (let code = program.getMessageChar(); code !== 0; code = program.getMessageChar()) text += String.fromCharCode(code);
    return text;
  };
  const runtime = {
    exceptionHandler: (code: number) => {
      throw new Error(`${FAILURES[code] ?? `error ${code}`}${message ? `: ${message.trim()}` : ""}`);
    },
    printErrorMessage: () => (message += `${readMessage()} `),
    writeBufferMessage: () => void readMessage(),
    showSharedRWMemory: () => {},
  };
  const { instance } = await WebAssembly.instantiate(readFileSync(wasmPath), { runtime });
  const program = instance.exports as unknown as CircomExports;
  if (program.getFieldNumLen32() !== 8) throw new Error(`${wasmPath} is over another field`);
  const start = program.getSharedRWMemoryStart();

  return (inputs) => {
    message = "";
    program.init(0);
    let given = 0;
    for (const [name, input] of Object.entries(inputs)) {
      const [high, low] = hashName(name);
      const values = flatten(input);
      const size = program.getInputSignalSize(high, low);
      if (size !== values.length) throw new Error(size < 0 ? `no input is named ${name}` : `input ${name} has ${size} values, found ${values.length}`);
      values.forEach((value, position) => {
        const shared = new DataView(program.memory.buffer, start, 32);
        const reduced = modulo(value);
        for (let at = 0; at < 32; at += 8) shared.setBigUint64(at, BigInt.asUintN(64, reduced >> BigInt(8 * at)), true);
        program.setInputSignal(high, low, position);
        given++;
      });
    }
    if (given !== program.getInputSize()) throw new Error(`the circuit has ${program.getInputSize()} inputs, found ${given}`);
    // Not before the last input, which may make the memory grow.
    const shared = new DataView(program.memory.buffer, start, 32);
    return Array.from({ length: program.getWitnessSize() }, (_, wire) => {
      program.getWitness(wire);
      const high = (shared.getBigUint64(24, true) << 64n) | shared.getBigUint64(16, true);
      const low = (shared.getBigUint64(8, true) << 64n) | shared.getBigUint64(0, true);
      const value = high === 0n ? low : (high << 128n) | low;
      if (value >= FIELD_ORDER) throw new Error(`wire ${wire} is not reduced`);
      return value;
    });
  };
}
