import { neededFeatures } from "../model/needed-features.ts";
import type { QuantisedModel } from "../model/quantised.ts";
import { packing } from "../record/schema.ts";

/** A stretch of neighbouring slots that the model does not read, held in one number. */
export interface UnusedRun {
  element: number;
  offset: number;
  width: number;
  /** Positions in the schema, in order. */
  features: readonly number[];
}

/** How a circuit takes a packed record: which slots it opens, which it only keeps apart, which elements it takes whole. */
export interface RecordLayout {
  elements: number;
  slots: readonly { element: number; offset: number; width: number }[];
  /** Positions in the schema of the features that the model reads, in order. */
  used: readonly number[];
  unused: readonly UnusedRun[];
  /** Elements of which the model reads nothing: the signature alone fixes them. */
  whole: readonly number[];
}

/** The layout of a model's record; the generator and the circuit's inputs both come from it. */
export function recordLayout(model: QuantisedModel): RecordLayout {
  const slots = packing(model.schema);
  const elements = Math.max(...slots.map(({ element }) => element)) + 1;
  const read = neededFeatures(model);
  const used = slots.map((_, feature) => feature).filter((feature) => read.has(feature));
  const opened = new Set(used.map((feature) => slots[feature]?.element));
  const unused: { element: number; offset: number; width: number; features: number[] }[] = [];
  slots.forEach(({ element, offset, width }, feature) => {
    if (read.has(feature) || !opened.has(element)) return;
    const run = unused.at(-1);
    if (run?.element === element && run.offset + run.width === offset) {
      run.width += width;
      run.features.push(feature);
    } else {
      unused.push({ element, offset, width, features: [feature] });
    }
  });
  const whole = Array.from({ length: elements }, (_, element) => element).filter((element) => !opened.has(element));
  return { elements, slots, used, unused, whole };
}
