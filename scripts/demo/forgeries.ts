import { join } from "node:path";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { type OpenModel, proveDecision } from "../../src/prove/prove-decision.ts";
import type { Receipt } from "../../src/receipt/receipt.ts";
import { writeReceipt } from "../../src/receipt/receipt-file.ts";
import { settle } from "../../src/settle/settle.ts";
import { packOutcome } from "../../src/statement/outcome.ts";
import { PUBLIC_SIGNALS } from "../../src/statement/signals.ts";
import { applicantAccount, PEOPLE } from "./accounts.ts";
import type { SignedApplication } from "./applications.ts";
import type { Register } from "./register.ts";

/** An attempt to cheat, and what was said to it. */
export interface Refusal {
  attempt: string;
  refusal: string;
}

/** @throws CredenceError CRD-9900 where the attempt succeeds: then nothing here may be relied on. */
async function refused(attempt: string, cheat: () => Promise<unknown>): Promise<Refusal> {
  try {
    await cheat();
  } catch (error) {
    if (error instanceof CredenceError && error.code !== "CRD-9900") return { attempt, refusal: error.message };
    throw error;
  }
  throw new CredenceError("CRD-9900", `A forgery was not refused: ${attempt}.`);
}

/**
 * Cheats in three ways on an application that is not decided yet: a record changed by one unit, a decline turned into an approval, a stranger who settles.
 * @param folder where the forged receipts go
 */
export async function refuseForgeries(open: OpenModel, register: Register, { application, record }: SignedApplication, folder: string): Promise<Refusal[]> {
  const lender = await register.as(PEOPLE.lender);
  const startBlock = BigInt(register.deployment.startBlock);
  const receiptPath = join(folder, "forged.json");
  const send = async (clients: typeof lender, receipt: Receipt) => {
    writeReceipt(receiptPath, receipt);
    await settle({ ...clients, receipt, receiptPath, startBlock });
  };
  const name = open.model.schema.features.find(({ type }) => type === "number")?.name as string;
  const features = { ...record.features, [name]: String(Number(record.features[name]) + 1) };
  const honest = await proveDecision(open, record, application);
  const outcome = { ...honest.outcome, decision: "approve" as const };
  const signals = [...honest.signals];
  signals[PUBLIC_SIGNALS.indexOf("outcome")] = packOutcome(outcome);

  return [
    await refused(`a record whose ${name} is larger by one`, () => proveDecision(open, { ...record, features }, application)),
    await refused(`a ${honest.outcome.decision} that was turned into an approval`, () => send(lender, { ...honest, outcome, signals })),
    await refused("a proof that a stranger settles", async () => send(await register.as(applicantAccount(0)), honest)),
  ];
}
