import { writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import type { Hex } from "viem";
import { openAccount } from "../../chain/account-key.ts";
import { recordContribution } from "../../chain/actions/record-contribution.ts";
import {
  blockOfBeacon,
  CeremonyTranscript,
  checkTranscript,
  checkTranscriptOnChain,
  readTranscript,
  type TranscriptCheck,
} from "../../chain/ceremony-transcript.ts";
import { readDeployment } from "../../chain/deployment.ts";
import { KEY_PARTS, type KeyPart } from "../../chain/key-contribution.ts";
import { SignedContribution, signContribution } from "../../chain/signed-contribution.ts";
import { CredenceError } from "../../errors/credence-error.ts";
import { formatJson, parseJsonFile, writeJsonFile } from "../../files/json.ts";
import { exportVerificationKey } from "../../keys/verification-key.ts";
import { verifyingKeyHash, verifyingKeyOf } from "../../keys/verifying-key.ts";
import { type AccountFlags, openForReading, openForSending, withAccount } from "../chain-flags.ts";
import { emit, progress } from "../output.ts";
import { checkOut } from "./arguments.ts";
import { withOpenKey } from "./transit.ts";

const hashOf = async (zkeyPath: string): Promise<Hex> => verifyingKeyHash(verifyingKeyOf(await exportVerificationKey(zkeyPath)));

/** @throws CredenceError CRD-4009 with every check that fails. */
function requireAll(checks: readonly TranscriptCheck[], place: string): void {
  const failed = checks.filter(({ holds }) => !holds).map(({ what }) => what);
  if (failed.length > 0) throw new CredenceError("CRD-4009", `It does not hold that ${failed.join("; that ")}.`, { place });
}

function readable({ verifyingKeyHash: hash, contributions, signatures }: CeremonyTranscript): string {
  const lines = contributions.flatMap(({ position, name, type, digest, beacon }) => {
    const signed = signatures.find((each) => each.position === position);
    return [
      `${position}. ${type} of ${name}`,
      `   digest     ${digest}`,
      ...(beacon ? [`   value      ${beacon.value}, hashed 2^${beacon.iterations} times`] : []),
      ...(signed ? [`   signed by  ${signed.contributor}, ${signed.part}, for registry ${signed.modelRegistry} on chain ${signed.chainId}`] : []),
    ];
  });
  return [`Ceremony of the verifying key ${hash}`, "", ...lines].join("\n");
}

export function registerSigning(ceremony: Command): void {
  ceremony
    .command("sign")
    .description("sign for your contribution to a final key, as developer, validator or approver of a registry")
    .argument("<key>", "the key that the ceremony ended with")
    .addOption(new Option("--as <part>", "whose part it is").choices(KEY_PARTS).makeOptionMandatory())
    .requiredOption("--digest <hex>", "the digest that your contribution printed")
    .requiredOption("--deployment <file>", "the deployment's record: the signature is for its registry and chain")
    .requiredOption("--out <file>", "where the signature goes; it is public")
    .option("--key <file>", "file with the private key of your account; CREDENCE_PRIVATE_KEY unless given")
    .option("--transit-key <file>", "opens a key that was sealed for you")
    .action(async (key: string, o: { as: KeyPart; digest: string; deployment: string; out: string; key?: string; transitKey?: string }) => {
      const account = openAccount(o.key);
      const { chainId, contracts } = readDeployment(o.deployment);
      const signed = await withOpenKey(key, o.transitKey, async (zkeyPath) => {
        const transcript = readTranscript(zkeyPath, await hashOf(zkeyPath), []);
        const found = transcript.contributions.find(({ digest, type }) => type === "contribution" && digest === o.digest.toLowerCase());
        if (found === undefined) throw new CredenceError("CRD-4009", `${key} has no contribution with the digest ${o.digest}.`, { place: key });
        requireAll(await checkTranscript(transcript), key);
        return signContribution(account, {
          chainId,
          modelRegistry: contracts.ModelRegistry.address,
          verifyingKeyHash: transcript.verifyingKeyHash as Hex,
          part: o.as,
          position: found.position,
          digest: `0x${found.digest}`,
        });
      });
      writeJsonFile(checkOut(o.out), signed);
      emit(signed, `${signed.contributor} signed for contribution ${signed.position} as ${signed.part}: ${o.out}`);
    });

  withAccount(ceremony.command("record"), "any account, which pays for the transactions")
    .description("record signed contributions in the registry; a production registry approves no model without all three")
    .argument("<signatures...>", "files that `credence ceremony sign` wrote")
    .action(async (files: string[], flags: AccountFlags) => {
      const { deployment, clients } = await openForSending(flags);
      for (const file of files) {
        const signed = parseJsonFile(file, SignedContribution);
        const { transaction, block, gasUsed } = await recordContribution(clients, deployment.contracts.ModelRegistry.address, signed);
        const { part, position, contributor } = signed;
        emit(
          { part, position, contributor, verifyingKeyHash: signed.verifyingKeyHash, transaction, block, gasUsed: Number(gasUsed) },
          `contribution ${position} of ${contributor}, ${part}, recorded in block ${block}`,
        );
      }
    });

  ceremony
    .command("transcript")
    .description("write what everybody may see of a key's ceremony, or check what somebody wrote")
    .argument("[key]", "the key that the ceremony ended with")
    .option("--signatures <files...>", "files that `credence ceremony sign` wrote")
    .option("--out <file>", "where the transcript goes, as JSON; beside it the same as text")
    .option("--check <file>", "instead of a key: check a transcript's signatures")
    .option("--rpc <url>", "with --check: check it against a chain too, through this node")
    .option("--deployment <file>", "with --rpc: the deployment's record")
    .option("--transit-key <file>", "opens a key that was sealed for you")
    .action(
      async (key: string | undefined, o: { signatures?: string[]; out?: string; check?: string; rpc?: string; deployment?: string; transitKey?: string }) => {
        if ((key === undefined) === (o.check === undefined)) throw new CredenceError("CRD-9001", "Give a key, or --check with a transcript.");
        if (key !== undefined) {
          const out = o.out === undefined ? undefined : checkOut(o.out);
          const signatures = (o.signatures ?? []).map((file) => parseJsonFile(file, SignedContribution));
          const transcript = await withOpenKey(key, o.transitKey, async (zkeyPath) => readTranscript(zkeyPath, await hashOf(zkeyPath), signatures));
          requireAll(await checkTranscript(transcript), key);
          if (out !== undefined) {
            writeFileSync(checkOut(`${out}.txt`), `${readable(transcript)}\n`);
            writeFileSync(out, formatJson(transcript));
          }
          emit(transcript, readable(transcript));
          return;
        }
        const file = o.check as string;
        const transcript = parseJsonFile(file, CeremonyTranscript);
        const checks = await checkTranscript(transcript);
        if (o.rpc !== undefined || o.deployment !== undefined) {
          if (o.rpc === undefined || o.deployment === undefined) throw new CredenceError("CRD-9001", "--rpc and --deployment go together.");
          const { deployment, publicClient } = await openForReading({ rpc: o.rpc, deployment: o.deployment });
          const chain = { id: deployment.chainId, modelRegistry: deployment.contracts.ModelRegistry.address };
          checks.push(...(await checkTranscriptOnChain(publicClient, chain, transcript)));
          if (!transcript.contributions.some((each) => blockOfBeacon(each, chain.id) !== undefined)) {
            progress("Note: the beacon names no block of this chain, and nothing here shows where its value comes from.");
          }
        } else progress("Note: without --rpc nothing shows that the registry has these contributions, nor that the beacon is the hash of a block.");
        for (const check of checks) emit(check, `${check.holds ? "holds" : "FAILS"}  ${check.what}`);
        requireAll(checks, file);
      },
    );
}
