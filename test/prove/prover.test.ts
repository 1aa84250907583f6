import { describe } from "vitest";
import { describeProver } from "./prover-behaviour.ts";

describe("the snarkjs engine", () => describeProver("snarkjs"));
