import { defineConfig } from "vitest/config";

/** Whatever computes and nothing else: no chain, server, process or prover whose end would be another file's, no module that is replaced. */
const FOLDERS = "architecture|circuits|errors|evaluate|evidence|files|import|model|proof|quantise|receipt|record|statement";
const COMPUTING = `test/@(${FOLDERS})/**/*.test.ts`;
const ACTING = `test/!(${FOLDERS})/**/*.test.ts`;

/** Measures the processor's time or memory of its process, or makes proofs in threads: in a process of its own. */
const ALONE = [
  "test/import/@(malformed-trees|malformed-onnx|pmml-malformed).test.ts",
  "test/evaluate/lending-club-lightgbm.test.ts",
  "test/circuits/trees/trees-proof.test.ts",
];

/** For what hangs alone: a busy machine may take ten times what a quiet one takes. */
const shared = { testTimeout: 600_000, hookTimeout: 600_000 };
const excluded = ["**/node_modules/**"];

export default defineConfig({
  test: {
    // Two cores: more workers only compete with the provers' own threads.
    maxWorkers: 2,
    projects: [
      // These files share their worker, one after the other: what they import is loaded twice and not a hundred times, and the circuit compiler stays warm.
      { test: { ...shared, name: "computing", include: [COMPUTING], exclude: [...ALONE, ...excluded], isolate: false } },
      // Hardhat's own runner takes the contracts.
      { test: { ...shared, name: "acting", include: [ACTING, ...ALONE], exclude: ["test/contracts/**", ...excluded] } },
    ],
  },
});
