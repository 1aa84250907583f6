import type { Claim } from "../../evidence/claims/claim.ts";
import { LINE_SLOTS } from "../../model/parameters/linear-sections.ts";
import { cardinality, codeWidth, type RecordSchema } from "../../record/schema.ts";
import { type CircuitSource, list } from "../circuit-source.ts";
import { startsOf } from "../universal/write-linear.ts";

/** Bits of a slope and of a loss with their signs: all that a committed row of one element may hold. */
const BITS = { slope: LINE_SLOTS.slope - 1, loss: LINE_SLOTS.loss - 1 };

/** What each term's table must be, whether it reads the claimed feature or not: whole and in order; and where it does, what the claim says of it. @param rows of each term. */
export function writeLineClaim(source: CircuitSource, claim: Claim["claim"], schema: RecordSchema, rows: readonly number[]): void {
  const width = Math.max(...schema.features.map(codeWidth));
  const last = list(schema.features.map((feature) => cardinality(feature) - 1n));
  const starts = startsOf(rows);
  source.add(`var last[${schema.features.length}] = ${last};`, `signal final[${rows.length}];`, `signal reads[${rows.length}];`);
  for (const [i, count] of rows.entries()) {
    const size = `(${count}, ${width}, ${BITS.slope}, ${BITS.loss})`;
    source.add(`final[${i}] <== ChosenCode(${schema.features.length})(input_[${i}], last);`);
    source.add(`component lines${i} = OrderedLines${size};`, `lines${i}.end <== final[${i}] + 1;`);
    source.add(`for (var r = 0; r < ${count}; r++) lines${i}.element[r] <== row[${starts[i]} + r];`);
    source.add(`reads[${i}] <== IsEqual()([input_[${i}], feature]);`);
    const opened = `lines${i}.edge, lines${i}.slope, lines${i}.loss`;
    source.add(
      claim === "monotone"
        ? `MonotoneLines${size}(${opened}, values, term, reads[${i}]);`
        : `NeverWorseLines${size}(${opened}, term, values, reads[${i}], limit[${i}]);`,
    );
  }
}
