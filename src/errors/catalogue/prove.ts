import type { CatalogueEntry } from "./entry.ts";

/** 5xxx: witnesses and proofs. Exit code 6. */
export const proveErrors = {
  "CRD-5001": {
    title: "The record is for another application",
    hint: "Ask the issuer to sign the record for this application, or name the application that it was signed for.",
    exit: 6,
  },
  "CRD-5002": { title: "Circuit and evaluator disagree", hint: "Build the model again and report it; no decision was sent.", exit: 6 },
  "CRD-5003": {
    title: "A proof does not hold under the model's key",
    hint: "Nothing left the prover. Check that witness program, proving key and manifest are of one build.",
    exit: 6,
  },
  "CRD-5004": { title: "The proving key is not the manifest's", hint: "Build the model again, or put back the key that belongs to the manifest.", exit: 6 },
  "CRD-5005": { title: "The prover stopped", hint: "Run the command again; if it stops again, check the memory that is free.", exit: 6 },
  "CRD-5006": { title: "The witness is not of this circuit", hint: "Compute the witness by the program of the same build as the proving key.", exit: 6 },
  "CRD-5007": { title: "The blind is too small", hint: "Draw it fresh from the system's generator, for every decision.", exit: 6 },
  "CRD-5008": {
    title: "The circuit refuses the record",
    hint: "Check that record, model and witness program are of one build; a changed record cannot be proven.",
    exit: 6,
  },
  "CRD-5009": {
    title: "The native prover is not there",
    hint: "Run npm run build:native where Go 1.26 or newer is installed, or leave the engine to auto, which then does without.",
    exit: 6,
  },
  "CRD-5010": {
    title: "The engine in WebAssembly cannot run here",
    hint: "Take the engine snarkjs, which runs everywhere, or a newer Node on a processor with fused multiplication.",
    exit: 6,
  },
  "CRD-5011": {
    title: "The folder is not this batch's",
    hint: "Give each model's batch a folder of its own, and each folder one process at a time.",
    exit: 6,
  },
  "CRD-5012": {
    title: "The application is decided already",
    hint: "Leave the line out. Where the other receipt is to count no more, the lender decides again under a new reference.",
    exit: 6,
  },
  "CRD-5013": {
    title: "Lines of the batch were set aside",
    hint: "Correct what rejected.jsonl names and run the same command again: what is proven is not proven twice.",
    exit: 6,
  },
} as const satisfies Record<string, CatalogueEntry>;
