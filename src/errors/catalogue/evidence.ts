import type { CatalogueEntry } from "./entry.ts";

/** 12xx: evidence about a model. Exit code 2. */
export const evidenceErrors = {
  "CRD-1201": { title: "A claim is not understood", hint: "Write the claim in one of the forms of docs/evidence.md.", exit: 2 },
  "CRD-1202": {
    title: "A claim does not fit the record schema",
    hint: "Name a feature of the model's schema, and a value that its records can have.",
    exit: 2,
  },
  "CRD-1203": { title: "The kind of model is not examined", hint: "See docs/evidence.md for the kinds of model that this evidence is made for.", exit: 2 },
  "CRD-1204": {
    title: "A claim about the model is not shown",
    hint: "Do not register the model with this claim: score the counterexample of a claim that fails; one that is not decided is neither shown nor refuted.",
    exit: 2,
  },
  "CRD-1205": {
    title: "The rows do not serve as evidence",
    hint: "Give a table of applicants with a line each, and with known outcomes of both kinds where the model's performance is measured.",
    exit: 2,
  },
  "CRD-1206": { title: "The proof of a claim does not hold", hint: "Do not rely on it; see which check fails, and ask for it again.", exit: 2 },
} as const satisfies Record<string, CatalogueEntry>;
