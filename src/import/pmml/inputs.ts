import type { ModelInput } from "../../model/model-column.ts";
import { type Element, placeOf } from "./element.ts";

/** What the model asks of the values of its own inputs, gathered while it is read. */
export interface Inputs {
  /** Notes that a field of the dictionary may not be missing, or must be whole or within a range. */
  demand(name: string, asked: Partial<Omit<ModelInput, "name" | "place">>, from: Element): void;
  all(): readonly ModelInput[];
}

export function openInputs(): Inputs {
  const inputs = new Map<string, ModelInput>();
  return {
    demand(name, asked, from) {
      const known = inputs.get(name) ?? { name, place: placeOf(from) };
      inputs.set(name, { ...known, ...asked });
    },
    all: () => [...inputs.values()],
  };
}
