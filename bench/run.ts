// Measures what the README claims: npm run bench [-- [--json] [FIGURE ...]]     a figure's name or the beginning of one chooses
import { arch, cpus, platform } from "node:os";
import { circuitFigures } from "./figures/circuit.ts";
import { gasFigures } from "./figures/gas.ts";
import { proveFigures } from "./figures/prove.ts";
import { setupFigures } from "./figures/setup.ts";
import { verifyFigures } from "./figures/verify.ts";
import { witnessFigures } from "./figures/witness.ts";
import { type FigureGroup, type Measurement, rounded } from "./measurement.ts";

const GROUPS: readonly FigureGroup[] = [circuitFigures, setupFigures, witnessFigures, proveFigures, verifyFigures, gasFigures];

const args = process.argv.slice(2);
const json = args.includes("--json");
const chosen = args.filter((arg) => arg !== "--json");
const wanted = (figure: string) => chosen.length === 0 || chosen.some((name) => figure === name || figure.startsWith(name.endsWith(".") ? name : `${name}.`));

const unknown = chosen.filter((name) => !GROUPS.some(({ figures }) => figures.some((figure) => figure === name || figure.startsWith(`${name}.`))));
if (unknown.length > 0) {
  console.error(`No figure ${unknown.join(", ")}. There are:\n${GROUPS.flatMap(({ figures }) => figures.map((figure) => `  ${figure}`)).join("\n")}`);
  process.exit(10);
}

function report({ figure, value, unit }: Measurement): void {
  if (!wanted(figure)) return;
  console.log(
    json ? JSON.stringify({ figure, value: rounded(value), unit }) : `${figure.padEnd(48)} ${rounded(value).toLocaleString("en").padStart(12)} ${unit}`,
  );
}

function skip(figure: string, why: string): void {
  if (wanted(figure)) console.error(`${figure}: not measured, ${why}`);
}

const [cpu] = cpus();
console.error(`${cpus().length} x ${cpu?.model ?? "processor"}, ${platform()}-${arch()}, Node ${process.versions.node}`);
for (const group of GROUPS) if (group.figures.some(wanted)) await group.measure(report, skip);
