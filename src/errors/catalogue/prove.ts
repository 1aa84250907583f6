import type { CatalogueEntry } from "./entry.ts";

/** 5xxx: witnesses and proofs. Exit code 6. */
export const proveErrors = {
} as const satisfies Record<string, CatalogueEntry>;
