import "../security/no-evaluation.ts";
import type { Hex } from "viem";
import { Manifest } from "../../../src/build/manifest.ts";
import { checkClaimProof } from "../../../src/prove/claims/check-claim-proof.ts";
import { ClaimProof } from "../../../src/prove/claims/claim-proof.ts";
import { manifestFacts } from "../index/fetch-manifest.ts";
import type { NamedCheck } from "./check.ts";
import { manifestCheck } from "./check-manifest.ts";

/** A model by what the page says of it. */
export interface ClaimedModel {
  id: Hex;
  commitment: Hex;
  verifyingKeyHash: Hex;
  manifestHash: Hex;
}

const MEANING = "The proof does not show the claim of this model: do not rely on it.";
const spell = (value: unknown) => (typeof value === "bigint" ? `0x${value.toString(16).padStart(64, "0")}` : `${value}`);

/**
 * Checks a proven claim in this browser, as `credence claim verify` does, against the manifest that the register serves.
 * @throws Error with a sentence where the file is no proof of a claim, or the manifest cannot be read.
 */
export async function verifyClaim(text: string, model: ClaimedModel, signal: AbortSignal): Promise<NamedCheck[]> {
  const proof = ClaimProof.parse(JSON.parse(text));
  const answer = await fetch(`/models/${model.id}/manifest.json`, { signal, cache: "no-store" });
  if (!answer.ok) throw new Error("This register was given no manifest of the model, and the claim is checked against it.");
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const registered = manifestCheck(manifestFacts(bytes), { ...model, commitment: BigInt(model.commitment) });
  const manifest = Manifest.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return [
    registered,
    ...checkClaimProof(proof, manifest).map(
      ({ name, holds, expected, found }): NamedCheck => ({
        id: name,
        name,
        meaning: MEANING,
        state: holds ? "holds" : "fails",
        expected: spell(expected),
        found: spell(found),
      }),
    ),
  ];
}
