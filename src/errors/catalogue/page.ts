import type { CatalogueEntry } from "./entry.ts";

/** 8xxx: the index and the page. Exit code 9. */
export const pageErrors = {
} as const satisfies Record<string, CatalogueEntry>;
