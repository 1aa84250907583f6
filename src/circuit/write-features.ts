import { cardinality, type Feature, type RecordSchema } from "../record/schema.ts";
import { type AtomTable, chooseAtoms, cutRange } from "./atoms.ts";
import { type CircuitSource, thermometerCall } from "./circuit-source.ts";

/** A raw feature as the circuit opens it: a thermometer over its codes, or no more than their bound where all that is made of it is one line. */
export interface OpenedFeature {
  /** Position in the schema. */
  feature: number;
  name: string;
  size: bigint;
  table: AtomTable | undefined;
}

/** What is made of a raw feature: another line from each of the codes on. */
interface Pieces {
  feature: number;
  pieces: readonly { from: bigint }[];
}

/** The raw features that something is made of, in schema order: as the circuit's inputs. */
export function planFeatures(schema: RecordSchema, made: readonly Pieces[]): OpenedFeature[] {
  const positions = [...new Set(made.map(({ feature }) => feature))].sort((a, b) => a - b);
  return positions.map((feature): OpenedFeature => {
    const raw = schema.features[feature] as Feature;
    const size = cardinality(raw);
    const cuts = made.filter((own) => own.feature === feature).flatMap(({ pieces }) => pieces.slice(1).map(({ from }) => from));
    return { feature, name: raw.name, size, table: cuts.length === 0 ? undefined : chooseAtoms(cutRange(0n, size, cuts)) };
  });
}

/** First codes of the stretches that a feature is opened in. */
export const startsOf = ({ table }: OpenedFeature): bigint[] => (table === undefined ? [0n] : table.atoms.map(({ from }) => from));

/** A function that is constant on each atom: linear in the wires of the feature's thermometer. */
export function steps(name: string, values: readonly bigint[]): string[] {
  const turns = values.slice(1).flatMap((next, k) => (next === values[k] ? [] : [`${name}_below[${k}] * (${(values[k] as bigint) - next})`]));
  return [...turns, `${values.at(-1)}`];
}

/** Writes where each feature's code lies: `<name>_below` where it has stretches. */
export function writeFeatures(source: CircuitSource, features: readonly OpenedFeature[]): void {
  source.add("// Where each feature's code lies.");
  features.forEach(({ name, size, table }, i) => {
    if (table === undefined) source.add(`Below(${size})(code[${i}]);    // ${name}`);
    else source.add(`signal ${name}_below[${table.atoms.length - 1}] <== ${thermometerCall(table)}(code[${i}]);    // ${table.cost + 1}`);
  });
  source.add("");
}
