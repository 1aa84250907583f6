import { CredenceError } from "../errors/credence-error.ts";
import type { LinearIR } from "../model/linear-ir.ts";
import { linearMarginBounds, openLinearMargin } from "../model/linear-margin.ts";
import { faultOfLinearShape } from "../model/parameters/committed-lines.ts";
import { faultOfLinearParameters } from "../model/parameters/linear-sections.ts";
import type { MarginPolicy, PipelineFile } from "../model/policy.ts";
import type { LinearTerm, QuantisedLinear } from "../model/quantised-linear.ts";
import type { RecordSchema } from "../record/schema.ts";
import { assignReasons } from "./assign-reasons.ts";
import { checkInputs } from "./check-inputs.ts";
import { closeMarginPolicy } from "./close-margin-policy.ts";
import { constantOf, openLinearParts, sumOfLargest } from "./linear-parts.ts";
import { countParts } from "./linear-unit.ts";
import { marginClasses } from "./margin-classes.ts";
import { marginModelHead } from "./margin-model-head.ts";
import { ceiling, plus, rational, rationalOf, size, sumOf, times } from "./rational.ts";
import { roundingOfSum } from "./rounding-of-sum.ts";

const refuse = (code: "CRD-1013" | "CRD-1103" | "CRD-1105", place: string, message: string) => new CredenceError(code, message, { place });

/**
 * A linear model in integers only, with a proved bound of what its margin may be off the tool's: weights and values that were rounded to the unit, the tool's own reading, scaling,
 * multiplying and adding in floats, over all records that the schema allows.
 * @param population codes in schema order of the rows that the policy's reference is taken from; not read where the policy writes the record down.
 * @throws CredenceError 1013 to 1015, 1103, 1105, 1106, 1108, 1112, with the column of the model or the entry of policy or pipeline, and what was expected.
 */
export function quantiseLinear(
  ir: LinearIR,
  schema: RecordSchema,
  policy: MarginPolicy,
  pipeline?: PipelineFile,
  population: readonly (readonly bigint[])[] = [],
): QuantisedLinear {
  checkInputs(ir.inputs, schema, pipeline?.pipeline);
  const { signs, link } = marginClasses(ir.margins.length, ir.link, ir.source.file, policy);
  const used = ir.margins.map((margin, group) => ({ ...margin, sign: signs[group] as bigint })).filter(({ sign }) => sign !== 0n);
  const weighed = used.flatMap(({ weights, sign }) => weights.map((weight, position) => ({ position, weight, sign })).filter(({ weight }) => weight !== 0));
  const other = [...weighed.map(({ weight }) => weight), ...used.map(({ intercept }) => intercept)].find((number) => !Number.isFinite(number));
  if (other !== undefined) throw refuse("CRD-1105", ir.source.file, `Found the weight ${other}, expected a finite number.`);

  const all = openLinearParts(ir, schema, pipeline?.pipeline)(weighed);
  const constants = all.map(constantOf);
  const terms = all.filter((_, i) => constants[i] === undefined);
  if (terms.length === 0) throw refuse("CRD-1103", ir.source.file, "No weight is other than 0; expected a model that reads something.");
  const intercepts = used.map(({ intercept, sign }) => times(rationalOf(intercept), rational(sign)));
  const counted = countParts(terms, sumOf([...intercepts, ...constants.filter((constant) => constant !== undefined)]), schema);

  const products = sumOfLargest(all, ({ products }) => rational(BigInt(products)));
  const magnitude = sumOf([...intercepts.map(size), sumOfLargest(all, ({ magnitude }) => magnitude)]);
  const ofTool = sumOf([
    sumOfLargest(all, ({ error }) => error),
    roundingOfSum(Number(products.numerator) + intercepts.length, magnitude, ir.summation),
    times(rationalOf(ir.interceptError), rational(BigInt(used.length))),
  ]);
  const { marginBits, marginDivisor, initialMargin } = counted;
  const unit = { perOne: marginDivisor << BigInt(marginBits) };
  const marginError = ceiling(plus(times(ofTool, rational(unit.perOne)), counted.error));

  const names = [...new Set(terms.map(({ characteristic }) => characteristic))];
  const positions = assignReasons({ characteristics: names.map((name) => ({ name })) }, policy);
  const closed = terms.map(
    ({ feature, characteristic }, i): LinearTerm => ({
      feature,
      reason: positions[names.indexOf(characteristic)] as number,
      pieces: counted.pieces[i] as LinearTerm["pieces"],
    }),
  );
  const body = { schema, initialMargin, terms: closed };
  const read = new Set(closed.map(({ feature }) => feature));
  const open = { schema, link, unit, error: marginError, bounds: linearMarginBounds(body), read, margin: openLinearMargin(body) };

  const model: QuantisedLinear = {
    ...marginModelHead(ir, schema, policy, pipeline),
    kind: "linear",
    marginBits,
    marginDivisor,
    initialMargin,
    marginError,
    terms: closed,
    policy: closeMarginPolicy(policy, open, population),
    ...(policy.shape === undefined ? {} : { shape: policy.shape }),
  };
  const cramped = faultOfLinearShape(model);
  if (cramped !== undefined) throw refuse("CRD-1013", cramped.place, cramped.message);
  const unfit = faultOfLinearParameters(model);
  if (unfit !== undefined) throw refuse("CRD-1105", ir.source.file, `The model has no room in its commitment: ${unfit}.`);
  return model;
}
