import type { Found } from "../../../src/indexer/api.ts";
import { subjectAddress } from "../format/hash.ts";
import { decisionsHref } from "./decision-filter.ts";
import { issuerHref } from "./issuer-href.ts";

/** Where this register shows a record that was found. */
export function foundHref({ record, id }: Found): string {
  switch (record) {
    case "decision":
      return `/decisions/${id}`;
    case "model":
      return `/models/${id}`;
    case "lender":
      return decisionsHref({ lender: id });
    case "subject":
      return decisionsHref({ subject: subjectAddress(id) });
    case "issuer":
    case "issuer key":
      return issuerHref(id);
  }
}

/** What a record is called in a list of different ones. */
export const FOUND_WORDS: Record<Found["record"], string> = {
  decision: "Decision",
  model: "Model",
  lender: "Decisions of a lender",
  subject: "Decisions on a subject",
  issuer: "Issuer",
  "issuer key": "Issuer's key",
};
