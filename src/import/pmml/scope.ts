import type { DataField } from "./data-fields.ts";
import { allow, attribute, childrenNamed, type Element, onlyChild, optionalChild, quote, refuse } from "./element.ts";
import type { Inputs } from "./inputs.ts";
import { type MiningField, readMiningSchema } from "./mining-schema.ts";
import { rawReading } from "./raw-reading.ts";
import type { Reading } from "./reading.ts";
import { treat } from "./treatment.ts";

/** What a model sees of the fields around it. */
export interface Scope {
  /** What a field is. @throws CredenceError CRD-1101 for a field that is not there, CRD-1104 for one that is made of itself. */
  read(name: string, from: Element): Reading;
}

/** The outermost scope: the data dictionary. `named` are all the texts that the document compares fields with, for fields that do not list their values. */
export function dictionaryScope(fields: ReadonlyMap<string, DataField>, named: readonly string[], inputs: Inputs): Scope {
  const readings = new Map<string, Reading>();
  return {
    read(name, from) {
      const known = readings.get(name);
      if (known !== undefined) return known;
      const field = fields.get(name);
      if (field === undefined) throw refuse(from, "CRD-1101", `Found the field ${quote(name)}, expected one of the data dictionary or a derived one.`);
      const reading = rawReading(field, named, inputs);
      readings.set(name, reading);
      return reading;
    },
  };
}

/** Derived fields by name, each read when it is first asked for. */
function derivedFields(elements: readonly Element[]): ReadonlyMap<string, Element> {
  const found = new Map<string, Element>();
  for (const element of elements) {
    allow(element, ["name", "displayName", "optype", "dataType"], [...EXPRESSIONS, "Value"]);
    const name = attribute(element, "name");
    if (found.has(name)) throw refuse(element, "CRD-1101", `The field ${quote(name)} stands twice; expected it once.`);
    found.set(name, element);
  }
  return found;
}

export const EXPRESSIONS = ["Constant", "FieldRef", "NormContinuous", "NormDiscrete", "Discretize", "MapValues", "Apply", "TextIndex", "Aggregate", "Lag"];

/** Fields deeper in one another than any real document has them. */
const DEEPEST = 64;

/**
 * What a model sees: the fields of its mining schema as it treats them, its own derived fields and, for the outermost model, those of the transformation dictionary.
 * @param expression reads the expression of a derived field in the new scope.
 */
export function modelScope(
  parent: Scope,
  model: Element,
  dictionary: Element | undefined,
  inputs: Inputs,
  expression: (element: Element, scope: Scope) => Reading,
): Scope {
  const schema = readMiningSchema(onlyChild(model, "MiningSchema"));
  const local = optionalChild(model, "LocalTransformations");
  if (local !== undefined) allow(local, [], ["DerivedField"]);
  if (dictionary !== undefined) allow(dictionary, [], ["DerivedField", "DefineFunction"]);
  const derived = derivedFields([
    ...(dictionary === undefined ? [] : childrenNamed(dictionary, "DerivedField")),
    ...(local === undefined ? [] : childrenNamed(local, "DerivedField")),
  ]);
  const readings = new Map<string, Reading>();
  const open = new Set<string>();

  const scope: Scope = {
    read(name, from) {
      const known = readings.get(name);
      if (known !== undefined) return known;
      const made = derived.get(name);
      const mining = schema.get(name);
      if (made === undefined && mining === undefined) {
        throw refuse(from, "CRD-1101", `Found the field ${quote(name)}, expected one of the model's mining schema or a derived one.`);
      }
      if (open.has(name)) throw refuse(from, "CRD-1104", `The field ${quote(name)} is made of itself; expected fields that are made of others.`);
      if (open.size === DEEPEST) throw refuse(from, "CRD-1102", `Found derived fields more than ${DEEPEST} deep.`);
      open.add(name);
      const reading = made === undefined ? treated(mining as MiningField, from) : expression(made, scope);
      open.delete(name);
      readings.set(name, reading);
      return reading;
    },
  };
  const treated = (field: MiningField, from: Element): Reading => {
    if (!field.active) throw refuse(from, "CRD-1101", `The field ${quote(field.name)} is no active field of the model; expected one that is.`);
    return treat(parent.read(field.name, field.element), field.element, inputs);
  };
  return scope;
}
