import { describe } from "vitest";
import { describeProver } from "./prover-behaviour.ts";

describe("the engine in WebAssembly", () => describeProver("wasm"));
