import type { CatalogueEntry } from "./entry.ts";

/** 4xxx: set-up, ceremony and verifying keys. Exit code 5. */
export const keysErrors = {
  "CRD-4001": {
    title: "The circuit's constraints cannot be read",
    hint: "Build the model again; the r1cs file is cut, altered or of another compiler.",
    exit: 5,
  },
  "CRD-4002": { title: "The proving key cannot be read", hint: "Build the model again, or fetch the key again from whoever keeps it.", exit: 5 },
  "CRD-4003": {
    title: "The powers of tau are not a published file",
    hint: "Fetch the file of the perpetual powers of tau again and compare its blake2b-512 digest with the published one.",
    exit: 5,
  },
  "CRD-4004": {
    title: "The powers of tau do not fit the circuit",
    hint: "Use the published file of the power that the message names, or a higher one.",
    exit: 5,
  },
  "CRD-4005": {
    title: "The ceremony does not hold",
    hint: "Do not use this key; ask the contributor before the place that the message names for theirs again.",
    exit: 5,
  },
  "CRD-4006": {
    title: "The key is a development key",
    hint: "Build the model with --ptau and hold a ceremony; a development key cannot be made secure.",
    exit: 5,
  },
  "CRD-4007": {
    title: "The key of a ceremony stands in the way",
    hint: "Build in another directory, or move this one's key.zkey to where it is safe; the same circuit builds with --key and this key.",
    exit: 5,
  },
  "CRD-4008": {
    title: "The sealed key cannot be opened",
    hint: "Open it with the transit key whose public key its sender was given, or have it sent again.",
    exit: 5,
  },
  "CRD-4009": {
    title: "The ceremony's transcript does not hold",
    hint: "Have the transcript made again from the key that the ceremony ended with, and the signature by whoever contributed.",
    exit: 5,
  },
  "CRD-4010": {
    title: "The ceremony is closed",
    hint: "Contribute to the key as it was before its beacon, and have another beacon close that one.",
    exit: 5,
  },
} as const satisfies Record<string, CatalogueEntry>;
