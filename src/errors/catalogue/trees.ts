import type { CatalogueEntry } from "./entry.ts";

/** 11xx: importing models whose margin decides, and comparing a model with the tool that fitted it. Exit code 2. */
export const treesErrors = {
  "CRD-1101": {
    title: "The model file is malformed",
    hint: "Save the model again with the tool that fitted it; a file that was cut short or edited by hand is not read.",
    exit: 2,
  },
  "CRD-1102": {
    title: "The model file claims more than is read",
    hint: "Give the model as its tool saved it: no real ensemble or network is that large or that deep.",
    exit: 2,
  },
  "CRD-1103": {
    title: "The kind of model is not one that can be kept exact",
    hint: "See docs/formats for what is read of this tool; fit the model with one of the objectives named there.",
    exit: 2,
  },
  "CRD-1104": {
    title: "A tree does not hold together",
    hint: "Save the model again with the tool that fitted it: each node but the root is the child of exactly one node before it.",
    exit: 2,
  },
  "CRD-1105": {
    title: "A number of the model is out of its range",
    hint: "Fit the model again: leaves, thresholds and weights are finite, and fit the floats in which the tool counts.",
    exit: 2,
  },
  "CRD-1106": {
    title: "A column of the model comes from nowhere",
    hint: "Name the column in the pipeline file (docs/formats/pipeline.md), or name the schema's feature as the model does.",
    exit: 2,
  },
  "CRD-1107": {
    title: "A branch of a tree cannot be reached",
    hint: "Widen the feature in the record schema to the values that the model was fitted on, or let it be missing.",
    exit: 2,
  },
  "CRD-1108": { title: "The pipeline does not fit the schema", hint: "Correct the pipeline file against docs/formats/pipeline.md.", exit: 2 },
  "CRD-1109": {
    title: "The tool's own rounding would decide",
    hint: "Let the column be made of whole numbers (another unit, or no decimal places in the schema), so that it has one exact value.",
    exit: 2,
  },
  "CRD-1110": {
    title: "The expected values do not fit the model",
    hint: "Write one line a row with the tool's own values, as docs/formats/parity.md says.",
    exit: 2,
  },
  "CRD-1111": {
    title: "Decisions differ from the tool's",
    hint: "Do not register this model. Compare the rows named in the certificate with the tool, and see that schema and pipeline say what the tool was given.",
    exit: 2,
  },
  "CRD-1112": {
    title: "The schema allows what the model has no answer for",
    hint: "Narrow the feature in the record schema: let it never be missing, or give it the range and decimal places that the model was made for.",
    exit: 2,
  },
  "CRD-1113": {
    title: "A column is no sum over raw features",
    hint: "A linear model or a network's first layer adds up raw features, each imputed, clipped, scaled or binned on its own: give it those, or fit trees, which take ratios and what is made of sums.",
    exit: 2,
  },
} as const satisfies Record<string, CatalogueEntry>;
