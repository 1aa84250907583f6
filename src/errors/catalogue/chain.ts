import type { CatalogueEntry } from "./entry.ts";

/** 6xxx: deployments, registries and settlement. Exit code 7. */
export const chainErrors = {
} as const satisfies Record<string, CatalogueEntry>;
