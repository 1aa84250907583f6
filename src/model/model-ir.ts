import type { LinearIR } from "./linear-ir.ts";
import type { NetworkIR } from "./network-ir.ts";
import type { ScorecardIR } from "./scorecard-ir.ts";
import type { TreeEnsembleIR } from "./trees-ir.ts";

/** A model as its source says it, of any kind. */
export type ModelIR = ScorecardIR | LinearIR | TreeEnsembleIR | NetworkIR;
