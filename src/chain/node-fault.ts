import { BaseError } from "viem";

const ended = (text: string) => (text.split("\n")[0] as string).trim().replace(/[.:]*$/, "");

/**
 * What a node or the connection to it said, in one line. viem's own message holds the node's address, and many addresses hold a key; it is neither printed nor
 * handed on.
 */
export function nodeFault(cause: unknown): Error {
  if (!(cause instanceof BaseError)) return cause instanceof Error ? cause : new Error(String(cause));
  // The innermost error is the node's or the connection's own; of viem's errors only the parts without the address are taken.
  const innermost = cause.walk();
  const own =
    innermost instanceof BaseError
      ? innermost.details || innermost.shortMessage
      : (innermost as Error).message || String((innermost as { code?: string }).code);
  return new Error(`${[...new Set([ended(cause.shortMessage), ended(own)])].join(": ")}.`);
}
