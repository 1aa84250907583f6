import "server-only";
import { z } from "zod";
import { CATALOGUE, type ErrorCode } from "../../../src/errors/catalogue/index.ts";
import { CredenceError } from "../../../src/errors/credence-error.ts";
import { indexAddress } from "./address.ts";

/** The index answers from a local database: longer than this, it is not well. */
const PATIENCE_MS = 8_000;

const errorRecord = z.object({ code: z.string().refine((code): code is ErrorCode => code in CATALOGUE), message: z.string(), place: z.string().optional() });

/**
 * Asks the index. Nothing is cached: a register that shows an old answer as new is worse than a slow one.
 * @returns the answer's text as it came, and what it says: a manifest's hash is of its very bytes.
 * @throws CredenceError CRD-8101 where the index does not answer, or its own error where it gives one.
 */
export async function askIndexAsIs(path: string): Promise<{ text: string; body: unknown }> {
  const address = indexAddress();
  let answer: Response;
  let text: string;
  let body: unknown;
  try {
    answer = await fetch(new URL(path, address), { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), headers: { accept: "application/json" } });
    text = await answer.text();
    body = JSON.parse(text);
  } catch (cause) {
    throw new CredenceError("CRD-8101", "The index behind this page did not answer.", { place: path, cause });
  }
  if (answer.ok) return { text, body };
  const record = errorRecord.safeParse(body);
  if (!record.success) throw new CredenceError("CRD-8101", `The index behind this page answered with status ${answer.status}.`, { place: path });
  throw new CredenceError(record.data.code, record.data.message, { place: record.data.place });
}

/** What the index says. @throws CredenceError as {@link askIndexAsIs} does. */
export const askIndex = async (path: string): Promise<unknown> => (await askIndexAsIs(path)).body;

/** Asks the index and checks the shape of its answer. @throws CredenceError CRD-8102 where it has another shape. */
export async function readIndex<T>(path: string, shape: z.ZodType<T>): Promise<T> {
  const parsed = shape.safeParse(await askIndex(path));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CredenceError("CRD-8102", `The index answered ${path} with something else than expected: ${issue?.message ?? "another shape"}.`, {
    place: issue?.path.join(".") ?? path,
  });
}
