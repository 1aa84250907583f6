import type { Hex } from "viem";
import type { NamedCheck } from "./check.ts";

/** What a model's public manifest says, and the hash of its text. */
export interface ManifestFacts {
  /** keccak256 of the manifest as it was built. */
  hash: Hex;
  modelCommitment: bigint;
  verifyingKeyHash: Hex;
  /** The adverse reasons that the model can give, in document order. */
  reasons: readonly { code: string; sentence: string }[];
}

/** Why there is nothing to compare with the chain. */
export interface NoManifest {
  absent: string;
}

export const MANIFEST_CHECK = {
  id: "manifest",
  name: "The manifest is the one that was registered, and names this model and key",
  meaning: "The description of the model on this register is not the one that was approved: do not rely on its reasons, schema or set-up.",
} as const;

const describe = (of: { hash: string; modelCommitment: bigint; verifyingKeyHash: string }) =>
  `hash ${of.hash.toLowerCase()}; commitment 0x${of.modelCommitment.toString(16)}; key ${of.verifyingKeyHash.toLowerCase()}`;

/** Compares a manifest with the registry's record of its model; not run where there is no manifest. */
export function manifestCheck(manifest: ManifestFacts | NoManifest, model: { commitment: bigint; verifyingKeyHash: Hex; manifestHash: Hex }): NamedCheck {
  const expected = describe({ hash: model.manifestHash, modelCommitment: model.commitment, verifyingKeyHash: model.verifyingKeyHash });
  if ("absent" in manifest) return { ...MANIFEST_CHECK, state: "unknown", expected, found: manifest.absent };
  const found = describe(manifest);
  return { ...MANIFEST_CHECK, state: expected === found ? "holds" : "fails", expected, found };
}
