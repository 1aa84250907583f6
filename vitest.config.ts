import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Hardhat's own runner takes the contracts.
    exclude: ["test/contracts/**", "**/node_modules/**"],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // Two cores: more workers only compete with the provers' own threads.
    maxWorkers: 2,
  },
});
