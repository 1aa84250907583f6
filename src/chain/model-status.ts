/** The life-cycle statuses of a model, in their numeric order on chain (0 is what was never registered). */
export const MODEL_STATUSES = ["unknown", "registered", "validated", "approved", "suspended", "retired", "revoked"] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];
