import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./compile.ts";

/** The committed count of non-linear constraints of a circuit. A change of it is reviewed like a change of gas. @throws Error for an unknown name. */
export function committedConstraints(name: string): number {
  const counts = JSON.parse(readFileSync(join(ROOT, "circuits/constraints.json"), "utf8")) as Record<string, number>;
  const count = counts[name];
  if (count === undefined) throw new Error(`circuits/constraints.json has no ${name}`);
  return count;
}
