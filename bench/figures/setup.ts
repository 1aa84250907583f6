import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developmentSetup } from "../../src/keys/development-setup.ts";
import { buildExample } from "../built-example.ts";
import type { FigureGroup } from "../measurement.ts";

const FIGURE = "setup.seconds.german-scorecard.development";

/** A development key of the example's circuit, from its constraints. */
export const setupFigures: FigureGroup = {
  figures: [FIGURE],
  async measure(report) {
    const { paths } = await buildExample("german-scorecard");
    const folder = mkdtempSync(join(tmpdir(), "credence-bench-"));
    try {
      const from = performance.now();
      await developmentSetup({ r1csPath: paths.r1cs, zkeyPath: join(folder, "key.zkey") });
      report({ figure: FIGURE, value: (performance.now() - from) / 1000, unit: "s" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
