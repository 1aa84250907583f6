import type { CatalogueEntry } from "./entry.ts";

/** 4xxx: set-up, ceremony and verifying keys. Exit code 5. */
export const keysErrors = {
} as const satisfies Record<string, CatalogueEntry>;
