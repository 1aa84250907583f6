import type { CatalogueEntry } from "./entry.ts";
import { modelErrors } from "./model.ts";
import { recordErrors } from "./record.ts";
import { buildErrors } from "./build.ts";
import { keysErrors } from "./keys.ts";
import { proveErrors } from "./prove.ts";
import { chainErrors } from "./chain.ts";
import { receiptErrors } from "./receipt.ts";
import { pageErrors } from "./page.ts";
import { environmentErrors } from "./environment.ts";

/** Every error of the project by its code; `docs/errors.md` is generated from this. */
const entries = {
  ...modelErrors,
  ...recordErrors,
  ...buildErrors,
  ...keysErrors,
  ...proveErrors,
  ...chainErrors,
  ...receiptErrors,
  ...pageErrors,
  ...environmentErrors,
};

export type ErrorCode = keyof typeof entries;
export const CATALOGUE: Readonly<Record<ErrorCode, CatalogueEntry>> = entries;
