import type { Link } from "../../model/model-column.ts";
import { type Additive, scaleBy, shiftBy } from "./additive.ts";
import { decisiveTables } from "./decisive-tables.ts";
import { allow, attribute, childrenNamed, type Element, optionalChild, quote, refuse, unexpected } from "./element.ts";
import { floatsOf, readAdditive, readSegments } from "./mining-model.ts";
import { modelScopeOf, type Reader } from "./reader.ts";
import { type RegressionTable, readTables } from "./regression-tables.ts";

/** The name under which a model of a chain gives its number to those after it. */
function outputOf(model: Element): string {
  const output = optionalChild(model, "Output");
  const fields = output === undefined ? [] : childrenNamed(output, "OutputField");
  for (const field of fields) allow(field, ["name", "displayName", "optype", "dataType", "feature", "isFinalResult", "targetField", "value", "x-sparse"], []);
  const [field, second] = fields.filter((candidate) => (candidate.attributes.get("feature") ?? "predictedValue") === "predictedValue");
  if (field === undefined)
    throw refuse(model, "CRD-1103", "It stands in a chain and gives nothing to the models after it; expected an OutputField with its number.");
  if (second !== undefined) throw refuse(second, "CRD-1101", "Found a second name for one number, expected one.");
  return attribute(field, "name");
}

/** A table of the last model: the number of one earlier model, times a coefficient, plus an intercept. */
function tableSum({ element, intercept, terms }: RegressionTable, outputs: ReadonlyMap<string, Additive>): Additive {
  const [term, second] = terms;
  if (term === undefined || second !== undefined)
    throw refuse(second?.element ?? element, "CRD-1103", `Found ${terms.length} terms, expected one: the number of an earlier model.`);
  const sum = term.kind === "number" ? outputs.get(term.field) : undefined;
  if (sum === undefined)
    throw refuse(
      term.element,
      "CRD-1103",
      `Found ${quote(term.field)}, expected the number of an earlier model of the chain: ${[...outputs.keys()].join(", ")}.`,
    );
  return shiftBy(scaleBy(sum, term.coefficient), [intercept]);
}

/** A chain: sums of trees, and last a regression that makes probabilities of them. @throws CredenceError CRD-1101 to CRD-1105 */
export function readChain(
  model: Element,
  reader: Reader,
): { additives: readonly Additive[]; link: Link; floats: ReturnType<typeof floatsOf>; note: string | undefined } {
  const scope = modelScopeOf(model, reader.outside, reader);
  const { segments } = readSegments(model, scope);
  const conditional = segments.find(({ predicate }) => predicate.kind !== "constant" || !predicate.value);
  if (conditional !== undefined)
    throw refuse(conditional.element, "CRD-1103", "A model of the chain is left out for some records; expected True as its predicate.");
  const last = segments.at(-1) as (typeof segments)[number];
  if (last.model.name !== "RegressionModel")
    throw refuse(last.model, "CRD-1103", `The chain ends with a ${last.model.name}, expected a RegressionModel over the numbers of the models before it.`);
  const outputs = new Map<string, Additive>();
  for (const { model: earlier } of segments.slice(0, -1)) {
    const name = outputOf(earlier);
    if (outputs.has(name)) throw refuse(earlier, "CRD-1101", `The number ${quote(name)} stands twice; expected names that differ.`);
    outputs.set(name, readAdditive(earlier, scope, { kind: "numbers" }, reader));
  }
  if (optionalChild(last.model, "Targets") !== undefined) throw unexpected(last.model, "Targets", "none");
  const floats = floatsOf(last.model);
  const { tables, link, note } = decisiveTables(last.model, readTables(last.model, floats));
  return { additives: tables.map((table) => tableSum(table, outputs)), link, floats, note };
}
