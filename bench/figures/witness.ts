import { openWitnessCalculator } from "../../src/witness/witness-calculator.ts";
import { buildExample, exampleInputs } from "../built-example.ts";
import { type FigureGroup, median, milliseconds } from "../measurement.ts";

const [COLD, WARM] = ["witness.ms.german-scorecard.cold", "witness.ms.german-scorecard.warm"] as const;

/** Witnesses of real applicants: the first one with the program's loading, then the median of 50. */
export const witnessFigures: FigureGroup = {
  figures: [COLD, WARM],
  async measure(report) {
    const { files, paths } = await buildExample("german-scorecard");
    const [first, ...others] = exampleInputs("german-scorecard", files, 51);
    const from = performance.now();
    const calculator = await openWitnessCalculator(paths.wasm);
    await calculator.calculate(first as NonNullable<typeof first>);
    report({ figure: COLD, value: performance.now() - from, unit: "ms" });
    const times: number[] = [];
    for (const inputs of others) times.push(await milliseconds(() => calculator.calculate(inputs)));
    report({ figure: WARM, value: median(times), unit: "ms" });
  },
};
