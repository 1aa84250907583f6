import "../security/no-evaluation.ts";
import { Receipt } from "../../../src/receipt/receipt.ts";

/** A receipt has a few kilobytes. */
const LARGEST = 64 * 1024;

/** Reads a receipt that was dropped on the page. @throws Error with a sentence for its reader where the file is no receipt. */
export async function readReceiptFile(file: Pick<File, "size" | "text">): Promise<Receipt> {
  if (file.size > LARGEST) throw new Error(`It has ${file.size} bytes. A receipt has at most ${LARGEST}.`);
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch {
    throw new Error("It is not JSON, and a receipt is.");
  }
  const parsed = Receipt.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(
    `It is not a receipt of the form credence.receipt/1. At ${issue?.path.join(".") || "its top"}: expected ${issue?.message ?? "another form"}.`,
  );
}
