import { formatUnits } from "../model/decimal.ts";
import { floorDivide } from "../model/floor-divide.ts";

const PLACES = 12;

/** A margin in units of 1 / perOne as `credence score` shows it: rounded down at the twelfth place. */
export const spellMargin = (margin: bigint, perOne: bigint): string => formatUnits(floorDivide(margin * 10n ** BigInt(PLACES), perOne), PLACES);
