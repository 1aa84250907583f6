import type { LinearMargin } from "../model/linear-ir.ts";
import type { ModelColumn } from "../model/model-column.ts";
import { Pipeline } from "../model/pipeline.ts";
import { type DocumentNode, field, items, unexpected } from "./document.ts";

/** What the tool adds up for a class, and the most that the start of it may be off. */
interface LinearBooster {
  margins: LinearMargin[];
  startError: number;
}

/** The tool starts from the base score's margin, adds the bias, then one product a column, all in float32: their order is bounded here, since the two starts stand as one number. */
const startError = (columns: number, ...starts: number[]) => starts.reduce((sum, start) => sum + Math.abs(start), 0) * (columns + 3) * 2 ** -23;

/**
 * The weights of `gblinear`: column by column one for each class, then the biases.
 * @throws CredenceError CRD-1101 for a list of another length, or a weight that is no finite float32.
 */
export function readLinearBooster(model: DocumentNode, columns: number, starts: readonly number[]): LinearBooster {
  const node = field(model, "weights");
  const classes = starts.length;
  const weights = items(node).map((item) => {
    const weight = typeof item.value === "number" ? Math.fround(item.value) : Number.NaN;
    if (!Number.isFinite(weight)) throw unexpected(item, "a finite weight");
    return weight;
  });
  if (weights.length !== (columns + 1) * classes) throw unexpected(node, `${(columns + 1) * classes} weights: of each column and a bias, for each class`);
  const weightOf = (column: number, group: number) => weights[column * classes + group] as number;
  return {
    margins: starts.map((start, group) => ({
      intercept: start + weightOf(columns, group),
      weights: Array.from({ length: columns }, (_, column) => weightOf(column, group)),
    })),
    startError: Math.max(...starts.map((start, group) => startError(columns, start, weightOf(columns, group)))),
  };
}

/** A linear booster passes over what is missing: it adds nothing. Numbers are read as float32. */
export const presentOrNothing = (columns: readonly ModelColumn[]): Pipeline =>
  Pipeline.parse({
    format: "credence.pipeline/1",
    columns: columns.map(({ name }) => ({ name, kind: "number", feature: name, arithmetic: "float32", whenMissing: "0" })),
  });
