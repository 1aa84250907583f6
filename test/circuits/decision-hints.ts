import type { DecisionPlan } from "../../src/circuit/decision-plan.ts";
import type { ReasonPlan } from "../../src/circuit/reason-plan.ts";
import { floorDivide } from "../../src/model/floor-divide.ts";
import { FIELD_ORDER } from "../../src/statement/field.ts";
import type { Lie } from "./decision-cheater.ts";
import { modulo } from "./harness/r1cs.ts";

const signed = (value: bigint): bigint => (value > FIELD_ORDER / 2n ? value - FIELD_ORDER : value);

/** The band, and the cells in which score or band lie. */
export function decisionHints(plan: DecisionPlan, bandWidth: bigint, score: bigint, band = floorDivide(signed(score), bandWidth)): Lie {
  const where = plan.over === "band" ? signed(band) : signed(score);
  const cells = plan.table.atoms.map(({ from, to }, k): [string, bigint] => [`main.cell[${k}]`, from <= where && where < to ? 1n : 0n]);
  return { ...Object.fromEntries(cells), ...(plan.disclosure.kind === "division" ? { "main.band": modulo(band) } : {}) };
}

/** The key of a reason, or of the empty mark of a slot, as TopFour orders them. */
export const reasonKey = (shortfall: bigint, position: number, count: number): bigint => shortfall * BigInt(count + 4) + BigInt(count - 1 - position);
export const markKey = (slot: number, count: number): bigint => BigInt(count + 3 - slot);

/** What the four slots of TopFour pick, by the shortfalls that they are told. `component` is its name in the circuit as written. */
export function reasonHints(plan: ReasonPlan, component: string, shortfall: readonly bigint[]): Lie {
  if (plan.kind !== "compared") return {};
  const count = plan.codes.length;
  const order = shortfall
    .map((value, position) => ({ position, key: reasonKey(signed(value), position, count), applies: signed(value) > 0n }))
    .filter(({ applies }) => applies)
    .sort((a, b) => (a.key < b.key ? 1 : -1));
  return pickReasons(
    component,
    count,
    [0, 1, 2, 3].map((slot) => order[slot]),
  );
}

/** Slots that each pick one reason, or their empty mark. */
export function pickReasons(component: string, count: number, picked: readonly ({ position: number; key: bigint } | undefined)[]): Lie {
  const lie: Lie = {};
  picked.forEach((reason, slot) => {
    lie[`${component}.slot[${slot}]`] = modulo(reason?.key ?? markKey(slot, count));
    for (let position = 0; position < count; position++) lie[`${component}.pick[${slot}][${position}]`] = position === reason?.position ? 1n : 0n;
  });
  return lie;
}
