import { verifyGroth16 } from "../src/proof/verify-groth16.ts";

// What the browser runs in the benchmark: the page's own verification, timed inside the browser.
Object.assign(globalThis, {
  timeVerification(key: readonly string[], proof: readonly string[], signals: readonly string[], runs: number): number[] {
    const integers = (words: readonly string[]) => words.map(BigInt);
    return Array.from({ length: runs }, () => {
      const from = performance.now();
      if (!verifyGroth16(integers(key), integers(proof), integers(signals))) throw new Error("the benchmark's proof does not hold");
      return performance.now() - from;
    });
  },
});
