import type { ModelColumn } from "../../model/model-column.ts";
import type { Pipeline, PipelineColumn } from "../../model/pipeline.ts";
import { decimalText } from "./raw-reading.ts";
import type { FiniteBase, NumberReading } from "./reading.ts";

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
export type ColumnSteps = Without<PipelineColumn, "name">;

/** The columns that a model reads, in the pipeline's own steps. Equal ones are one column. */
export interface Columns {
  /** @returns the position of a column. `name` is what it is called if no other is called so. */
  add(steps: ColumnSteps, name: string): number;
  columns(): ModelColumn[];
  pipeline(): Pipeline;
}

export function openColumns(): Columns {
  const known = new Map<string, number>();
  const names = new Set<string>();
  const all: PipelineColumn[] = [];
  return {
    add(steps, name) {
      const key = JSON.stringify(steps, (_, value) => (typeof value === "bigint" ? `${value}` : value));
      const found = known.get(key);
      if (found !== undefined) return found;
      let own = name;
      for (let i = 2; names.has(own); i++) own = `${name} (${i})`;
      names.add(own);
      known.set(key, all.length);
      all.push({ ...steps, name: own } as PipelineColumn);
      return all.length - 1;
    },
    columns: () => all.map(({ name }) => ({ name })),
    pipeline: () => ({ format: "credence.pipeline/1", columns: all }),
  };
}

/** A number before it is compared or weighed; missing cells are imputed where the pipeline can. */
export function numberColumn({ steps, imputed }: NumberReading): ColumnSteps {
  if (steps.kind === "ratio") return imputed === undefined ? steps : { ...steps, otherwise: decimalText(Number(imputed)) };
  return imputed === undefined ? steps : { ...steps, whenMissing: decimalText(Number(imputed)) };
}

/** What a category outside an open list is numbered. */
const OUTSIDE = -1;

/** The position of a base: of a category in its list, or of a number among its edges. */
export function baseColumn(base: FiniteBase): ColumnSteps | undefined {
  if (base.kind === "category") {
    return { kind: "category", feature: base.feature, values: [...base.values], ...(base.open ? { others: decimalText(OUTSIDE) } : {}) };
  }
  const { steps, rounded, edges } = base;
  if (steps.kind !== "number" || (rounded && steps.scale !== undefined)) return undefined;
  return { ...steps, ...(rounded ? { arithmetic: "float32" as const } : {}), bins: { edges: edges.map(decimalText), closed: "left" } };
}
