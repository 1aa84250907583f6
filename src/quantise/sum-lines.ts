import { CredenceError } from "../errors/credence-error.ts";
import { type Feature, missingCode, type RecordSchema } from "../record/schema.ts";
import type { ColumnSource } from "./column-sources.ts";
import { type Floats, type Line, roundedLine } from "./line.ts";
import { linearForm } from "./linear-form.ts";
import { plus, rational, times, ZERO } from "./rational.ts";

/**
 * A sum of raw features as one line over the codes of each: their values add up to the column's. Bounds and offset of the whole stand with the first.
 * @throws CredenceError CRD-1113 for a ratio, for features that may be missing, and for what is not linear in the sum.
 */
export function sumLines(
  { column, through }: ColumnSource & { kind: "form" },
  name: string,
  schema: RecordSchema,
  floats: Floats,
): { feature: number; line: Line }[] {
  const refuse = (message: string) => new CredenceError("CRD-1113", message, { place: `column ${name}` });
  if (column.kind === "ratio") throw refuse(`${column.name} is a ratio, which is no sum over raw features.`);
  const { form, scale, least, most, magnitude } = linearForm(column.terms, schema, column.name);
  const missing = form.terms.map(({ feature }) => schema.features[feature] as Feature).find((feature) => missingCode(feature) !== undefined);
  if (missing !== undefined) throw refuse(`${column.name} adds ${missing.name}, which may be missing; expected each feature imputed on its own.`);

  // A line over the sum itself, a whole number of units.
  const unit = rational(1n, BigInt(column.divisor ?? 1) * 10n ** BigInt(scale));
  const valueAt = (units: bigint) => Number(units) / (column.divisor ?? 1) / 10 ** scale;
  const turns = through?.breaks.some((holds) => holds(valueAt(least)) !== holds(valueAt(most))) === true;
  if (turns) throw refuse(`${column.name} is clipped, binned or replaced; expected it imputed or scaled only.`);
  // Each number is read, multiplied, added to at most all others and divided: every term is rounded at most three times more often than there are terms.
  const exact = scale === 0 && magnitude < 1n << 53n && (column.divisor ?? 1) === 1;
  const roundings = BigInt(form.terms.length + 4);
  const error = exact ? ZERO : times(times(unit, rational(magnitude)), rational(roundings, 1n << 53n));
  const own: Line = { slope: unit, offset: ZERO, error };
  const made = through === undefined ? own : through.along(own, [least, most]);
  const line = floats === "float32" ? roundedLine(made, [least, most], floats) : made;

  return form.terms.map(({ feature, coefficient }, i) => ({
    feature,
    line: {
      slope: times(line.slope, rational(coefficient)),
      offset: i === 0 ? plus(line.offset, times(line.slope, rational(form.offset))) : ZERO,
      error: i === 0 ? line.error : ZERO,
    },
  }));
}
