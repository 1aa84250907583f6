import type { Address, PublicClient } from "viem";
import { z } from "zod";
import { CredenceError } from "../errors/credence-error.ts";
import { ceremonyTranscript } from "../keys/ceremony.ts";
import { readKeyOrigin } from "../keys/key-origin.ts";
import { modelRegistryAbi } from "./abi/model-registry.ts";
import { KEY_PARTS } from "./key-contribution.ts";
import { readCall } from "./read-call.ts";
import { isSignedByContributor, SignedContribution } from "./signed-contribution.ts";

/**
 * What everybody may see of a key's ceremony: contributions in order, each by its digest, the beacon's value, and the signatures by which developer, validator and approver
 * stand for theirs. No digest of the circuit is in it: that follows from the constraints, so that guesses of a hidden model could be compared with it.
 */
export const CeremonyTranscript = z.strictObject({
  format: z.literal("credence.ceremony/1"),
  verifyingKeyHash: z.string().regex(/^0x[0-9a-f]{64}$/, "32 bytes as 0x and 64 lower-case hex digits"),
  contributions: z
    .array(
      z.strictObject({
        position: z.int().positive(),
        name: z.string(),
        type: z.enum(["contribution", "beacon"]),
        digest: z.string().regex(/^[0-9a-f]{128}$/, "128 lower-case hex digits"),
        beacon: z.strictObject({ value: z.string().regex(/^([0-9a-f]{2}){1,255}$/), iterations: z.int().min(10).max(63) }).optional(),
      }),
    )
    .min(1),
  signatures: z.array(SignedContribution).max(KEY_PARTS.length),
});
export type CeremonyTranscript = z.infer<typeof CeremonyTranscript>;

/** One thing that a transcript is held to. */
export interface TranscriptCheck {
  what: string;
  holds: boolean;
}

/** How a beacon is named that is a block's hash. */
export const nameOfBlock = (number: bigint, chainId: number) => `block ${number} of chain ${chainId}`;
const BLOCK_NAME = /^block (\d+) of chain (\d+)$/;

/** The block of a chain whose hash a beacon says that it is; nothing for another beacon, and for a contribution. */
export function blockOfBeacon({ name, beacon }: CeremonyTranscript["contributions"][number], chain: number): bigint | undefined {
  const [, number, chainId] = BLOCK_NAME.exec(name) ?? [];
  return beacon === undefined || number === undefined || Number(chainId) !== chain ? undefined : BigInt(number);
}

/** Reads the transcript of a key's ceremony out of the key. @throws CredenceError CRD-4006 (a development key), CRD-4002, CRD-9002. */
export function readTranscript(zkeyPath: string, verifyingKeyHash: string, signatures: readonly SignedContribution[]): CeremonyTranscript {
  const { origin, contributions } = readKeyOrigin(zkeyPath);
  if (origin === "development") throw new CredenceError("CRD-4006", `${zkeyPath} was made by a development set-up, not by a ceremony.`, { place: zkeyPath });
  return {
    format: "credence.ceremony/1",
    verifyingKeyHash,
    contributions: ceremonyTranscript(zkeyPath).map((record, i) => {
      const beacon = contributions[i]?.beacon;
      return {
        position: i + 1,
        ...record,
        ...(beacon && { beacon: { value: Buffer.from(beacon.hash).toString("hex"), iterations: beacon.iterationsExponent } }),
      };
    }),
    signatures: [...signatures],
  };
}

/** Checks what a transcript says by itself: that the ceremony was closed by a beacon, and that each signature stands for one contribution in it, no two for the same. */
export async function checkTranscript({ verifyingKeyHash, contributions, signatures }: CeremonyTranscript): Promise<TranscriptCheck[]> {
  const checks: TranscriptCheck[] = [
    { what: "contributions are in order", holds: contributions.every(({ position }, i) => position === i + 1) },
    {
      what: "a beacon, and nothing after it, closes the ceremony",
      holds: contributions.findIndex(({ type }) => type === "beacon") === contributions.length - 1,
    },
  ];
  for (const signed of signatures) {
    const { part, position, contributor, digest } = signed;
    const contribution = contributions[position - 1];
    const others = signatures.filter((other) => other !== signed);
    checks.push(
      { what: `the ${part} signed for contribution ${position} to this key`, holds: await isSignedByContributor(signed) },
      {
        what: `what the ${part} signed is in the key`,
        holds: signed.verifyingKeyHash === verifyingKeyHash && contribution?.type === "contribution" && digest === `0x${contribution.digest}`,
      },
      {
        what: `the ${part} is one person with one contribution`,
        holds: others.every((other) => other.part !== part && other.position !== position && other.contributor.toLowerCase() !== contributor.toLowerCase()),
      },
    );
  }
  return checks;
}

/** Checks a transcript against a chain: that the registry has each part's contribution as it is signed here, and that the beacon is the hash of the block that it names. */
export async function checkTranscriptOnChain(
  client: PublicClient,
  chain: { id: number; modelRegistry: Address },
  { verifyingKeyHash, contributions, signatures }: CeremonyTranscript,
): Promise<TranscriptCheck[]> {
  const checks: TranscriptCheck[] = [];
  for (const [index, part] of KEY_PARTS.entries()) {
    const signed = signatures.find((each) => each.part === part);
    const [contributor, position] = await readCall(client, {
      address: chain.modelRegistry,
      abi: modelRegistryAbi,
      functionName: "contributorOf",
      args: [verifyingKeyHash as `0x${string}`, index],
    });
    checks.push({
      what: `the registry has the ${part}'s contribution`,
      holds:
        signed !== undefined &&
        signed.chainId === chain.id &&
        signed.modelRegistry.toLowerCase() === chain.modelRegistry.toLowerCase() &&
        contributor.toLowerCase() === signed.contributor.toLowerCase() &&
        position === signed.position,
    });
  }
  for (const contribution of contributions) {
    const blockNumber = blockOfBeacon(contribution, chain.id);
    if (blockNumber === undefined) continue;
    const block = await client.getBlock({ blockNumber }).catch(() => undefined);
    checks.push({ what: `the beacon is the hash of ${contribution.name}`, holds: block?.hash === `0x${contribution.beacon?.value}` });
  }
  return checks;
}
