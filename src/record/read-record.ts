import { parseJsonFile } from "../files/json.ts";
import { SignedRecord } from "./record.ts";

/** Reads a record file. @throws CredenceError CRD-9002 or CRD-9003 with file and place. */
export const readRecord = (path: string): SignedRecord => parseJsonFile(path, SignedRecord);
