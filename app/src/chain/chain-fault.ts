import { BaseError } from "viem";

/** Why a reading of the chain gave nothing, in a sentence; without the request, which a reader did not write. */
export function chainFault(error: unknown): string {
  if (!(error instanceof BaseError)) return error instanceof Error ? error.message : `${error}`;
  const details = error.details && !error.shortMessage.includes(error.details) ? ` ${error.details.replace(/^"(.*)"$/, "$1")}` : "";
  return `${error.shortMessage.replace(/\s+/g, " ").trim()}${details}`;
}
