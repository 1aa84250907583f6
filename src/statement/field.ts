/** The scalar field of BN254, in which every signal of a circuit lives. */
export const FIELD_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** The base field of BN254, in which the coordinates of a proof's points live. */
export const BASE_FIELD_ORDER = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** Reduces any integer into the field's canonical range [0, r). */
export const toField = (value: bigint): bigint => ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;

/** True for a canonical field element, that is 0 <= value < r. */
export const isFieldElement = (value: bigint): boolean => value >= 0n && value < FIELD_ORDER;
