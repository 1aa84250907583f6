import { CredenceError } from "../errors/credence-error.ts";
import type { LinearForm } from "../model/quantised-trees.ts";
import { quantityOf } from "../record/quantity.ts";
import { missingCode, type RecordSchema } from "../record/schema.ts";

/** A weighted sum of numbers and dates, in units of 10^-scale. */
export interface ScaledForm {
  form: LinearForm;
  scale: number;
  /** The least and the greatest that a record without missing cells can give. */
  least: bigint;
  most: bigint;
  /** Sum of |weight| * largest |value|, in the same units: what rounding errors are relative to. */
  magnitude: bigint;
  /** True where a feature of it may be missing. */
  mayBeMissing: boolean;
}

const absolute = (value: bigint) => (value < 0n ? -value : value);

/** @throws CredenceError CRD-1108 for a feature that the schema does not have, or that is a category. */
export function linearForm(weights: Readonly<Record<string, number>>, schema: RecordSchema, column: string): ScaledForm {
  const terms = Object.entries(weights).map(([name, weight]) => {
    const position = schema.features.findIndex((feature) => feature.name === name);
    const feature = schema.features[position];
    if (feature === undefined || feature.type === "category") {
      throw new CredenceError("CRD-1108", `Found ${JSON.stringify(name)}, expected a number or date of the schema ${schema.name}.`, {
        place: `column ${column}`,
      });
    }
    return { position, feature, quantity: quantityOf(feature), weight: BigInt(weight) };
  });
  const scale = Math.max(...terms.map(({ quantity }) => quantity.scale));
  let offset = 0n;
  let [least, most, magnitude] = [0n, 0n, 0n];
  const parts = terms.map(({ position, quantity, weight }) => {
    const coefficient = weight * 10n ** BigInt(scale - quantity.scale);
    const ends = [coefficient * quantity.least, coefficient * quantity.most] as const;
    offset += ends[0];
    least += ends[0] < ends[1] ? ends[0] : ends[1];
    most += ends[0] < ends[1] ? ends[1] : ends[0];
    magnitude += absolute(ends[0]) > absolute(ends[1]) ? absolute(ends[0]) : absolute(ends[1]);
    return { feature: position, coefficient };
  });
  return {
    form: { offset, terms: parts.sort((a, b) => a.feature - b.feature) },
    scale,
    least,
    most,
    magnitude,
    mayBeMissing: terms.some(({ feature }) => missingCode(feature) !== undefined),
  };
}

/** A form multiplied by a whole number and divided by another that divides all its parts. */
export function rescale({ form, least, most, magnitude, ...rest }: ScaledForm, by: bigint, over: bigint): ScaledForm {
  const change = (value: bigint) => (value * by) / over;
  return {
    ...rest,
    least: change(least),
    most: change(most),
    magnitude: change(magnitude),
    form: { offset: change(form.offset), terms: form.terms.map(({ feature, coefficient }) => ({ feature, coefficient: change(coefficient) })) },
  };
}

/** Greatest common divisor of the parts of forms; 1 at least. */
export function commonDivisor(...forms: readonly ScaledForm[]): bigint {
  let divisor = 0n;
  for (const { form } of forms) {
    for (let part of [form.offset, ...form.terms.map(({ coefficient }) => coefficient)]) {
      while (part !== 0n) [divisor, part] = [part, divisor % part];
    }
  }
  return divisor === 0n ? 1n : absolute(divisor);
}
