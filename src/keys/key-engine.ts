import { CredenceError } from "../errors/credence-error.ts";
import { findNativeProgram } from "./native-program.ts";

/** What makes keys: the native program, or npm packages alone. Both make the same kind of key. */
export const KEY_ENGINES = ["native", "wasm"] as const;
export type KeyEngine = (typeof KEY_ENGINES)[number];

export interface KeyEngineOptions {
  /** "auto", which it is unless told: the native program where it was built, else npm packages alone. */
  engine?: KeyEngine | "auto" | undefined;
  /** Hears, in a sentence, why "auto" did without the native program. */
  onFallback?: ((why: string) => void) | undefined;
}

/** A key's making by either engine. `program` is what `findNativeProgram` found. */
export interface KeyMaking<T> {
  native(program: { path: string; source: string }): Promise<T>;
  wasm(): Promise<T>;
}

/**
 * Makes something by the fastest engine that this machine has, unless told which.
 * @throws CredenceError CRD-5009 (the native program was asked for and is not there), and what the making throws.
 */
export async function makeBy<T>({ engine = "auto", onFallback = () => {} }: KeyEngineOptions, making: KeyMaking<T>): Promise<T> {
  if (engine === "wasm") return making.wasm();
  try {
    const program = findNativeProgram();
    if ("missing" in program) throw new CredenceError("CRD-5009", program.missing);
    return await making.native(program);
  } catch (error) {
    // Only what says that there is no such program here: what it refuses is refused.
    if (engine === "native" || !(error instanceof CredenceError) || error.code !== "CRD-5009") throw error;
    onFallback(error.message);
    return making.wasm();
  }
}
