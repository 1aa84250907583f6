import type { LinearForm, QuantisedTrees } from "../../model/quantised-trees.ts";
import { type Feature, missingCode } from "../../record/schema.ts";
import type { AtomTable, Interval } from "../atoms.ts";
import { type CircuitSource, list, quoted, thermometerCall } from "../circuit-source.ts";
import { Linear } from "./linear.ts";
import type { ColumnPlan, ColumnsPlan, FeatureAxis } from "./plan-columns.ts";
import type { TreeProducts } from "./tree-products.ts";

/** For every column and every cell but the last, [the record's cell is this one or an earlier one]. */
export type ColumnWires = readonly (readonly Linear[])[];

/** The wire of a thermometer that says "less than this edge". */
const wireBelow = (name: string, { atoms }: AtomTable, edge: bigint) => Linear.wire(`${name}[${atoms.findIndex(({ to }) => to === edge)}]`);

const lastEdge = ({ atoms }: AtomTable) => (atoms.at(-1) as Interval).to;

class ColumnWriter {
  readonly #source: CircuitSource;
  readonly #products: TreeProducts;
  readonly #model: QuantisedTrees;
  readonly #axes: readonly FeatureAxis[];

  constructor(source: CircuitSource, products: TreeProducts, model: QuantisedTrees, axes: readonly FeatureAxis[]) {
    this.#source = source;
    this.#products = products;
    this.#model = model;
    this.#axes = axes;
  }

  #thermometer(name: string, table: AtomTable, input: string): void {
    this.#source.add(`signal ${name}[${table.atoms.length - 1}] <== ${thermometerCall(table)}(${input});`);
    this.#products.addThermometer(name, table.atoms.length - 1);
  }

  axis({ name, size, table }: FeatureAxis, input: number): void {
    if (table === undefined) this.#source.add(`Below(${size})(code[${input}]);    // ${name}`);
    else this.#thermometer(`${name}_below`, table, `code[${input}]`);
  }

  /** [the code of the feature is less than this] */
  #codeBelow({ name, table }: FeatureAxis, edge: bigint): Linear {
    return wireBelow(`${name}_below`, table as AtomTable, edge);
  }

  /** The form in the circuit's codes. */
  #form({ offset, terms }: LinearForm): Linear {
    const inputs = terms.map(({ feature, coefficient }): [string, bigint] => [
      `code[${this.#axes.findIndex((axis) => axis.feature === feature)}]`,
      coefficient,
    ]);
    return new Linear(offset, inputs);
  }

  /** Writes whether any of the features is missing, as a signal, and gives its name; "0" where none can be. */
  #missing(name: string, features: readonly number[]): string {
    let missing: string | undefined;
    features.forEach((feature, i) => {
      const axis = this.#axes.find((known) => known.feature === feature) as FeatureAxis;
      const marker = missingCode(this.#model.schema.features[feature] as Feature) as bigint;
      const one = this.#products.express(new Linear(1n).add(this.#codeBelow(axis, marker), -1n), "");
      const all = `${name}_missing${i}`;
      this.#source.add(missing === undefined ? `signal ${all} <== ${one};` : `signal ${all} <== ${missing} + (1 - ${missing}) * (${one});`);
      missing = all;
    });
    return missing ?? "0";
  }

  column(plan: ColumnPlan, position: number): Linear[] {
    const column = this.#model.columns[position] as QuantisedTrees["columns"][number];
    if (plan.kind === "feature") {
      const axis = this.#axes[plan.axis] as FeatureAxis;
      return (column.cuts as readonly bigint[]).map((cut) => this.#codeBelow(axis, cut));
    }
    const name = `column${position}`;
    this.#source.add(`// ${quoted(column.name)}`);
    const missing = this.#missing(name, plan.missing);
    if (plan.kind === "sum") {
      const { table, bounds } = plan;
      const form = this.#products.express(this.#form(plan.form), `${name}_form`);
      const value = missing === "0" ? form : `${name}_value`;
      if (missing !== "0") this.#source.add(`signal ${value} <== ${form} + ${missing} * (${bounds.most + 1n} - (${form}));`);
      if (table !== undefined) this.#thermometer(`${name}_below`, table, value);
      const below = (edge: bigint) => {
        if (edge <= bounds.least) return new Linear(0n);
        const met = edge > bounds.most ? bounds.most + 1n : edge;
        return table === undefined || met === lastEdge(table) ? new Linear(1n) : wireBelow(`${name}_below`, table, met);
      };
      const cuts = (column.cuts as readonly bigint[]).map(below);
      return missing === "0" ? cuts : [...cuts, below(bounds.most + 1n)];
    }
    const { cuts, partial, lowWidth, highWidth, position: places } = plan.ratio;
    const terms = (of: "numerator" | "denominator") => list(cuts.length === 0 ? [1] : cuts.map((cut) => cut[of]));
    const wires = cuts.length + (partial ? 1 : 0);
    const call = `RatioCells(${cuts.length}, ${partial ? 1 : 0}, ${lowWidth}, ${highWidth}, ${terms("numerator")}, ${terms("denominator")})`;
    const [above, under] = [this.#form(plan.numerator), this.#form(plan.denominator)].map((form, i) => this.#products.express(form, `${name}_form${i}`));
    this.#source.add(`signal ${name}_below[${wires}] <== ${call}(${above}, ${under}, ${missing});`);
    this.#products.addThermometer(`${name}_below`, wires);
    const own = places.map((place) => Linear.wire(`${name}_below[${place}]`));
    return partial ? [...own, Linear.wire(`${name}_below[${cuts.length}]`)] : own;
  }
}

/** Writes in which cell of every column the record lies. */
export function writeColumns(source: CircuitSource, products: TreeProducts, model: QuantisedTrees, { axes, columns }: ColumnsPlan): ColumnWires {
  const writer = new ColumnWriter(source, products, model, axes);
  source.add("// Where each feature's code lies.");
  for (const [input, axis] of axes.entries()) writer.axis(axis, input);
  source.add("// Where sums and ratios of them lie.");
  const wires = columns.map((plan, position) => writer.column(plan, position));
  source.add("");
  return wires;
}
