import type { CatalogueEntry } from "./entry.ts";

/** 1xxx: importing and evaluating models. Exit code 2. */
export const modelErrors = {
} as const satisfies Record<string, CatalogueEntry>;
