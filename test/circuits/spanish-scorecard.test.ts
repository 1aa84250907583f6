import { spanishModel } from "./decision-models.ts";
import { describeExampleCircuit } from "./example-circuit.ts";

describeExampleCircuit("the Spanish scorecard", spanishModel(), { applicants: "examples/spanish-scorecard/data/spanish_credit.csv", eachDecision: 6 });
