import { CredenceError } from "../errors/credence-error.ts";
import type { ModelInput } from "../model/model-column.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { quantityOf } from "../record/quantity.ts";
import { type Feature, missingCode, type RecordSchema } from "../record/schema.ts";

/** What an input asks of a feature that the schema does not promise, as a sentence goes on. */
function broken(input: ModelInput, feature: Feature): string | undefined {
  if (input.present && missingCode(feature) !== undefined) return `${feature.name} may be missing`;
  if (feature.type === "category") return undefined;
  const { scale, least, most } = quantityOf(feature);
  const [first, last] = feature.type === "date" ? [`${least}`, `${most}`] : [feature.min, feature.max];
  const name = feature.type === "date" ? `${feature.name}, in days since 1970-01-01,` : feature.name;
  if (input.whole && scale > 0 && least !== most) return `${name} has ${scale} decimal places`;
  if (input.positive && least <= 0n) return `${name} may be ${first}, and it is divided by`;
  if (input.from !== undefined && Number(first) < input.from) return `${name} may be ${first}, below ${input.from}`;
  return input.to !== undefined && Number(last) > input.to ? `${name} may be ${last}, above ${input.to}` : undefined;
}

/**
 * Refuses a record schema that allows what the model's source has no answer for.
 * @param outer the pipeline outside the model file: an input that it makes of other numbers cannot be asked anything.
 * @throws CredenceError CRD-1112 with the place in the model file.
 */
export function checkInputs(inputs: readonly ModelInput[] | undefined, schema: RecordSchema, outer?: Pipeline): void {
  for (const input of inputs ?? []) {
    const column = outer?.columns.find(({ name }) => name === input.name);
    // Kind, name and feature: the feature as it stands.
    const plain = column === undefined || (Object.keys(column).length === 3 && column.kind !== "missing");
    if (!plain)
      throw new CredenceError("CRD-1112", `The pipeline makes ${input.name}, of which the model asks more; expected a feature as it stands.`, {
        place: input.place,
      });
    const name = column !== undefined && "feature" in column ? column.feature : input.name;
    const feature = schema.features.find((candidate) => candidate.name === name);
    const fault = feature && broken(input, feature);
    if (fault !== undefined) {
      throw new CredenceError("CRD-1112", `By the schema ${fault}, and there the model has no answer; expected a schema that leaves it out.`, {
        place: input.place,
      });
    }
  }
}
