import { POLICY_BITS, STEPS_PER_ELEMENT, scorecardHead, slotBias } from "../../model/parameters/scorecard-sections.ts";
import { packing, type RecordSchema, schemaHash } from "../../record/schema.ts";
import type { CircuitSource } from "../circuit-source.ts";
import type { ScorecardShape } from "./universal-shape.ts";
import { packedSums, writeInputs, writeOpening, writeSection, writeTables } from "./write-parameters.ts";
import { writeReasons } from "./write-reasons.ts";

/** The templates that a universal scorecard is made of. */
export const UNIVERSAL_SCORECARD_INCLUDES = [
  "range/range-check.circom",
  "universal/chosen-code.circom",
  "universal/loss-at.circom",
  "universal/reason-sums.circom",
  "universal/top-four-codes.circom",
  "universal/cut-offs.circom",
  "universal/hidden-band.circom",
  "universal/absorb.circom",
  "universal/model-commitment.circom",
  "reasons/pack-reasons.circom",
  "shell/decision-shell.circom",
];

/** Writes all the parameters of a scorecard as private inputs (input_, table, step, approveFrom, referFrom, start, bandWidth, upper, lower, salt), and the model commitment that they open. */
export function writeScorecardParameters(source: CircuitSource, schema: RecordSchema, { characteristics, rows }: ScorecardShape): void {
  const elements = rows / 3;
  writeInputs(source, characteristics);
  writeTables(source, characteristics, elements);
  source.add(`signal input step[${characteristics - 1}];`);
  writeSection(
    source,
    "reasons",
    packedSums(characteristics - 1, STEPS_PER_ELEMENT, 1, (i) => `step[${i}]`),
  );
  const numbers = ["approveFrom", "referFrom", "start", "bandWidth"];
  source.add(...numbers.map((name) => `signal input ${name};`));
  writeSection(
    source,
    "policy",
    packedSums(4, 4, POLICY_BITS, (i) => `(${numbers[i]} + ${slotBias(POLICY_BITS)})`),
  );
  writeOpening(source, scorecardHead(characteristics, elements), `${schemaHash(schema)}`, {
    inputs: "inputsSection.out",
    tables: "tablesSection.out",
    reasons: "reasonsSection.out",
    policy: "policySection.out",
  });
}

/** Writes what makes the decision of a hidden scorecard: from the codes to score, decision, disclosedScore and packedReasons. */
export function writeUniversalScorecard(source: CircuitSource, schema: RecordSchema, shape: ScorecardShape): void {
  const slots = packing(schema);
  const { characteristics: n, lossBits, shortfallBits, scoreBits, bandBits } = shape;
  const width = Math.max(...slots.map((slot) => slot.width));
  source.add("// What each characteristic reads, and what it takes off the points at the baseline.");
  source.add(`signal read[${n}];`, `signal loss[${n}];`, "var lost = 0;", `for (var i = 0; i < ${n}; i++) {`);
  source.add(`    read[i] <== ChosenCode(${slots.length})(input_[i], code);`);
  source.add(`    loss[i] <== LossAt(${shape.rows / 3}, ${width}, ${lossBits})(read[i], table[i]);`, "    lost += loss[i];", "}");
  source.add("signal score <== start - lost;", `RangeCheck(${scoreBits})(score + ${1n << BigInt(scoreBits - 1)});`);
  // Two numbers of scoreBits are at most that far apart.
  source.add(`signal decision <== CutOffs(${scoreBits})(score, approveFrom, referFrom);`);
  source.add(`signal disclosedScore <== HiddenBand(${scoreBits}, ${bandBits})(score, bandWidth);`, "");
  writeReasons(source, n, shortfallBits);
}
