import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { CredenceError } from "../../errors/credence-error.ts";
import { applyBeacon, type ContributionRecord, contribute, verifyCeremony } from "../../keys/ceremony.ts";
import { emit, progress } from "../output.ts";

/** What the contributor adds of their own, from a file or asked for on a terminal; never from an argument, which other users of the machine can see. */
async function ownEntropy(file: string | undefined): Promise<string> {
  if (file !== undefined) {
    if (!existsSync(file)) throw new CredenceError("CRD-9002", `Could not read ${file}.`, { place: file });
    return readFileSync(file, "latin1");
  }
  if (!process.stdin.isTTY) return "";
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question("Type anything, the longer the better (it is added to the system's own entropy): ");
  } finally {
    terminal.close();
  }
}

function checkName(name: string): string {
  // snarkjs cuts names at 64 characters, and writes their bytes' count in one byte.
  if (name.trim() === "" || name.length > 64 || Buffer.byteLength(name) > 255)
    throw new CredenceError("CRD-9001", "A contributor's name has 1 to 64 characters.");
  return name;
}

function checkOut(out: string): string {
  if (existsSync(out)) throw new CredenceError("CRD-9002", `${out} exists already; a key is never overwritten.`, { place: out });
  return out;
}

const describe = ({ name, type, digest }: ContributionRecord) => `${type} of ${name}\n  ${digest}`;

export function register(program: Command): void {
  const ceremony = program
    .command("ceremony")
    .description("make a model's proving key with several people, of whom one honest one is enough")
    .addHelpText("after", "\nA proving key holds the model: send it encrypted, and only to people who may see the model.");

  ceremony
    .command("contribute")
    .description("add a contribution to a key and forget its secret")
    .argument("<key>", "the proving key so far")
    .requiredOption("--out <file>", "where the new key goes")
    .requiredOption("--name <name>", "who contributes; public")
    .option("--entropy-file <file>", "anything of your own that is added to the system's entropy")
    .action(async (key: string, o: { out: string; name: string; entropyFile?: string }) => {
      const [name, out] = [checkName(o.name), checkOut(o.out)];
      const entropy = await ownEntropy(o.entropyFile);
      progress("Contributing ...");
      const record = await contribute({ zkeyPath: key, outPath: out, name, entropy });
      progress("Keep the digest and publish it; compare it when the ceremony is verified.");
      emit({ key: out, ...record }, describe(record));
    });

  ceremony
    .command("beacon")
    .description("end a ceremony by a public value that nobody could foresee")
    .argument("<key>", "the proving key so far")
    .requiredOption("--out <file>", "where the final key goes")
    .requiredOption("--value <hex>", "the beacon, such as the hash of a block that was named before it existed")
    .option("--iterations <exponent>", "the value is hashed 2^exponent times", Number, 10)
    .option("--name <name>", "what the beacon is; public", "beacon")
    .action(async (key: string, o: { out: string; value: string; iterations: number; name: string }) => {
      const [name, outPath] = [checkName(o.name), checkOut(o.out)];
      progress("Applying the beacon ...");
      const record = await applyBeacon({ zkeyPath: key, outPath, name, value: o.value, iterations: o.iterations });
      emit({ key: o.out, ...record }, describe(record));
    });

  ceremony
    .command("verify")
    .description("verify a key from its constraints, published powers of tau and contributions")
    .argument("<key>", "the proving key")
    .requiredOption("--r1cs <file>", "the circuit's constraints")
    .requiredOption("--ptau <file>", "the powers of tau that the key was made of")
    .action(async (key: string, o: { r1cs: string; ptau: string }) => {
      const contributions = await verifyCeremony({ zkeyPath: key, r1csPath: o.r1cs, ptauPath: o.ptau, onProgress: (text) => progress(`${text} ...`) });
      emit({ key, holds: true, contributions }, [`${key} holds`, ...contributions.map(describe)].join("\n"));
    });
}
