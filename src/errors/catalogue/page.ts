import type { CatalogueEntry } from "./entry.ts";

/** 8xxx: the index and the page. Exit code 9. */
export const pageErrors = {
  "CRD-8001": { title: "The request is not understood", hint: "Check the address and its parameters against src/indexer/api.ts.", exit: 9 },
  "CRD-8002": { title: "The model is not known", hint: "Check the model's id; a model shows once its registration is in a block.", exit: 9 },
  "CRD-8003": { title: "The decision is not known", hint: "Check the application's id; a decision shows once its settlement is in a block.", exit: 9 },
  "CRD-8004": { title: "The index has read nothing yet", hint: "Wait a few seconds and ask again.", exit: 9 },
  "CRD-8005": {
    title: "The index cannot read the chain",
    hint: "Check the RPC address and that its chain is the deployment's; the index goes on from where it stopped.",
    exit: 9,
  },
  "CRD-8101": { title: "The index does not answer", hint: "Start it with `credence serve`, or set CREDENCE_INDEX_URL to where it answers.", exit: 9 },
  "CRD-8102": { title: "The index answers in another form", hint: "Index and page must be of the same version: start both from one checkout.", exit: 9 },
  "CRD-8103": { title: "The page is not built", hint: "Read the build's own message; `npm start` builds it again.", exit: 9 },
  "CRD-8104": {
    title: "The chain does not show this decision",
    hint: "Check that the node serves the register's chain, or read it through another node.",
    exit: 9,
  },
} as const satisfies Record<string, CatalogueEntry>;
