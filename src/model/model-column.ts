/** An input of a model, by the name that its source gives it. */
export interface ModelColumn {
  name: string;
  /** For a column of categories whose values the source keeps: the value of each number, in order. */
  categories?: readonly string[];
}

/** What a model's source asks of one of its own inputs: for a record with another value it has no answer. */
export interface ModelInput {
  name: string;
  /** True where the value may not be missing. */
  present?: boolean;
  /** True where the value is a whole number. */
  whole?: boolean;
  /** The least value, and the greatest. */
  from?: number;
  to?: number;
  /** True where the value lies above 0. */
  positive?: boolean;
  /** Where the source says so, for messages. */
  place: string;
}

/** The file that a model whose margin decides came from. */
export interface MarginSource {
  file: string;
  format: "xgboost-json" | "xgboost-ubj" | "lightgbm-text" | "onnx" | "pmml";
  /** sha256 of its bytes, hex. */
  sha256: string;
}

/** What the tool makes of the margin. Every one of them rises with it; `named` ones take cut-offs of the margin only. */
export type Link =
  | { kind: "logistic" /** probability = 1 / (1 + exp(-slope * margin)) */; slope: number }
  | { kind: "softmax" }
  | { kind: "identity" }
  | { kind: "named"; name: string };
