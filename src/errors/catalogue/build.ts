import type { CatalogueEntry } from "./entry.ts";

/** 3xxx: circuits, compiling and manifests. Exit code 4. */
export const buildErrors = {
} as const satisfies Record<string, CatalogueEntry>;
