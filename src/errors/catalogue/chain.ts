import type { CatalogueEntry } from "./entry.ts";

/** 6xxx: deployments, registries and settlement. Exit code 7. */
export const chainErrors = {
  "CRD-6001": { title: "The contract refuses", hint: "Put right what the message names; nothing was changed on the chain.", exit: 7 },
  "CRD-6002": {
    title: "Another decision stands on this application",
    hint: "Look at the decision that stands: an application has one, and a reconsideration is an application of its own.",
    exit: 7,
  },
  "CRD-6003": {
    title: "The transaction is not in a block",
    hint: "Run the command again; a settlement goes on with the very transaction that was signed, and never sends a second one beside it.",
    exit: 7,
  },
  "CRD-6004": { title: "The chain cannot be reached", hint: "Check the RPC address and that its node runs, then run the command again.", exit: 7 },
  "CRD-6005": { title: "The node serves another chain", hint: "Give the RPC address of the chain that the deployment record or the receipt names.", exit: 7 },
  "CRD-6006": {
    title: "The deployment record is not of this chain",
    hint: "Take the record under deployments/ that is named after the chain's id, or deploy again.",
    exit: 7,
  },
  "CRD-6007": {
    title: "The account's key cannot be used",
    hint: "Keep the key in a file of mode 0600, or in CREDENCE_PRIVATE_KEY; it is never an argument.",
    exit: 7,
  },
  "CRD-6009": {
    title: "The deployment did not finish",
    hint: "Put right what the message names and run the command again with the same parameters: it goes on from where it stopped.",
    exit: 7,
  },
} as const satisfies Record<string, CatalogueEntry>;
