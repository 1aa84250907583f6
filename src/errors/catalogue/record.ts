import type { CatalogueEntry } from "./entry.ts";

/** 2xxx: schemas, issuers and records. Exit code 3. */
export const recordErrors = {
} as const satisfies Record<string, CatalogueEntry>;
