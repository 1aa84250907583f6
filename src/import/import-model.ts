import { createHash } from "node:crypto";
import { basename } from "node:path";
import { CredenceError } from "../errors/credence-error.ts";
import { type CsvTable, parseCsv, placeIn } from "../files/csv-table.ts";
import { decodeSource, readBytes, type SourceFile } from "../files/source-file.ts";
import type { ModelIR } from "../model/model-ir.ts";
import type { ScorecardIR } from "../model/scorecard-ir.ts";
import { importLightgbm, isLightgbm } from "./lightgbm.ts";
import { isOnnx } from "./onnx/graph.ts";
import { importOnnx } from "./onnx/import-onnx.ts";
import { importOptbinning, isOptbinning } from "./optbinning.ts";
import { importPlainCsv, isPlainCsv } from "./plain-csv.ts";
import { importPmml, isPmml } from "./pmml/import-pmml.ts";
import { importScorecardpy, isScorecardpy } from "./scorecardpy.ts";
import { importSkorecard, isSkorecard } from "./skorecard.ts";
import { parseStrictJson } from "./strict-json.ts";
import { importToadTable, isToadTable } from "./toad.ts";
import { importToadJson, isToadJson } from "./toad-json.ts";
import { isUbj, parseUbj } from "./ubj.ts";
import { importXgboost, isXgboost } from "./xgboost.ts";

/** Tells a table's format by its content, never by the file's name, and reads it. */
function recognise(table: CsvTable): (table: CsvTable, sha256: string) => ScorecardIR {
  if (isScorecardpy(table)) return importScorecardpy;
  if (isPlainCsv(table)) return importPlainCsv;
  if (isOptbinning(table)) return importOptbinning;
  if (isToadTable(table)) return importToadTable;
  if (isSkorecard(table)) return importSkorecard;
  const found = table.header.cells.map((name) => JSON.stringify(name)).join(", ");
  throw new CredenceError(
    "CRD-1003",
    `Found the columns ${found}; expected variable, bin, points (scorecardpy), Variable, Bin, Points (optbinning), name, value, score (toad), bin_index, map, feature, Points (skorecard) or characteristic, attribute, points (plain CSV).`,
    {
      place: placeIn(table.file, table.header.place(0)),
    },
  );
}

function importTable(source: SourceFile): ScorecardIR {
  // The header first: what is no table of a known format is told so, and not that its quotes look odd.
  const read = recognise(parseCsv(source, 1));
  return read(parseCsv(source), source.sha256);
}

function importDocument(source: SourceFile): ModelIR {
  const document = parseStrictJson(source);
  if (isXgboost(document)) return importXgboost(document, { format: "xgboost-json", sha256: source.sha256 });
  if (isToadJson(document)) return importToadJson(document, source);
  throw new CredenceError(
    "CRD-1003",
    "Found other JSON, expected a model as XGBoost's save_model writes it, with an entry learner, or the rules of toad's ScoreCard.",
    {
      place: source.name,
    },
  );
}

/** A model file in text as it was read. @throws CredenceError 1001 to 1006, 1011 and 1101 to 1105, with file and place, and what was expected. */
export function importSource(source: SourceFile): ModelIR {
  if (isLightgbm(source)) return importLightgbm(source);
  if (isPmml(source)) return importPmml(source);
  return /^\s*[{[]/.test(source.text) ? importDocument(source) : importTable(source);
}

/** A model file's bytes. @throws CredenceError as {@link importSource}. */
export function importBytes(name: string, bytes: Uint8Array): ModelIR {
  if (isOnnx(bytes)) return importOnnx(name, bytes);
  if (!isUbj(bytes)) return importSource(decodeSource(name, bytes));
  const document = parseUbj(name, bytes);
  if (isXgboost(document)) return importXgboost(document, { format: "xgboost-ubj", sha256: createHash("sha256").update(bytes).digest("hex") });
  throw new CredenceError("CRD-1003", "Found UBJSON without an entry learner, expected a model as XGBoost's save_model writes it.", { place: name });
}

/** Imports a model file. @throws CredenceError as {@link importSource}. */
export const importModel = (path: string): ModelIR => importBytes(basename(path), readBytes(path));
