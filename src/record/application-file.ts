import { z } from "zod";
import { parseJsonFile } from "../files/json.ts";
import type { Application } from "../statement/application.ts";

const word = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "32 bytes as 0x and 64 hex digits")
  .transform((text) => text.toLowerCase() as `0x${string}`);
const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "an address")
  .transform((text) => text as `0x${string}`);

/** What a lender tells the issuer: the application that the record is to be signed for, and no other. */
export const ApplicationFile = z.strictObject({
  format: z.literal("credence.application/1"),
  chainId: z.int().positive(),
  decisionRegistry: address,
  lender: address,
  /** An EVM address padded to 32 bytes on the left, or a hiding commitment. */
  subject: word,
  reference: word,
});

/** The application that a file states. */
export function applicationOf({ chainId, decisionRegistry, lender, subject, reference }: z.infer<typeof ApplicationFile>): Application {
  return { chainId: BigInt(chainId), decisionRegistry, lender, subject, reference };
}

/** Reads an application. @throws CredenceError CRD-9002 or CRD-9003 with file and place. */
export const readApplication = (path: string): Application => applicationOf(parseJsonFile(path, ApplicationFile));
