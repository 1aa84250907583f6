import type { CatalogueEntry } from "./entry.ts";

/** 9xxx: the machine, the command line and files. Exit code 10. */
export const environmentErrors = {
  "CRD-9001": { title: "The command line is not understood", hint: "Run the command with --help to see its arguments.", exit: 10 },
  "CRD-9002": { title: "A file cannot be read or written", hint: "Check the path, and that this user may read and write it.", exit: 10 },
  "CRD-9003": { title: "A file is not what was expected", hint: "Compare the file with the schema that its format line names, under docs/schemas.", exit: 10 },
  "CRD-9004": {
    title: "This machine lacks what the commands rely on",
    hint: "Do what credence doctor says beside each line that is marked MISSING.",
    exit: 10,
  },
  "CRD-9900": { title: "Something failed that should not have", hint: "Run the command again with CREDENCE_DEBUG=1 and report what it prints.", exit: 10 },
} as const satisfies Record<string, CatalogueEntry>;
