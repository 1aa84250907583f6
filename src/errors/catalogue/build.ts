import type { CatalogueEntry } from "./entry.ts";

/** 3xxx: circuits, compiling and manifests. Exit code 4. */
export const buildErrors = {
  "CRD-3001": { title: "No circuit can be made for this model", hint: "Correct what is named in the model or its policy, and import it again.", exit: 4 },
  "CRD-3002": { title: "The circuit does not compile", hint: "Check that circuits/lib is as it was checked out, then build again and report it.", exit: 4 },
  "CRD-3003": { title: "The circuit compiler stopped", hint: "Check that 2 GiB of memory are free, and build again.", exit: 4 },
  "CRD-3004": {
    title: "A Solidity source does not compile",
    hint: "Check that src/build and contracts are as they were checked out, then build again and report it.",
    exit: 4,
  },
  "CRD-3005": { title: "The model is not built", hint: "Run credence build on the model directory first.", exit: 4 },
  "CRD-3006": {
    title: "The manifest does not belong to the model",
    hint: "Build the model again; what stands in its public folder was altered or is of another build.",
    exit: 4,
  },
  "CRD-3007": { title: "No verifier takes the key", hint: "Do not use this key: build the model again, or hold its ceremony again.", exit: 4 },
  "CRD-3008": {
    title: "The key is of another circuit",
    hint: "Give both policies one `shape` that is large enough, import again and build both with --mode universal; or make this version a key of its own.",
    exit: 4,
  },
} as const satisfies Record<string, CatalogueEntry>;
