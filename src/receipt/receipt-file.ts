import { parseJsonFile, writeJsonFile } from "../files/json.ts";
import { Receipt } from "./receipt.ts";

/** Reads a receipt. @throws CredenceError CRD-9002 or CRD-9003 with file and place. */
export const readReceipt = (path: string): Receipt => parseJsonFile(path, Receipt);

/** Writes a receipt, readable by its owner only: it opens the applicant's score and reasons. */
export const writeReceipt = (path: string, receipt: Receipt): void => writeJsonFile(path, receipt, 0o600);
