import { linearHead, NUMBER_BIAS } from "../../model/parameters/linear-sections.ts";
import { STEPS_PER_ELEMENT } from "../../model/parameters/scorecard-sections.ts";
import { packing, type RecordSchema, schemaHash } from "../../record/schema.ts";
import type { CircuitSource } from "../circuit-source.ts";
import type { LinearShape } from "./linear-shape.ts";
import { packedSums, writeInputs, writeOpening, writeSection } from "./write-parameters.ts";
import { writeReasons } from "./write-reasons.ts";

/** The templates that a universal linear model is made of. */
export const UNIVERSAL_LINEAR_INCLUDES = [
  "range/range-check.circom",
  "universal/chosen-code.circom",
  "universal/line-loss-at.circom",
  "universal/reason-sums.circom",
  "universal/top-four-codes.circom",
  "universal/cut-offs.circom",
  "universal/hidden-quotient.circom",
  "universal/hidden-band.circom",
  "universal/absorb.circom",
  "universal/model-commitment.circom",
  "reasons/pack-reasons.circom",
  "shell/decision-shell.circom",
];

/** The numbers of the policy section, an element each: committed as they are, so that none needs a check of its own. */
const NUMBERS = ["approveBelow", "declineFrom", "start", "bandWidth", "scoreOffset", "scoreSlope", "scoreDivisor"];

/** Where each term's rows begin in the tables section. */
export const startsOf = (pieces: readonly number[]) => pieces.map((_, term) => pieces.slice(0, term).reduce((sum, count) => sum + count, 0));

/** Writes the tables section: `row`, the rows of all terms, and its hash `tablesHash`. */
export function writeLines(source: CircuitSource, pieces: readonly number[]): void {
  const rows = pieces.reduce((sum, count) => sum + count, 0);
  source.add(`signal input row[${rows}];`, `signal tablesHash <== Absorb(${rows})(row);`);
}

/** Writes all the parameters of a linear model as private inputs (input_, row, step, the policy's numbers, upper, lower, salt), and the model commitment that they open. */
export function writeLinearParameters(source: CircuitSource, schema: RecordSchema, { pieces }: LinearShape): void {
  writeInputs(source, pieces.length);
  writeLines(source, pieces);
  source.add(`signal input step[${pieces.length - 1}];`);
  writeSection(
    source,
    "reasons",
    packedSums(pieces.length - 1, STEPS_PER_ELEMENT, 1, (i) => `step[${i}]`),
  );
  source.add(...NUMBERS.map((name) => `signal input ${name};`));
  writeSection(
    source,
    "policy",
    NUMBERS.map((name) => [name, `${NUMBER_BIAS}`]),
  );
  writeOpening(source, linearHead(pieces), `${schemaHash(schema)}`, {
    inputs: "inputsSection.out",
    tables: "tablesHash",
    reasons: "reasonsSection.out",
    policy: "policySection.out",
  });
}

/** Writes what makes the decision of a hidden linear model: from the codes to margin, score, decision, disclosedScore and packedReasons. */
export function writeUniversalLinear(source: CircuitSource, schema: RecordSchema, shape: LinearShape): void {
  const slots = packing(schema);
  const { pieces, slopeBits, lossBits, shortfallBits, marginBits, divisorBits, scoreBits, bandBits } = shape;
  const width = Math.max(...slots.map((slot) => slot.width));
  const starts = startsOf(pieces);
  source.add("// What each term reads, and what it adds to the margin of the reference.");
  source.add(`signal read[${pieces.length}];`, `signal loss[${pieces.length}];`);
  for (const [i, count] of pieces.entries()) {
    source.add(`read[${i}] <== ChosenCode(${slots.length})(input_[${i}], code);`);
    source.add(`component line${i} = LineLossAt(${count}, ${width}, ${slopeBits}, ${lossBits});`, `line${i}.code <== read[${i}];`);
    source.add(`for (var m = 0; m < ${count}; m++) line${i}.element[m] <== row[${starts[i]} + m];`, `loss[${i}] <== line${i}.out;`);
  }
  source.sum("margin", ["start", ...pieces.map((_, i) => `loss[${i}]`)]);
  // The decision of a score that falls as the margin rises: margins below a cut-off are those up to one less.
  source.add(`signal decision <== CutOffs(${marginBits})(-margin, 1 - approveBelow, 1 - declineFrom);`);
  source.add(`signal score <== HiddenQuotient(${scoreBits}, ${divisorBits})(scoreOffset - scoreSlope * margin, scoreDivisor);`);
  source.add(`signal disclosedScore <== HiddenBand(${scoreBits}, ${bandBits})(score, bandWidth);`, "");
  writeReasons(source, pieces.length, shortfallBits);
}
