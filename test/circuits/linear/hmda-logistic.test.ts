import { describeExampleCircuit } from "../example-circuit.ts";
import { hmdaModel } from "./linear-models.ts";

describeExampleCircuit("the regression of Boston mortgages", hmdaModel(), { applicants: "examples/hmda-logistic/data/hmda.csv", eachDecision: 3 });
