import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** A document's sha256 and keccak256, in this order: the two by which documents are recorded. Computed in JavaScript, so that it also works without https. */
export const documentHashes = (bytes: Uint8Array): [sha256: string, keccak256: string] => [
  `0x${bytesToHex(sha256(bytes))}`,
  `0x${bytesToHex(keccak_256(bytes))}`,
];
