import type { QuantisedNode, QuantisedSplit, QuantisedTrees } from "../../model/quantised-trees.ts";
import { openCells } from "../../model/tree-walk.ts";
import type { CellSet, CellSets } from "./cell-sets.ts";
import { Linear } from "./linear.ts";
import { openShapleyWeights } from "./shapley-weights.ts";
import type { TreeProducts } from "./tree-products.ts";

/** How a column stands to a path: the cells that all its tests there leave, and whether the reference lies outside of them. */
interface Standing {
  cells: CellSet;
  apart: boolean;
}
type Path = ReadonlyMap<number, Standing>;

/** agreeing[b] = [the record agrees with the path in every column that is apart, and fails in exactly b of the others] */
type Agreeing = readonly Linear[];

/** Sums over the leaves below a node: what each column gains that is apart there, and what each loses in which the record fails. */
interface Sums {
  gain: Linear;
  loss: Linear;
}

/** A product that is not written yet. */
interface Product {
  test: Linear;
  rest: Linear;
}

/** What a reason contributes: a sum, and one product more if there is any. */
export interface Contribution {
  sum: Linear;
  product: Product | undefined;
}

const keyOf = (path: Path): string =>
  [...path]
    .sort(([a], [b]) => a - b)
    .map(([column, { cells, apart }]) => `${column}${apart ? "!" : "="}${cells.toString(36)}`)
    .join(" ");

const apartOnly = (path: Path): Path => new Map([...path].filter(([, { apart }]) => apart));
const withColumn = (path: Path, column: number, standing: Standing): Path => new Map(path).set(column, standing);
const times = (terms: Agreeing, weight: (b: number) => bigint): Linear => {
  const sum = new Linear();
  terms.forEach((term, b) => {
    sum.add(term, weight(b));
  });
  return sum;
};

/**
 * Single-reference Shapley values as sums of products (the meaning: src/model/quantised-trees.ts; why these are the same: circuits/lib/trees/README.md).
 *
 * At a split on a column that is not apart let D = [the record lies on the side away from the reference, within what the path leaves]. Then y[b] = agreeing[b] D is what the child away from
 * the reference gets, its column being apart there; the reference's child gets agreeing[b] - y[b] + y[b-1], for where D holds the record fails in one column more. At a split on a column
 * that is apart already, D = [the record lies on the first side], and the children get y and agreeing - y.
 *
 * A leaf adds to the columns that are apart: linear. A record that fails in a column does so by the D of exactly one split, so that what the column loses is D times what is lost below
 * the reference's child: one product for each D, whatever number of splits have it. At a split with two leaves no y is needed on its own: its sums are products of D and one combination each.
 */
class ContributionWriter {
  readonly #model: QuantisedTrees;
  readonly #cells: CellSets;
  readonly #products: TreeProducts;
  readonly #reference: readonly number[];
  readonly #weights: ReturnType<typeof openShapleyWeights>;
  readonly #known = new Map<string, Agreeing>();
  /** By reason, as far as they are written. */
  readonly contributions: Linear[];
  /** What is to be multiplied by a D, by who gets it, column and D. */
  readonly #later = new Map<string, { reasons: readonly number[]; column: number; sets: Map<CellSet, Linear> }>();

  constructor(model: QuantisedTrees, cells: CellSets, products: TreeProducts) {
    this.#model = model;
    this.#cells = cells;
    this.#products = products;
    this.#reference = openCells(model)(model.policy.reference);
    this.#weights = openShapleyWeights(model.reasonScale);
    this.contributions = model.policy.reasons.map(() => new Linear());
  }

  #reasonOf(column: number): number {
    return (this.#model.columns[column] as { reason: number }).reason;
  }

  #give(reasons: readonly number[], amount: Linear): void {
    for (const reason of reasons) (this.contributions[reason] as Linear).add(amount);
  }

  /** Adds to what will be multiplied by [the record lies in these cells of the column] and given to the reasons. */
  #giveLater(reasons: readonly number[], column: number, set: CellSet, amount: Linear): void {
    const key = `${column}|${reasons.join()}`;
    const entry = this.#later.get(key) ?? { reasons, column, sets: new Map<CellSet, Linear>() };
    this.#later.set(key, entry);
    entry.sets.set(set, (entry.sets.get(set) ?? new Linear()).add(amount));
  }

  /** agreeing[b] D for b up to `most`: the state of `path`, in which D is taken in. */
  #within(agreeing: Agreeing, column: number, set: CellSet, most: number, path: Path): Agreeing {
    const key = keyOf(path);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const test = this.#cells.indicator(column, set);
    const factors = agreeing.slice(0, most + 1);
    // All of them together say that the record agrees where the path is apart: where that is known, one product less.
    const whole = factors.length > 1 ? this.#agreement(path) : undefined;
    const derived = whole === undefined ? -1 : factors.findLastIndex((factor) => this.#products.costs(test, factor));
    const taken = factors.map((factor, b) => (b === derived ? new Linear() : this.#products.times(test, factor)));
    if (whole !== undefined && derived >= 0) {
      const last = new Linear().add(whole);
      for (const term of taken) last.add(term, -1n);
      taken[derived] = last;
    }
    this.#known.set(key, taken);
    return taken;
  }

  /** [the record agrees with the path in every column that is apart], where that costs nothing. */
  #agreement(path: Path): Linear | undefined {
    const apart = apartOnly(path);
    if (apart.size === 0) return new Linear(1n);
    if (apart.size > 1) return this.#known.get(keyOf(apart))?.[0];
    const [column, { cells }] = apart.entries().next().value as [number, Standing];
    return this.#cells.indicator(column, cells);
  }

  visit(nodes: readonly QuantisedNode[], at: number, path: Path, agreeing: Agreeing): Sums {
    const node = nodes[at] as QuantisedNode;
    const away = [...path.values()].filter(({ apart }) => apart).length;
    if (node.kind === "leaf") {
      return {
        gain: times(agreeing, (b) => node.value * this.#weights.gain(away, b)),
        loss: times(agreeing, (b) => node.value * this.#weights.loss(away, b)),
      };
    }
    const all = this.#cells.all[node.column] as CellSet;
    const standing = path.get(node.column) ?? { cells: all, apart: false };
    const asked = this.#cells.of(node.cells);
    const [yes, no] = [asked & standing.cells, standing.cells & ~asked];
    // A test that the path has answered already.
    if (yes === 0n) return this.visit(nodes, node.no, path, agreeing);
    if (no === 0n) return this.visit(nodes, node.yes, path, agreeing);
    const leaves = [node.yes, node.no].map((child) => nodes[child] as QuantisedNode).every(({ kind }) => kind === "leaf");
    if (standing.apart) return this.#splitApart(nodes, node, path, agreeing, yes, leaves);
    const byReference = ((asked >> BigInt(this.#reference[node.column] as number)) & 1n) === 1n;
    const sides = byReference ? { near: node.yes, far: node.no, kept: yes, left: no } : { near: node.no, far: node.yes, kept: no, left: yes };
    return this.#split(nodes, node.column, path, agreeing, sides, leaves);
  }

  /** A split on a column that is apart already. */
  #splitApart(nodes: readonly QuantisedNode[], node: QuantisedSplit, path: Path, agreeing: Agreeing, set: CellSet, leaves: boolean): Sums {
    const { column } = node;
    const within = withColumn(path, column, { cells: set, apart: true });
    if (leaves && !this.#cheaper(agreeing, column, set, agreeing.length - 1, path, within)) {
      const away = [...path.values()].filter(({ apart }) => apart).length;
      const [first, second] = [node.yes, node.no].map((child) => (nodes[child] as { value: bigint }).value) as [bigint, bigint];
      const gained = times(agreeing, (b) => (first - second) * this.#weights.gain(away, b));
      this.#giveLater(this.#recipients(path), column, set, gained);
      const gain = times(agreeing, (b) => second * this.#weights.gain(away, b));
      const loss = times(agreeing, (b) => second * this.#weights.loss(away, b));
      const lost = times(agreeing, (b) => (first - second) * this.#weights.loss(away, b));
      return { gain, loss: this.#fails(path) ? loss.add(this.#products.times(this.#cells.indicator(column, set), lost)) : loss };
    }
    const taken = this.#within(agreeing, column, set, agreeing.length - 1, within);
    const left = agreeing.map((term, b) => new Linear().add(term).add(taken[b] as Linear, -1n));
    const standing = path.get(column) as Standing;
    const without = withColumn(path, column, { cells: standing.cells & ~set, apart: true });
    const a = this.visit(nodes, node.yes, within, taken);
    const b = this.visit(nodes, node.no, without, this.#remember(without, left));
    return { gain: a.gain.add(b.gain), loss: a.loss.add(b.loss) };
  }

  /** A split on a column in which the reference still agrees with the path. */
  #split(
    nodes: readonly QuantisedNode[],
    column: number,
    path: Path,
    agreeing: Agreeing,
    { near, far, kept, left }: { near: number; far: number; kept: CellSet; left: CellSet },
    leaves: boolean,
  ): Sums {
    const away = [...path.values()].filter(({ apart }) => apart).length;
    const reason = this.#reasonOf(column);
    const beyond = withColumn(path, column, { cells: left, apart: true });
    // Where D holds the record does not fail in this column by an earlier split.
    const most = agreeing.length - 1 - (path.has(column) ? 1 : 0);
    const { gain, loss } = this.#weights;
    if (leaves && !this.#cheaper(agreeing, column, left, most, path, beyond)) {
      const [v, w] = [far, near].map((child) => (nodes[child] as { value: bigint }).value) as [bigint, bigint];
      const factors = agreeing.slice(0, most + 1);
      this.#giveLater(
        [reason],
        column,
        left,
        times(factors, (b) => v * gain(away + 1, b) - w * loss(away, b + 1)),
      );
      if (away > 0) {
        const gained = times(factors, (b) => v * gain(away + 1, b) + w * (gain(away, b + 1) - gain(away, b)));
        this.#giveLater(this.#recipients(path), column, left, gained);
      }
      const sums = { gain: times(agreeing, (b) => w * gain(away, b)), loss: times(agreeing, (b) => w * loss(away, b)) };
      if (this.#fails(path)) {
        const lost = times(factors, (b) => v * loss(away + 1, b) + w * (loss(away, b + 1) - loss(away, b)));
        sums.loss.add(this.#products.times(this.#cells.indicator(column, left), lost));
      }
      return sums;
    }
    const taken = this.#within(agreeing, column, left, most, beyond);
    const nearPath = withColumn(path, column, { cells: kept, apart: false });
    const rest = Array.from({ length: most + 2 }, (_, b) => {
      const term = new Linear();
      if (b < agreeing.length) term.add(agreeing[b] as Linear);
      if (b <= most) term.add(taken[b] as Linear, -1n);
      if (b > 0) term.add(taken[b - 1] as Linear);
      return term;
    });
    const beyondSums = this.visit(nodes, far, beyond, taken);
    const nearSums = this.visit(nodes, near, nearPath, this.#remember(nearPath, rest));
    this.#give([reason], beyondSums.gain);
    const nearNode = nodes[near] as QuantisedNode;
    if (nearNode.kind === "leaf")
      this.#give(
        [reason],
        new Linear().add(
          times(taken, (b) => nearNode.value * loss(away, b + 1)),
          -1n,
        ),
      );
    else this.#giveLater([reason], column, left, new Linear().add(nearSums.loss, -1n));
    return { gain: beyondSums.gain.add(nearSums.gain), loss: beyondSums.loss.add(nearSums.loss) };
  }

  #remember(path: Path, agreeing: Agreeing): Agreeing {
    const key = keyOf(path);
    const known = this.#known.get(key) ?? agreeing;
    this.#known.set(key, known);
    return known;
  }

  /** Who gets what is gained below a path: the reasons of its columns that are apart. */
  #recipients(path: Path): number[] {
    return [...path].flatMap(([column, { apart }]) => (apart ? [this.#reasonOf(column)] : [])).sort((a, b) => a - b);
  }

  /** Whether a record can fail in a column of the path. */
  #fails(path: Path): boolean {
    return [...path.values()].some(({ apart }) => !apart);
  }

  /** Whether at a split with two leaves the single y cost no more than the products of sums. */
  #cheaper(agreeing: Agreeing, column: number, set: CellSet, most: number, path: Path, within: Path): boolean {
    if (this.#known.has(keyOf(within))) return true;
    const test = this.#cells.indicator(column, set);
    const single = agreeing.slice(0, most + 1).filter((factor) => this.#products.costs(test, factor)).length;
    const saved = single > 0 && most > 0 && this.#agreement(within) !== undefined ? 1 : 0;
    const away = [...path.values()].some(({ apart }) => apart);
    return single - saved <= (away ? 1 : 0) + (this.#fails(path) ? 1 : 0);
  }

  /**
   * Writes what was put off: one product for each set of cells, or for each wire that the sets are made of, where these are fewer. The last product of each reason is left to whoever writes
   * its contribution, which then is a wire of its own and no sum that simplification would copy to every place where it is read.
   */
  finish(): Contribution[] {
    const last = new Map<number, Product>();
    const take = (reasons: readonly number[], test: Linear, amount: Linear) => {
      const { free, rest } = this.#products.part(test, amount);
      this.#give(reasons, free);
      if (rest.isZero) return;
      const [reason, ...others] = reasons as [number, ...number[]];
      if (others.length > 0) {
        this.#give(reasons, this.#products.product(test, rest));
        return;
      }
      const before = last.get(reason);
      if (before !== undefined) this.#give(reasons, this.#products.product(before.test, before.rest));
      last.set(reason, { test, rest });
    };
    for (const { reasons, column, sets } of this.#later.values()) {
      const tests = [...sets].map(([set, amount]) => ({ test: this.#cells.indicator(column, set), amount }));
      const byWire = new Map<string, Linear>();
      for (const { test, amount } of tests) {
        for (const [wire, factor] of test.terms) byWire.set(wire, (byWire.get(wire) ?? new Linear()).add(amount, factor));
      }
      if (byWire.size >= tests.length) {
        for (const { test, amount } of tests) take(reasons, test, amount);
        continue;
      }
      for (const { test, amount } of tests) this.#give(reasons, new Linear().add(amount, test.constant));
      for (const [wire, amount] of byWire) take(reasons, Linear.wire(wire), amount);
    }
    return this.contributions.map((sum, reason) => ({ sum, product: last.get(reason) }));
  }
}

/**
 * Writes the contribution of every reason: the sum of the Shapley values of its columns against the policy's reference, in units of 1 / reasonScale of the margin's.
 */
export function contributionsOf(model: QuantisedTrees, cells: CellSets, products: TreeProducts): Contribution[] {
  const writer = new ContributionWriter(model, cells, products);
  for (const { nodes } of model.trees) writer.visit(nodes, 0, new Map(), [new Linear(1n)]);
  return writer.finish();
}
