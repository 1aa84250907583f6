import { CredenceError } from "../errors/credence-error.ts";
import type { Policy } from "../model/policy.ts";

/** What a decision is explained by, with the reason code that the model's source gives it, if any. */
interface Characteristic {
  name: string;
  reason?: string;
}

/**
 * The reason of each characteristic, as its position (from 0) in the policy's reasons: the one that names the characteristic, else the one whose code
 * the model's source gives.
 * @throws CredenceError CRD-1013 where a characteristic has none or two, or a reason speaks for nothing.
 */
export function assignReasons(ir: { characteristics: readonly Characteristic[] }, policy: Pick<Policy, "reasons">): number[] {
  const refuse = (place: string, message: string) => new CredenceError("CRD-1013", message, { place });
  const named = new Map<string, number>();
  const codes = new Map<string, number>();
  const characteristics = new Set(ir.characteristics.map(({ name }) => name));

  policy.reasons.forEach((reason, position) => {
    const place = `reasons.${position}`;
    if (codes.has(reason.code)) throw refuse(`${place}.code`, `The code ${reason.code} stands twice; expected codes that differ.`);
    codes.set(reason.code, position);
    for (const name of reason.characteristics ?? []) {
      if (!characteristics.has(name))
        throw refuse(`${place}.characteristics`, `The model has no characteristic ${name}; expected one of ${[...characteristics].join(", ")}.`);
      if (named.has(name))
        throw refuse(`${place}.characteristics`, `${name} has the reason ${policy.reasons[named.get(name) as number]?.code} already; expected one reason.`);
      named.set(name, position);
    }
  });

  const positions = ir.characteristics.map(({ name, reason }) => {
    const position = named.get(name) ?? (reason === undefined ? undefined : codes.get(reason));
    if (position === undefined) throw refuse("reasons", `${name} has no reason; expected a reason whose characteristics name it.`);
    return position;
  });
  policy.reasons.forEach(({ code }, position) => {
    if (!positions.includes(position)) throw refuse(`reasons.${position}`, `No characteristic has the reason ${code}; expected it to speak for one.`);
  });
  return positions;
}
