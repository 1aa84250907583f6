import { CredenceError } from "../errors/credence-error.ts";
import type { NetworkIR } from "../model/network-ir.ts";
import { networkBounds, openNetworkMargin, type SumBounds } from "../model/network-margin.ts";
import type { MarginPolicy, PipelineFile } from "../model/policy.ts";
import type { NetworkInput, QuantisedNetwork } from "../model/quantised-network.ts";
import type { RecordSchema } from "../record/schema.ts";
import { assignReasons } from "./assign-reasons.ts";
import { checkInputs } from "./check-inputs.ts";
import { closeMarginPolicy } from "./close-margin-policy.ts";
import { openLinearParts } from "./linear-parts.ts";
import { marginClasses } from "./margin-classes.ts";
import { marginModelHead } from "./margin-model-head.ts";
import { countInputs } from "./network-inputs.ts";
import { ACTIVATION_BITS, activationsOf, type CountedLayer, countLayer, type ExactSum, exactLayer } from "./network-layers.ts";
import { ceiling, rational, rationalOf, sumOf, times } from "./rational.ts";

/** Sums of so much are no log-odds, and near where a float32 becomes infinite. */
const LARGEST = 1n << 64n;

const refuse = (code: "CRD-1013" | "CRD-1103" | "CRD-1105", place: string, message: string) => new CredenceError(code, message, { place });

/** The sum that decides: that of one class, or of two their difference. */
function outputSum({ margins }: NetworkIR, signs: readonly bigint[]): ExactSum {
  const used = margins.flatMap((margin, group) => (signs[group] === 0n ? [] : [{ margin, sign: rational(signs[group] as bigint) }]));
  return {
    intercept: sumOf(used.map(({ margin, sign }) => times(rationalOf(margin.intercept), sign))),
    weights: (margins[0]?.weights ?? []).map((_, i) => sumOf(used.map(({ margin, sign }) => times(rationalOf(margin.weights[i] as number), sign)))),
    margins: used.map(({ margin }) => margin),
  };
}

function checkSize({ bits, bounds }: Pick<CountedLayer, "bits" | "bounds">, layer: string, file: string): void {
  const largest = bounds.reduce((most, { least, most: top }: SumBounds) => [-least, top, most].reduce((a, b) => (b > a ? b : a)), 0n) >> BigInt(bits);
  if (largest >= LARGEST) throw refuse("CRD-1105", file, `A sum of ${layer} can reach ${largest}, expected less than 2^64.`);
}

/**
 * A dense network in integers only, with a proved bound of what its margin may be off the tool's: weights, values and activations that were rounded, the tool's own reading, scaling, multiplying
 * and adding in floats, by interval arithmetic over all records that the schema allows.
 * @param population codes in schema order of the rows that the policy's reference is taken from; not read where the policy writes the record down.
 * @throws CredenceError 1013 to 1015, 1103, 1105, 1106, 1108, 1112, 1113, with the column of the model or the entry of policy or pipeline, and what was expected.
 */
export function quantiseNetwork(
  ir: NetworkIR,
  schema: RecordSchema,
  policy: MarginPolicy,
  pipeline?: PipelineFile,
  population: readonly (readonly bigint[])[] = [],
): QuantisedNetwork {
  const { source, summation } = ir;
  if (policy.shape !== undefined) throw refuse("CRD-1013", "shape", "Found room for terms and rows, expected none: networks are built in fixed mode.");
  checkInputs(ir.inputs, schema, pipeline?.pipeline);
  const { signs, link } = marginClasses(ir.margins.length, ir.link, source.file, policy);
  const other = [...ir.hidden, ir.margins]
    .flat(1)
    .flatMap(({ intercept, weights }) => [intercept, ...weights])
    .find((number) => !Number.isFinite(number));
  if (other !== undefined) throw refuse("CRD-1105", source.file, `Found the weight ${other}, expected a finite number.`);
  const [firstLayer, ...later] = ir.hidden;
  if (firstLayer === undefined) throw refuse("CRD-1103", source.file, "Found no hidden layer; expected one at least.");

  const first = countInputs(firstLayer, openLinearParts(ir, schema, pipeline?.pipeline), schema, summation);
  if (first.inputs.length === 0) throw refuse("CRD-1103", source.file, "No weight is other than 0; expected a model that reads something.");
  checkSize(first, "layer 1", source.file);
  let activations = activationsOf(first);
  const hidden = later.map((margins, i) => {
    const layer = countLayer(exactLayer(margins), activations, summation, true);
    checkSize(layer, `layer ${i + 2}`, source.file);
    activations = activationsOf(layer);
    return { shift: layer.bits - ACTIVATION_BITS, neurons: layer.neurons };
  });
  const last = countLayer([outputSum(ir, signs)], activations, summation, false);
  checkSize(last, "the output", source.file);
  const unit = { perOne: 1n << BigInt(last.bits) };
  const marginError = ceiling(times(last.errors[0] as (typeof last.errors)[number], rational(unit.perOne)));

  const names = [...new Set(first.inputs.map(({ characteristic }) => characteristic))];
  const positions = assignReasons({ characteristics: names.map((name) => ({ name })) }, policy);
  const inputs = first.inputs.map(
    ({ feature, characteristic, pieces }): NetworkInput => ({ feature, reason: positions[names.indexOf(characteristic)] as number, pieces }),
  );
  const body = {
    schema,
    inputs,
    first: { shift: first.bits - ACTIVATION_BITS, biases: first.biases },
    hidden,
    output: last.neurons[0] as (typeof last.neurons)[number],
  };
  const read = new Set(inputs.map(({ feature }) => feature));
  const open = { schema, link, unit, error: marginError, bounds: networkBounds(body).margin, read, margin: openNetworkMargin(body) };
  return {
    ...marginModelHead(ir, schema, policy, pipeline),
    kind: "network",
    activationBits: ACTIVATION_BITS,
    marginBits: last.bits,
    marginDivisor: 1n,
    marginError,
    ...body,
    policy: closeMarginPolicy(policy, open, population),
  };
}
