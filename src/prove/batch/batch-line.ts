import { createHash } from "node:crypto";
import { z } from "zod";
import { CredenceError } from "../../errors/credence-error.ts";
import { parseJson } from "../../files/json.ts";
import { ApplicationFile, applicationOf } from "../../record/application-file.ts";
import { canonicalJson } from "../../record/canonical-json.ts";
import { SignedRecord } from "../../record/record.ts";
import { type Application, applicationId } from "../../statement/application.ts";
import type { TextLine } from "./read-lines.ts";

/** One line of a batch: a record as its issuer signed it, and the application that it was signed for. */
export const BatchLine = z.strictObject({ record: SignedRecord, application: ApplicationFile });

/** A decision to prove. */
export interface BatchEntry {
  record: SignedRecord;
  application: Application;
  /** The application's id, 0x and 64 hex digits: one application gets one receipt. */
  id: `0x${string}`;
  /** Of record and application, however they were spelled: 16 hex digits. */
  digest: string;
}

/** @throws CredenceError CRD-9003 for a line that is not a record with its application. */
export function parseBatchLine({ number, text }: TextLine): BatchEntry {
  const place = `line ${number}`;
  if (text === undefined) throw new CredenceError("CRD-9003", `${place} is longer than a line of a batch may be, 1 MiB.`, { place });
  const line = parseJson(text, BatchLine, place);
  const application = applicationOf(line.application);
  return {
    record: line.record,
    application,
    id: `0x${applicationId(application).toString(16).padStart(64, "0")}`,
    digest: createHash("sha256").update(canonicalJson(line)).digest("hex").slice(0, 16),
  };
}
