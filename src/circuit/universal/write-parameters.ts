import { INPUT_BITS, INPUTS_PER_ELEMENT } from "../../model/parameters/pack-digits.ts";
import type { CircuitSource } from "../circuit-source.ts";

/** The packed elements of `count` digits, each as the terms of its sum. */
export function packedSums(count: number, perElement: number, bits: number, digit: (i: number) => string): string[][] {
  return Array.from({ length: Math.ceil(count / perElement) }, (_, element) =>
    Array.from({ length: Math.min(perElement, count - element * perElement) }, (_, k) => `${digit(element * perElement + k)} * ${1n << BigInt(k * bits)}`),
  );
}

/** One section: its elements as sums, and its hash `${name}Hash`. */
export function writeSection(source: CircuitSource, name: string, elements: readonly string[][]): void {
  for (const [i, terms] of elements.entries()) source.sum(`${name}Packed${i}`, terms);
  source.add(`component ${name}Section = Absorb(${elements.length});`);
  source.add(...elements.map((_, i) => `${name}Section.element[${i}] <== ${name}Packed${i};`));
}

/** Writes the inputs section: `input_`, one digit for each time that a raw feature is read. */
export function writeInputs(source: CircuitSource, count: number): void {
  source.add(`signal input input_[${count}];`);
  writeSection(
    source,
    "inputs",
    packedSums(count, INPUTS_PER_ELEMENT, INPUT_BITS, (i) => `input_[${i}]`),
  );
}

/** Writes the tables section: `table`, the elements of each characteristic. */
export function writeTables(source: CircuitSource, characteristics: number, elements: number): void {
  source.add(`signal input table[${characteristics}][${elements}];`, `component tablesSection = Absorb(${characteristics * elements});`);
  source.add(`for (var i = 0; i < ${characteristics}; i++) {`, `    for (var m = 0; m < ${elements}; m++) {`);
  source.add(`        tablesSection.element[i * ${elements} + m] <== table[i][m];`, "    }", "}");
}

/** Writes the model commitment that the sections open. @param schemaHash a constant, or the name of a signal. */
export function writeOpening(
  source: CircuitSource,
  head: bigint,
  schemaHash: string,
  sections: Record<"inputs" | "tables" | "reasons" | "policy", string>,
): void {
  source.add("signal input upper;", "signal input lower;", "signal input salt;");
  source.add(`component commitment = ModelCommitment(${head});`, `commitment.schemaHash <== ${schemaHash};`);
  source.add(...Object.entries(sections).map(([name, hash]) => `commitment.${name} <== ${hash};`));
  source.add(...["upper", "lower", "salt"].map((name) => `commitment.${name} <== ${name};`), "modelCommitment <== commitment.commitment;", "");
}
