import type { QuantisedBin, QuantisedCharacteristic, QuantisedScorecard } from "../../src/model/quantised.ts";
import { cardinality, type Feature } from "../../src/record/schema.ts";
import { categoryFeature, numberFeature, schemaOf, scorecard } from "./decision-models.ts";
import { pseudoRandom } from "./decision-records.ts";

/** What each of the random models is about; all else is left to chance. */
const SHAPES = [
  { name: "exact scores", features: 5, bandWidth: 1 },
  { name: "bands across cut-offs", features: 6, bandWidth: 13 },
  { name: "cut-offs at edges of bands", features: 6, bandWidth: 16, aligned: true },
  { name: "few wide bands", features: 4, bandWidth: 60 },
  { name: "shared reasons", features: 7, bandWidth: 5, reasons: 4 },
  { name: "more reasons than one list holds", features: 60, bandWidth: 9 },
  { name: "one characteristic", features: 1, bandWidth: 3 },
  { name: "a baseline below every bin", features: 3, bandWidth: 1, baseline: -1000 },
] as const satisfies readonly { name: string; features: number; bandWidth: number; aligned?: true; reasons?: number; baseline?: number }[];

function randomFeature(name: string, random: () => number): Feature {
  const missing = random() < 0.4 ? "marker" : "never";
  const kind = random();
  if (kind < 0.35) return categoryFeature(name, 2 + Math.floor(random() * 8), missing);
  if (kind < 0.5) return { name, type: "date", min: "2000-01-01", max: "2005-06-30", missing };
  const size = 2 + Math.floor(random() ** 3 * 100_000);
  const min = Math.floor(random() * 200) - 100;
  return numberFeature(name, `${min}`, `${min + size}`, missing);
}

/** A partition of the codes into bins, each of one or more stretches. */
function randomBins(feature: Feature, random: () => number, points: () => bigint): QuantisedBin[] {
  const size = Number(cardinality(feature));
  const edges = new Set([0, size]);
  if (feature.missing === "marker") edges.add(size - 1);
  for (let i = 1 + Math.floor(random() * 5); i > 0; i--) edges.add(Math.floor(random() * size));
  const sorted = [...edges].sort((a, b) => a - b);
  const bins: { label: string; ranges: [bigint, bigint][]; points: bigint }[] = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const range: [bigint, bigint] = [BigInt(sorted[i] as number), BigInt(sorted[i + 1] as number)];
    const joined = bins.length > 1 && random() < 0.3 ? bins[Math.floor(random() * bins.length)] : undefined;
    if (joined) joined.ranges.push(range);
    else bins.push({ label: `bin ${bins.length}`, ranges: [range], points: points() });
  }
  return bins;
}

/** A model that repeats with its seed: one for each shape. */
export function randomModel(seed: number): QuantisedScorecard {
  const shape: { name: string; features: number; bandWidth: number; aligned?: true; reasons?: number; baseline?: number } = SHAPES[
    seed % SHAPES.length
  ] as (typeof SHAPES)[number];
  const random = pseudoRandom(seed + 1);
  // Small points, so that shortfalls and scores often tie.
  const points = () => BigInt(Math.floor(random() * 61) - 30);
  const features: Feature[] = [];
  const characteristics: QuantisedCharacteristic[] = [];
  for (let i = 0; i < shape.features; i++) {
    if (random() < 0.3) features.push(randomFeature(`unread${i}`, random));
    const feature = randomFeature(`feature${i}`, random);
    features.push(feature);
    characteristics.push({
      name: `characteristic ${i}`,
      feature: features.length - 1,
      reason: i % (shape.reasons ?? shape.features),
      baseline: BigInt(shape.baseline ?? Math.floor(random() * 41) - 10),
      bins: randomBins(feature, random, points),
    });
  }
  const approveFrom = Math.floor(random() * 40) - 10;
  const align = (score: number) => (shape.aligned ? Math.floor(score / shape.bandWidth) * shape.bandWidth : score);
  return scorecard(schemaOf(shape.name.replaceAll(" ", "_").replaceAll("-", "_"), features), characteristics, {
    reasons: shape.reasons ?? shape.features,
    approveFrom: align(approveFrom),
    referFrom: align(approveFrom - Math.floor(random() * 40)),
    bandWidth: shape.bandWidth,
    initialPoints: Math.floor(random() * 100) - 50,
  });
}
