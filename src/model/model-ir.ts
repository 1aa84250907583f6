import type { ScorecardIR } from "./scorecard-ir.ts";
import type { TreeEnsembleIR } from "./trees-ir.ts";

/** A model as its source says it, of any kind. */
export type ModelIR = ScorecardIR | TreeEnsembleIR;
