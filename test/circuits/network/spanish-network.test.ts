import { describeExampleCircuit } from "../example-circuit.ts";
import { spanishNetwork } from "./network-models.ts";

describeExampleCircuit("the network of Spanish consumer credit", spanishNetwork(), {
  applicants: "examples/spanish-forest/data/spanish_credit.csv",
  eachDecision: 2,
});
