import type { DataField } from "./data-fields.ts";
import type { Element } from "./element.ts";
import { readDerivedField } from "./expression.ts";
import type { Inputs } from "./inputs.ts";
import type { Planning } from "./plan.ts";
import { modelScope, type Scope } from "./scope.ts";

/** What a document's models are read with. */
export interface Reader {
  fields: ReadonlyMap<string, DataField>;
  /** The transformation dictionary, if there is one. */
  dictionary: Element | undefined;
  /** The scope around the outermost model: the data dictionary. */
  outside: Scope;
  inputs: Inputs;
  planning: Planning;
}

/** The scope inside a model. Only the outermost one sees the transformation dictionary by itself; what is within sees it by its mining schema. */
export function modelScopeOf(model: Element, parent: Scope, { dictionary, inputs, outside }: Reader): Scope {
  return modelScope(parent, model, parent === outside ? dictionary : undefined, inputs, (element, scope) => readDerivedField(element, scope, inputs));
}
