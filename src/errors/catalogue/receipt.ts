import type { CatalogueEntry } from "./entry.ts";

/** 7xxx: receipts and verification. Exit code 8. */
export const receiptErrors = {
} as const satisfies Record<string, CatalogueEntry>;
