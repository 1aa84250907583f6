import type { Command } from "commander";
import { ceremonyTranscript, contribute, verifyCeremony } from "../../keys/ceremony.ts";
import { checkName, checkOut, describe, ownEntropy } from "../ceremony/arguments.ts";
import { registerBeacon } from "../ceremony/beacon.ts";
import { registerSigning } from "../ceremony/signing.ts";
import { inTransit, registerKeygen, type TransitFlags, withOpenKey } from "../ceremony/transit.ts";
import { emit, progress } from "../output.ts";

export function register(program: Command): void {
  const ceremony = program
    .command("ceremony")
    .description("make a model's proving key with several people, of whom one honest one is enough")
    .addHelpText(
      "after",
      `
In this order: \`credence build MODEL --ptau FILE\` makes the key that a ceremony begins with, MODEL/secret/key.zkey; each contributes to the key of the one before
and seals it for the next; a beacon ends it; whoever may see the model verifies it; \`credence build MODEL --ptau FILE --key FINAL\` takes it; each signs for their own
contribution, and anybody records the signatures and writes the transcript.

A proving key holds the model: seal it (--to) for whoever gets it next, and send it only to people who may see the model.`,
    );

  registerKeygen(ceremony);

  ceremony
    .command("contribute")
    .description("add a contribution to a key and forget its secret")
    .argument("<key>", "the proving key so far, sealed or not")
    .requiredOption("--out <file>", "where the new key goes")
    .requiredOption("--name <name>", "who contributes; public")
    .option("--entropy-file <file>", "anything of your own that is added to the system's entropy")
    .option("--transit-key <file>", "opens a key that was sealed for you")
    .option("--to <public key>", "seals the new key for whoever contributes next: their public key, from `credence ceremony keygen`")
    .action(async (key: string, o: { out: string; name: string; entropyFile?: string } & TransitFlags) => {
      const [name, out] = [checkName(o.name), checkOut(o.out)];
      const entropy = await ownEntropy(o.entropyFile);
      const { earlier, record } = await inTransit(key, out, o, async (zkeyPath, outPath) => {
        const earlier = ceremonyTranscript(zkeyPath);
        progress("Contributing ...");
        return { earlier, record: await contribute({ zkeyPath, outPath, name, entropy }) };
      });
      if (earlier.length > 0) {
        progress(["The key had these contributions. Compare their digests with what their contributors published:", ...earlier.map(describe)].join("\n"));
      }
      progress("Keep the digest of yours and publish it; compare it when the ceremony is verified.");
      if (o.to !== undefined) progress(`Send ${out} to whoever has the key ${o.to}: nobody else can open it.`);
      emit({ key: out, sealed: o.to !== undefined, earlier, ...record }, describe(record));
    });

  registerBeacon(ceremony);

  ceremony
    .command("verify")
    .description("verify a key from its constraints, published powers of tau and contributions")
    .argument("<key>", "the proving key")
    .requiredOption("--r1cs <file>", "the circuit's constraints")
    .requiredOption("--ptau <file>", "the powers of tau that the key was made of")
    .option("--transit-key <file>", "opens a key that was sealed for you")
    .action(async (key: string, o: { r1cs: string; ptau: string; transitKey?: string }) => {
      const onProgress = (text: string) => progress(`${text} ...`);
      const contributions = await withOpenKey(key, o.transitKey, (zkeyPath) => verifyCeremony({ zkeyPath, r1csPath: o.r1cs, ptauPath: o.ptau, onProgress }));
      if (contributions.at(-1)?.type !== "beacon") progress("Note: no beacon ends this ceremony, so that whoever contributed last could choose the key.");
      emit({ key, holds: true, contributions }, [`${key} holds`, ...contributions.map(describe)].join("\n"));
    });

  registerSigning(ceremony);
}
