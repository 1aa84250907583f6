// Measures what the README claims: npm run bench [-- [--json] [FIGURE ...]]     a figure's name or the beginning of one chooses
// What takes longer is measured only by its name: engines (2^12 to 2^16 rows), engines-large (2^18 rows), batch (1,000 decisions an engine, 250 with snarkjs), powers (set-up from powers of tau), trees (50 to 300 trees), trees-large (1,000), peers (EZKL on the same models; needs Python) or peers-MODEL.
import { arch, cpus, platform } from "node:os";
import { batchFigures } from "./figures/batch.ts";
import { circuitFigures } from "./figures/circuit.ts";
import { engineFigures } from "./figures/engines.ts";
import { gasFigures } from "./figures/gas.ts";
import { peerFigures } from "./figures/peers.ts";
import { powersFigures } from "./figures/powers.ts";
import { proveFigures } from "./figures/prove.ts";
import { setupFigures } from "./figures/setup.ts";
import { treeFigures, treeSizeFigures } from "./figures/trees.ts";
import { verifyFigures } from "./figures/verify.ts";
import { witnessFigures } from "./figures/witness.ts";
import { type FigureGroup, type Measurement, rounded } from "./measurement.ts";
import { PEER_MODELS } from "./peers/peer-models.ts";

const GROUPS: readonly FigureGroup[] = [...circuitFigures, setupFigures, witnessFigures, proveFigures, verifyFigures, ...treeFigures, gasFigures];
const BY_NAME: Readonly<Record<string, FigureGroup>> = {
  engines: engineFigures([12, 13, 14, 15, 16]),
  "engines-large": engineFigures([18]),
  batch: batchFigures,
  powers: powersFigures,
  trees: treeSizeFigures([50, 100, 300]),
  "trees-large": treeSizeFigures([1000]),
  peers: peerFigures(PEER_MODELS),
  ...Object.fromEntries(PEER_MODELS.map((model) => [`peers-${model.name}`, peerFigures([model])])),
};

const args = process.argv.slice(2);
const json = args.includes("--json");
const named = args.filter((arg) => Object.hasOwn(BY_NAME, arg));
const chosen = args.filter((arg) => arg !== "--json" && !named.includes(arg));
const wanted = (figure: string) =>
  (chosen.length === 0 && named.length === 0) || chosen.some((name) => figure === name || figure.startsWith(name.endsWith(".") ? name : `${name}.`));

const unknown = chosen.filter((name) => !GROUPS.some(({ figures }) => figures.some((figure) => figure === name || figure.startsWith(`${name}.`))));
if (unknown.length > 0) {
  console.error(`No figure ${unknown.join(", ")}. There are:\n${GROUPS.flatMap(({ figures }) => figures.map((figure) => `  ${figure}`)).join("\n")}`);
  process.exit(10);
}

function print({ figure, value, unit }: Measurement): void {
  console.log(
    json ? JSON.stringify({ figure, value: rounded(value), unit }) : `${figure.padEnd(48)} ${rounded(value).toLocaleString("en").padStart(12)} ${unit}`,
  );
}

const explain = (figure: string, why: string) => console.error(`${figure}: not measured, ${why}`);

const [cpu] = cpus();
console.error(`${cpus().length} x ${cpu?.model ?? "processor"}, ${platform()}-${arch()}, Node ${process.versions.node}`);
for (const group of GROUPS.filter(({ figures }) => figures.some(wanted))) {
  await group.measure(
    (measurement) => wanted(measurement.figure) && print(measurement),
    (figure, why) => wanted(figure) && explain(figure, why),
  );
}
for (const name of named) await BY_NAME[name]?.measure(print, explain);
