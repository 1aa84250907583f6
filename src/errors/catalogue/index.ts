import { buildErrors } from "./build.ts";
import { chainErrors } from "./chain.ts";
import type { CatalogueEntry } from "./entry.ts";
import { environmentErrors } from "./environment.ts";
import { evidenceErrors } from "./evidence.ts";
import { keysErrors } from "./keys.ts";
import { modelErrors } from "./model.ts";
import { pageErrors } from "./page.ts";
import { proveErrors } from "./prove.ts";
import { receiptErrors } from "./receipt.ts";
import { recordErrors } from "./record.ts";
import { treesErrors } from "./trees.ts";

/** Every error of the project by its code; `docs/errors.md` is generated from this. */
const entries = {
  ...modelErrors,
  ...treesErrors,
  ...evidenceErrors,
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
