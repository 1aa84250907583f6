import { notFound } from "next/navigation";
import { CredenceError } from "../../../src/errors/credence-error.ts";

/** Codes by which the index says that there is no such thing. */
const ABSENT: readonly string[] = ["CRD-8002", "CRD-8003"];

/** A reading, or the catalogue's error where the index gave none: the page shows it. What does not exist is the not-found page. */
export async function attempt<T>(reading: Promise<T>): Promise<T | CredenceError> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof CredenceError)) throw error;
    if (ABSENT.includes(error.code)) notFound();
    return error;
  }
}
