import type { CircuitSource } from "../circuit-source.ts";
import { Linear } from "./linear.ts";

/** What orders the wires of one thermometer: below[i] below[j] = below[the smaller]. */
interface Place {
  thermometer: string;
  position: number;
}

/** Terms in one statement of circom: the compiler overflows its stack on expressions of several hundred. */
const TERMS = 60;

const literal = (value: bigint) => (value < 0n ? `(${value})` : `${value}`);

/**
 * The products of a circuit of trees, each written once. A product of two wires of one thermometer is no product: it is the lower of the two. So whatever part of a factor
 * belongs to the thermometer of a test costs nothing.
 */
export class TreeProducts {
  /** How many have been written. */
  count = 0;
  readonly #source: CircuitSource;
  readonly #places = new Map<string, Place>();
  readonly #known = new Map<string, Linear>();

  constructor(source: CircuitSource) {
    this.#source = source;
  }

  /** Makes the wires of a thermometer known: `${name}[0]`, `${name}[1]`, ... */
  addThermometer(name: string, wires: number): void {
    for (let position = 0; position < wires; position++) this.#places.set(`${name}[${position}]`, { thermometer: name, position });
  }

  /** Writes a combination as circom: an expression, or the name of a variable in which a long one was added up first. */
  express({ constant, terms }: Linear, name: string): string {
    const texts = [...terms].map(([wire, coefficient]) => (coefficient === 1n ? wire : coefficient === -1n ? `-${wire}` : `${literal(coefficient)} * ${wire}`));
    if (constant !== 0n || texts.length === 0) texts.push(literal(constant));
    if (texts.length <= TERMS) return texts.join(" + ").replaceAll("+ -", "- ");
    this.#source.add(`var ${name} = 0;`);
    for (let i = 0; i < texts.length; i += TERMS)
      this.#source.add(
        `${name} += ${texts
          .slice(i, i + TERMS)
          .join(" + ")
          .replaceAll("+ -", "- ")};`,
      );
    return name;
  }

  /** `test` times `other`, where `test` is made of wires of one thermometer: the part that costs nothing, and the factor of `test` that is left for a product. */
  part(test: Linear, other: Linear): { free: Linear; rest: Linear } {
    const { thermometer } = this.#places.get(test.terms.keys().next().value ?? "") ?? {};
    const free = new Linear(0n).add(test, other.constant);
    const rest = new Linear();
    for (const [wire, coefficient] of other.terms) {
      const place = this.#places.get(wire);
      if (test.terms.size > 0 && (place === undefined || place.thermometer !== thermometer)) {
        rest.add(new Linear(0n, [[wire, coefficient]]));
        continue;
      }
      free.add(Linear.wire(wire), test.constant * coefficient);
      for (const [own, factor] of test.terms) {
        const lower = (this.#places.get(own) as Place).position < (place as Place).position ? own : wire;
        free.add(Linear.wire(lower), factor * coefficient);
      }
    }
    return { free, rest };
  }

  /** `test` times `other`: what is left after the free part is written as one product. */
  times(test: Linear, other: Linear): Linear {
    const { free, rest } = this.part(test, other);
    return rest.isZero ? free : free.add(this.product(test, rest));
  }

  /** Whether `times` would write a product. */
  costs(test: Linear, other: Linear): boolean {
    const { thermometer } = this.#places.get(test.terms.keys().next().value ?? "") ?? {};
    if (test.terms.size === 0) return false;
    return [...other.terms.keys()].some((wire) => this.#places.get(wire)?.thermometer !== thermometer);
  }

  /** One product, written out; the same one is written once. */
  product(test: Linear, rest: Linear): Linear {
    const key = `${test.key}|${rest.key}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const name = `product${this.count++}`;
    const [a, b] = [this.express(test, `test_of_${name}`), this.express(rest, `rest_of_${name}`)];
    this.#source.add(`signal ${name} <== (${a}) * (${b});`);
    const wire = Linear.wire(name);
    this.#known.set(key, wire);
    return wire;
  }
}
