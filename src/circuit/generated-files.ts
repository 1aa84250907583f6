import { renderBase8Windows } from "./base8-windows.ts";

/** What stands in circuits/generated, by file name, and what writes it. A test holds the folder to this, file for file. */
export const GENERATED_FILES: Record<string, () => string> = {
  "base8-windows.circom": renderBase8Windows,
};
