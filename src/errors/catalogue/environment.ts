import type { CatalogueEntry } from "./entry.ts";

/** 9xxx: the machine, the command line and files. Exit code 10. */
export const environmentErrors = {
  "CRD-9001": { title: "The command line is not understood", hint: "Run the command with --help to see its arguments.", exit: 10 },
} as const satisfies Record<string, CatalogueEntry>;
