import type { SourceFile } from "../../files/source-file.ts";
import type { ScorecardIR } from "../../model/scorecard-ir.ts";
import { type Element, refuse } from "./element.ts";
import type { Reader } from "./reader.ts";

export function readScorecard(model: Element, _: Reader, __: SourceFile): ScorecardIR {
  throw refuse(model, "CRD-1103", "A Scorecard is not read yet; expected a TreeModel, MiningModel or RegressionModel.");
}
