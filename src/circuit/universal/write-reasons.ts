import type { CircuitSource } from "../circuit-source.ts";

/** Writes the four principal reasons of n losses, whose reasons `step` tells: packedReasons. */
export function writeReasons(source: CircuitSource, n: number, shortfallBits: number): void {
  source.add("// The four principal reasons.");
  source.add(`signal shortfall[${n}];`, `signal reason[${n}];`, `(shortfall, reason) <== ReasonSums(${n})(loss, step);`);
  source.add(`signal slot[4] <== TopFourCodes(${n}, ${shortfallBits})(shortfall, reason);`, "signal packedReasons <== PackReasons()(slot);", "");
}
