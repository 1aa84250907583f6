/** A linear combination of wires, each by the text that names it in circom, and a constant. */
export class Linear {
  constant: bigint;
  readonly terms: Map<string, bigint>;

  constructor(constant = 0n, terms: Iterable<readonly [string, bigint]> = []) {
    this.constant = constant;
    this.terms = new Map(terms);
  }

  static wire(name: string): Linear {
    return new Linear(0n, [[name, 1n]]);
  }

  /** Adds a multiple of another combination to this one, and answers with this one. */
  add(other: Linear, factor = 1n): this {
    if (factor === 0n) return this;
    this.constant += factor * other.constant;
    for (const [wire, coefficient] of other.terms) {
      const sum = (this.terms.get(wire) ?? 0n) + factor * coefficient;
      if (sum === 0n) this.terms.delete(wire);
      else this.terms.set(wire, sum);
    }
    return this;
  }

  addConstant(value: bigint): this {
    this.constant += value;
    return this;
  }

  get isZero(): boolean {
    return this.constant === 0n && this.terms.size === 0;
  }

  /** The same text for the same combination. */
  get key(): string {
    return [`${this.constant}`, ...[...this.terms].map(([wire, coefficient]) => `${coefficient}*${wire}`).sort()].join("+");
  }
}
