import type { CatalogueEntry } from "./entry.ts";

/** 7xxx: receipts and verification. Exit code 8. */
export const receiptErrors = {
  "CRD-7001": { title: "The receipt does not hold", hint: "Do not rely on it; ask whoever gave it to you for it again, and see which check fails.", exit: 8 },
  "CRD-7002": {
    title: "The receipt was proven with a development key",
    hint: "Do not rely on it for a real decision: whoever made the key can forge receipts.",
    exit: 8,
  },
} as const satisfies Record<string, CatalogueEntry>;
