import { INPUTS_PER_ELEMENT } from "../../model/parameters/pack-digits.ts";
import { STEPS_PER_ELEMENT } from "../../model/parameters/scorecard-sections.ts";
import { packing, type RecordSchema } from "../../record/schema.ts";
import type { ScorecardShape } from "./universal-shape.ts";

/** Products of a Poseidon of so many inputs, from 1, none of them a constant: 8 full rounds and the partial ones of its width, three products a power. */
const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];
const poseidon = (inputs: number, constants = 1) => 3 * (8 * (inputs + 1) + (PARTIAL_ROUNDS[inputs - 1] as number)) - 3 * constants;

/** Products of Absorb. */
function absorbCost(elements: number): number {
  if (elements < 2) return 0;
  let cost = 0;
  for (let left = elements, chained = 0; left > 0; chained = 1) {
    const taken = Math.min(left, 16 - chained);
    cost += poseidon(chained + taken);
    left -= taken;
  }
  return cost;
}

/** Products of ChosenCode: its bits, and every node of the tree of choices with a code below it. */
function chosenCost(codes: number): number {
  const width = Math.ceil(Math.log2(codes + 1));
  let cost = width;
  for (let leaves = codes + 1; leaves > 1; ) {
    leaves = Math.ceil(leaves / 2);
    cost += leaves;
  }
  return cost;
}

/** What the universal circuit of a scorecard costs before it is made: its products, exactly, as the headers of its templates have them. */
export function universalCost(schema: RecordSchema, { characteristics: n, rows, lossBits, shortfallBits, scoreBits, bandBits }: ScorecardShape): number {
  const slots = packing(schema);
  const width = Math.max(...slots.map((slot) => slot.width));
  const packed = Math.max(...slots.map(({ element }) => element)) + 1;
  const elements = rows / 3;
  const key = (1n << BigInt(shortfallBits)) * BigInt(n + 4) - 1n;
  const keyBits = key.toString(2).length;
  const record = slots.reduce((sum, slot) => sum + slot.width, 0) + poseidon(3 + packed, 2);
  const sections = [Math.ceil(n / INPUTS_PER_ELEMENT), n * elements, Math.ceil((n - 1) / STEPS_PER_ELEMENT)].map(absorbCost).reduce((a, b) => a + b);
  const commitment = poseidon(6, 3) + poseidon(5, 2);
  const table = chosenCost(slots.length) + 4 * width + 3 * lossBits + 6 + elements - 1;
  const decision = scoreBits + 2 * (scoreBits + 2) + 1 + 2 * bandBits + scoreBits + 1;
  // The first characteristic's code is always 1: naming it costs nothing.
  const reasons = 2 * (n - 1) + 8 * n + 4 * keyBits + n * (keyBits + 2);
  const shell = 2409 + 40 + poseidon(5);
  return record + sections + commitment + n * table + decision + reasons + shell;
}
