import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { verifyingKeyOf } from "../../src/keys/verifying-key.ts";
import { verifyGroth16 } from "../../src/proof/verify-groth16.ts";
import { openProver } from "../../src/prove/open-prover.ts";
import { openWitnessCalculator } from "../../src/witness/witness-calculator.ts";
import { buildExample, exampleInputs } from "../built-example.ts";
import { type FigureGroup, median, milliseconds } from "../measurement.ts";

const CHROMIUM = "/usr/bin/chromium";
const RUNS = 20;

/** One real proof, verified off chain by the library that receipts and the page use; the median after the first run. */
export const verifyFigures: FigureGroup = {
  figures: ["verify.ms.node", "verify.ms.browser"],
  async measure(report, skip) {
    const { files, paths, manifest } = await buildExample("german-scorecard");
    const calculator = await openWitnessCalculator(paths.wasm);
    const [inputs] = exampleInputs("german-scorecard", files, 1);
    const { wtns } = await calculator.calculate(inputs as NonNullable<typeof inputs>);
    await using prover = await openProver({ zkeyPath: paths.zkey, verificationKey: manifest.verificationKey });
    const { proof, signals } = await prover.prove(wtns);
    const key = verifyingKeyOf(manifest.verificationKey);

    const times: number[] = [];
    for (let run = 0; run <= RUNS; run++) times.push(await milliseconds(() => verifyGroth16(key, proof, signals)));
    report({ figure: "verify.ms.node", value: median(times.slice(1)), unit: "ms" });

    if (!existsSync(CHROMIUM)) return skip("verify.ms.browser", `since ${CHROMIUM} is not installed on this machine`);
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, "../browser-verify.ts")],
      bundle: true,
      format: "iife",
      write: false,
      target: "es2022",
    });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
      const words = (values: readonly bigint[]) => values.map(String);
      const inBrowser = (await page.evaluate(
        `timeVerification(${[words(key), words(proof), words(signals), RUNS + 1].map((part) => JSON.stringify(part)).join(", ")})`,
      )) as number[];
      report({ figure: "verify.ms.browser", value: median(inBrowser.slice(1)), unit: "ms" });
    } finally {
      await browser.close();
    }
  },
};
