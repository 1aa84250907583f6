import { CredenceError } from "../../errors/credence-error.ts";
import type { Receipt } from "../../receipt/receipt.ts";
import type { BatchEntry } from "./batch-line.ts";
import type { ProvingThread } from "./proving-thread.ts";

/** Proves a line, and once more where the prover stopped under it: whatever stopped takes one attempt with it, and the engine starts another. */
export async function proveTwice(thread: Pick<ProvingThread, "prove">, { record, application }: BatchEntry): Promise<Receipt> {
  try {
    return await thread.prove(record, application);
  } catch (error) {
    if (!(error instanceof CredenceError) || error.code !== "CRD-5005") throw error;
    return thread.prove(record, application);
  }
}
