import "../security/no-evaluation.ts";
import { type Hex, keccak256 } from "viem";
import { z } from "zod";
import type { ManifestFacts, NoManifest } from "../verification/check-manifest.ts";

const Shape = z.object({
  modelCommitment: z.string().regex(/^\d{1,78}$/, "a decimal integer"),
  key: z.object({ verifyingKeyHash: z.string().regex(/^0x[0-9a-fA-F]{64}$/, "32 bytes") }),
  reasons: z.array(z.object({ code: z.string(), sentence: z.string() })).max(255),
});

const jsonOf = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
};

/** What a model's public manifest says. The keccak256 of its bytes, as a build wrote them, is what is registered. */
export function manifestFacts(bytes: Uint8Array): ManifestFacts | NoManifest {
  const parsed = Shape.safeParse(jsonOf(bytes));
  if (!parsed.success) return { absent: "the model's manifest on this register has another form than expected" };
  const { modelCommitment, key, reasons } = parsed.data;
  return {
    hash: keccak256(bytes),
    modelCommitment: BigInt(modelCommitment),
    verifyingKeyHash: key.verifyingKeyHash as Hex,
    reasons,
  };
}

/** Fetches a model's public manifest from this page's own origin. What it says counts for nothing until its hash was compared with the chain's. */
export async function fetchManifest(model: Hex, signal: AbortSignal): Promise<ManifestFacts | NoManifest> {
  try {
    const answer = await fetch(`/models/${model}/manifest.json`, { signal, cache: "no-store" });
    if (answer.status === 404) return { absent: "this register was given no manifest of the model" };
    if (!answer.ok) return { absent: `this page answered with status ${answer.status} instead of the manifest` };
    return manifestFacts(new Uint8Array(await answer.arrayBuffer()));
  } catch (error) {
    return { absent: `the manifest could not be fetched: ${(error as Error).message}` };
  }
}
