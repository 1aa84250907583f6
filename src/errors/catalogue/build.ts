import type { CatalogueEntry } from "./entry.ts";

/** 3xxx: circuits, compiling and manifests. Exit code 4. */
export const buildErrors = {
  "CRD-3001": { title: "No circuit can be made for this model", hint: "Correct what is named in the model or its policy, and import it again.", exit: 4 },
  "CRD-3002": { title: "The circuit does not compile", hint: "Check that circuits/lib is as it was checked out, then build again and report it.", exit: 4 },
  "CRD-3003": { title: "The circuit compiler stopped", hint: "Check that 2 GiB of memory are free, and build again.", exit: 4 },
} as const satisfies Record<string, CatalogueEntry>;
