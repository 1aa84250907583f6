import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as snarkjs from "snarkjs";
import { ownCurve } from "../../src/keys/own-curve.ts";

/** The beacon of the small powers of tau, hashed 2^10 times. */
export const BEACON = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20";

/** Makes powers of tau to which a beacon alone contributed, so that their secrets are known. @returns their digest by power, as the published list has them. */
export async function makeSmallPowers(path: string, power: number): Promise<ReadonlyMap<number, string>> {
  await using owned = await ownCurve();
  await snarkjs.powersOfTau.newAccumulator(owned.curve, power, `${path}.0`);
  await snarkjs.powersOfTau.beacon(`${path}.0`, `${path}.1`, "beacon", BEACON, 10);
  await snarkjs.powersOfTau.preparePhase2(`${path}.1`, path);
  return new Map([[power, createHash("blake2b512").update(readFileSync(path)).digest("hex")]]);
}
