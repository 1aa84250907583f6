import { floorDivide } from "../../model/floor-divide.ts";

/** The nearest multiple of a step, of two the greater. */
export const roundTo = (value: bigint, step: bigint): bigint => floorDivide(2n * value + step, 2n * step) * step;
