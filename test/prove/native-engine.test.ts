import { beforeAll, describe } from "vitest";
import { buildNative, goIsThere } from "./go.ts";
import { describeProver } from "./prover-behaviour.ts";

describe.runIf(goIsThere)("the native engine", () => {
  beforeAll(() => void buildNative());
  describeProver("native");
});
