import type { QuantisedScorecard } from "../model/quantised.ts";
import { cardinality } from "../record/schema.ts";
import { type AtomTable, chooseAtoms, type Interval } from "./atoms.ts";

/** One raw feature as the circuit opens it, with what every characteristic over it says of each atom. */
export interface FeaturePlan {
  /** Position in the schema. */
  feature: number;
  name: string;
  table: AtomTable;
  /** Points of each atom, summed over the characteristics that read this feature. */
  points: readonly bigint[];
  /** Shortfall (baseline - points) of each atom by reason, summed over the characteristics that share it. */
  shortfall: ReadonlyMap<number, readonly bigint[]>;
}

/** Plans each feature that the model reads, in schema order. The bins were found to partition the codes (checkModel). */
export function planFeatures(model: QuantisedScorecard): FeaturePlan[] {
  const positions = [...new Set(model.characteristics.map(({ feature }) => feature))].sort((a, b) => a - b);
  return positions.map((position) => {
    const feature = model.schema.features[position] as QuantisedScorecard["schema"]["features"][number];
    const readers = model.characteristics.filter((characteristic) => characteristic.feature === position);
    const edges = new Set([0n, cardinality(feature)]);
    for (const { bins } of readers) for (const { ranges } of bins) for (const [from, to] of ranges) edges.add(from).add(to);
    const sorted = [...edges].sort((a, b) => (a < b ? -1 : 1));

    const intervals: Interval[] = [];
    const binsOf: (typeof readers)[number]["bins"][number][][] = [];
    for (let i = 0; i + 1 < sorted.length; i++) {
      const [from, to] = [sorted[i] as bigint, sorted[i + 1] as bigint];
      const bins = readers.map((reader) => reader.bins.find(({ ranges }) => ranges.some(([a, b]) => a <= from && from < b)) as (typeof reader.bins)[number]);
      const previous = binsOf.at(-1);
      const last = intervals.at(-1);
      if (last && previous?.every((bin, r) => bin === bins[r])) {
        last.to = to;
      } else {
        intervals.push({ from, to });
        binsOf.push(bins);
      }
    }

    const table = chooseAtoms(intervals);
    const points = table.source.map((i) => (binsOf[i] as (typeof binsOf)[number]).reduce((sum, bin) => sum + bin.points, 0n));
    const shortfall = new Map<number, bigint[]>();
    readers.forEach((reader, r) => {
      const sums = shortfall.get(reader.reason) ?? table.source.map(() => 0n);
      shortfall.set(
        reader.reason,
        table.source.map((i, atom) => (sums[atom] as bigint) + reader.baseline - (binsOf[i]?.[r]?.points as bigint)),
      );
    });
    return { feature: position, name: feature.name, table, points, shortfall };
  });
}
