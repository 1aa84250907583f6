import type { CatalogueEntry } from "./entry.ts";

/** 8xxx: the index and the page. Exit code 9. */
export const pageErrors = {
  "CRD-8001": { title: "The request is not understood", hint: "Check the address and its parameters against src/indexer/api.ts.", exit: 9 },
  "CRD-8002": { title: "The model is not known", hint: "Check the model's id; a model shows once its registration is in a block.", exit: 9 },
  "CRD-8003": { title: "The decision is not known", hint: "Check the application's id; a decision shows once its settlement is in a block.", exit: 9 },
  "CRD-8004": { title: "The index has read nothing yet", hint: "Wait a few seconds and ask again.", exit: 9 },
  "CRD-8005": { title: "The index cannot read the chain", hint: "Check the RPC address and that its chain is the deployment's; the index goes on from where it stopped.", exit: 9 },
} as const satisfies Record<string, CatalogueEntry>;
