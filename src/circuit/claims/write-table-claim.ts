import type { Claim } from "../../evidence/claims/claim.ts";
import { cardinality, codeWidth, type RecordSchema } from "../../record/schema.ts";
import { type CircuitSource, list } from "../circuit-source.ts";

/** Bits of a loss with its sign: all that a committed table may hold. */
const LOSS_BITS = 35;

/** What each characteristic's table must be, whether it reads the claimed feature or not: whole and in order; and where it does, what the claim says of it. */
export function writeTableClaim(source: CircuitSource, claim: Claim["claim"], schema: RecordSchema, inputs: number, elements: number): void {
  const width = Math.max(...schema.features.map(codeWidth));
  const rows = 3 * elements;
  const last = list(schema.features.map((feature) => cardinality(feature) - 1n));
  source.add(`var last[${schema.features.length}] = ${last};`, `signal final[${inputs}];`, `signal reads[${inputs}];`);
  source.add(`signal edge[${inputs}][${rows + 1}];`, `signal loss[${inputs}][${rows}];`, `for (var i = 0; i < ${inputs}; i++) {`);
  source.add(`    final[i] <== ChosenCode(${schema.features.length})(input_[i], last);`);
  source.add(`    (edge[i], loss[i]) <== OrderedRows(${elements}, ${width}, ${LOSS_BITS})(table[i], final[i] + 1);`);
  source.add("    reads[i] <== IsEqual()([input_[i], feature]);");
  source.add(
    claim === "monotone"
      ? `    MonotoneRows(${rows}, ${width}, ${LOSS_BITS})(edge[i], loss[i], values, term, reads[i]);`
      : `    NeverWorseRows(${rows}, ${width}, ${LOSS_BITS})(edge[i], loss[i], term, values, reads[i], limit[i]);`,
    "}",
  );
}
