import { CATALOGUE, type ErrorCode } from "./catalogue/index.ts";

/** What the CLI, the API and the page show of an error. */
export interface ErrorRecord {
  code: ErrorCode;
  title: string;
  message: string;
  hint: string;
  place?: string;
  cause?: string;
}

/**
 * The one error of the project. `code` names an entry of the catalogue, which gives title, hint and exit code;
 * `message` says what happened this time, `place` where (file, line, column, node, signal).
 */
export class CredenceError extends Error {
  override readonly name = "CredenceError";
  readonly code: ErrorCode;
  readonly place: string | undefined;

  constructor(code: ErrorCode, message: string, options: { place?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.place = options.place;
  }

  get exitCode(): number {
    return CATALOGUE[this.code].exit;
  }

  toRecord(): ErrorRecord {
    const entry = CATALOGUE[this.code];
    return {
      code: this.code,
      title: entry.title,
      message: this.message,
      hint: entry.hint,
      ...(this.place === undefined ? {} : { place: this.place }),
      ...(this.cause instanceof Error ? { cause: this.cause.message } : {}),
    };
  }
}
