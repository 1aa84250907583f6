import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderVectors } from "../vectors/groth16/render-solidity.ts";
import { key, vectors } from "./groth16-vectors.ts";

const file = join(import.meta.dirname, "../contracts/fixture/VerifierVectors.sol");

test("the tests in Solidity use the key and proofs that the others use", () => {
  const rendered = renderVectors(key, vectors.slice(0, 2));
  if (process.env.UPDATE_SNAPSHOTS) writeFileSync(file, rendered);
  expect(readFileSync(file, "utf8")).toBe(rendered);
});
