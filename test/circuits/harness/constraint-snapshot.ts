import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./compile.ts";
import type { R1cs } from "./r1cs.ts";

const SNAPSHOT = join(ROOT, "circuits/constraints.json");

/** The products of a circuit. A linear constraint that simplification leaves, such as the one that ties an output, is not counted: it is an effect of where the template stands. */
export const countProducts = ({ constraints }: R1cs): number =>
  constraints.filter(({ a, b }) => [a, b].every(({ wires }) => wires.some((wire) => wire !== 0))).length;

/** The committed counts. A change of them is reviewed like a change of gas; UPDATE_SNAPSHOTS=1 writes those at hand. */
export function committedConstraints(counted: Record<string, number>): Record<string, number> {
  if (process.env.UPDATE_SNAPSHOTS === "1") writeFileSync(SNAPSHOT, `${JSON.stringify(counted, null, 2)}\n`);
  return JSON.parse(readFileSync(SNAPSHOT, "utf8")) as Record<string, number>;
}
