import type { CatalogueEntry } from "./entry.ts";

/** 2xxx: schemas, issuers and records. Exit code 3. */
export const recordErrors = {
  "CRD-2001": { title: "The record schema is malformed", hint: "Check the schema file against docs/schemas/schema.schema.json.", exit: 3 },
  "CRD-2002": { title: "A cell does not fit the record schema", hint: "Write the value as the schema spells it, within its range and scale.", exit: 3 },
  "CRD-2003": { title: "The record schema is too wide", hint: "Split the schema, or narrow the ranges of its features.", exit: 3 },
  "CRD-2004": { title: "The record belongs to another schema", hint: "Ask the issuer for a record under the schema that the model names.", exit: 3 },
  "CRD-2005": { title: "The issuer's signature does not hold", hint: "Ask the issuer for the record again; do not edit it.", exit: 3 },
  "CRD-2006": { title: "The issuer key does not open", hint: "Check the pass phrase; a lost pass phrase cannot be recovered.", exit: 3 },
} as const satisfies Record<string, CatalogueEntry>;
