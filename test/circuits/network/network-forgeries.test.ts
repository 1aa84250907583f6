import { beforeAll, describe, expect, it } from "vitest";
import { planMargin } from "../../../src/circuit/margin-plan.ts";
import { planInputs } from "../../../src/circuit/network/plan-inputs.ts";
import { planNetwork } from "../../../src/circuit/network/plan-network.ts";
import { networkBounds } from "../../../src/model/network-margin.ts";
import { cardinality, type Feature } from "../../../src/record/schema.ts";
import { signCodes } from "../decision-records.ts";
import { findFreeDirections } from "../harness/rank.ts";
import { sweepWires } from "../harness/sweep.ts";
import { type Lie, type MarginCheater, openMarginCheater } from "../margin-cheater.ts";
import {
  CELLS,
  COMMITMENT,
  expectAccepted,
  expectEveryBendRefused,
  expectRefused,
  type Forgery,
  HALF,
  openMarginScene,
  type Signed,
  SUM,
} from "../margin-forgeries.ts";
import { naiveLosses, naiveNetwork, naiveSums } from "./naive-network.ts";
import { attackedNetwork } from "./network-models.ts";

const model = attackedNetwork();
const { features } = planInputs(model);
const { layers } = planNetwork(model);
const marginPlan = planMargin(networkBounds(model).margin, model.policy);
/** The position of the first input over a feature. */
const inputAt = (name: string) => model.inputs.findIndex(({ feature }) => feature === featureAt(name));

/** Declined, with five reasons that apply, and a score that is not the edge of its band; clipped in nothing. */
const full = signCodes(model, [13n, 1n, 382n, 28n, 2n, 2n, 32n, 42n, 2n, 1n]);
/** Income, debt and housing missing. */
const bare = signCodes(model, [61n, 0n, 401n, 3n, 3n, 0n, 3n, 90n, 2n, 9n]);

const losses = naiveLosses(model, full.codes);

let cheater: MarginCheater;
beforeAll(async () => {
  cheater = await openMarginCheater(model);
});

const { layout, featureAt, at, sayAtom, shift, overflow, toApproval, commonForgeries } = openMarginScene({
  model,
  full,
  bare,
  losses,
  honest: naiveNetwork(model, full.codes),
  marginPlan,
  cheater: () => cheater,
});

/** Says that the code of a feature, or the margin, is another. */
function sayValue(signed: Signed, name: string, value: bigint): Lie {
  const table = name === "margin" ? marginPlan.table : features.find((feature) => feature.name === name)?.table;
  return sayAtom(signed, `${name}_below`, table as NonNullable<typeof table>, value);
}

const sums = naiveSums(model, ({ feature }) => full.codes[feature] as bigint).layers;
/** A neuron of a layer that is awake for the record, or asleep, by what its activation is called; and what it is. */
function neuron(layer: number, awake: boolean) {
  const own = sums[layer] as bigint[];
  const k = own.findIndex((sum, i) => layers[layer]?.neurons[i] !== undefined && sum > 0n === awake);
  const { shift: by, neurons } = layers[layer] as (typeof layers)[number];
  const { width } = neurons[k] as { width: number };
  return { act: `act_${layer}_${k}`, sum: `sum_${layer}_${k}`, value: own[k] as bigint, shift: by, width };
}

const BOUND = /Thermometer_|Below_|main\.RangeCheck_/;
/** What the header of Below says may be anything, and nothing reads. */
const FREE = /\.Below_\w+\.AtMostUnless_\w+\.ratio\[/;
const RELU = /Relu_/;
const MIXED = /Thermometer_|RangeCheck_|Quotient_|Band_|TopFour_|Relu_|^\{\} \* \{\} = \{/;
const ofAct = (name: string) => new RegExp(`Relu_\\w+\\.out|main\\.${name}\\b`);

const FORGERIES: Forgery[] = [
  // Where a feature lies.
  {
    name: "an income is said to lie where it is clipped from above",
    lie: () => sayValue(full, "income", 55n),
    against: CELLS,
    about: "income_below",
    changes: COMMITMENT,
  },
  {
    name: "an income that is signed is said to be missing",
    lie: () => sayValue(full, "income", 61n),
    against: CELLS,
    about: "income_below",
    changes: COMMITMENT,
  },
  {
    name: "an income that is missing is said to be the highest",
    of: bare,
    lie: () => sayValue(bare, "income", 60n),
    against: CELLS,
    about: "income_below",
    changes: COMMITMENT,
  },
  {
    name: "a missing debt is reckoned by its marker",
    of: bare,
    lie: () => sayValue(bare, "debt", 400n),
    against: CELLS,
    about: "debt_below",
    changes: COMMITMENT,
  },
  { name: "a debt that is signed is said to be missing", lie: () => sayValue(full, "debt", 401n), against: CELLS, about: "debt_below", changes: COMMITMENT },
  { name: "a category is said to be another", lie: () => sayValue(full, "housing", 0n), against: CELLS, about: "housing_below", changes: COMMITMENT },
  {
    name: "a missing category is said to be one",
    of: bare,
    lie: () => sayValue(bare, "housing", 2n),
    against: CELLS,
    about: "housing_below",
    changes: COMMITMENT,
  },

  // What a feature adds.
  {
    name: "a product of slope and code is one less",
    lie: () => ({ [`moved${inputAt("income")}_0`]: -1n }),
    against: /main\.moved/,
    about: "moved",
    changes: COMMITMENT,
  },
  {
    name: "an age adds nothing to a neuron",
    lie: () => ({ [`added${inputAt("age")}_0`]: -cheater.value(full, `added${inputAt("age")}_0`) }),
    against: /main\.added/,
    about: "added",
    changes: COMMITMENT,
  },
  {
    name: "what one feature adds is put on another, the margin staying as it is",
    lie: () => ({ [`added${inputAt("debt")}_0`]: -(1n << 24n), [`added${inputAt("age")}_0`]: 1n << 24n }),
    against: /main\.added/,
    about: "added",
    changes: COMMITMENT,
  },

  // The sign of a sum.
  {
    name: "a sum below 0 is said to lie above",
    lie: () => ({ [`${neuron(0, false).act}.sign`]: 1n }),
    against: RELU,
    about: "act_0",
    changes: COMMITMENT,
  },
  {
    name: "a sum below 0 is said to lie above, another bit making up for it",
    lie: () => ({ [`${neuron(0, false).act}.sign`]: 1n, [`${neuron(0, false).act}.low`]: -(1n << BigInt(neuron(0, false).width)) }),
    against: RELU,
    about: "act_0",
    changes: COMMITMENT,
  },
  {
    name: "a sum below 0 is written as its opposite",
    lie: () => ({ [`${neuron(0, false).act}.in`]: -2n * neuron(0, false).value }),
    against: RELU,
    about: "act_0",
    changes: COMMITMENT,
  },
  {
    name: "a sum above 0 is said to lie below",
    lie: () => ({ [`${neuron(1, true).act}.sign`]: -1n }),
    against: RELU,
    about: "act_1",
    changes: "outcome",
  },
  {
    name: "a sum above 0 is said to lie below, another bit making up for it",
    lie: () => ({ [`${neuron(1, true).act}.sign`]: -1n, [`${neuron(1, true).act}.low`]: 1n << BigInt(neuron(1, true).width) }),
    against: RELU,
    about: "act_1",
    changes: "outcome",
  },
  {
    name: "a sum lies half above 0 and half below",
    lie: () => ({ [`${neuron(1, true).act}.sign`]: HALF, [`${neuron(1, true).act}.low`]: -HALF * (1n << BigInt(neuron(1, true).width)) }),
    against: MIXED,
    about: "act_1",
    changes: COMMITMENT,
  },
  {
    name: "a neuron counts twice",
    lie: () => ({ [`${neuron(1, true).act}.sign`]: 1n, [`${neuron(1, true).act}.low`]: -(1n << BigInt(neuron(1, true).width)) }),
    against: MIXED,
    about: "act_1",
    changes: COMMITMENT,
  },

  // What is cut off.
  {
    name: "an activation is more than the floor, the remainder being negative",
    lie: () => ({ [`${neuron(0, true).act}.in`]: 1n << BigInt(neuron(0, true).shift + 12) }),
    against: RELU,
    about: "act_0",
    changes: COMMITMENT,
  },
  {
    name: "an activation is less than the floor, the lowest bit holding the rest",
    lie: () => ({
      [`${neuron(0, true).act}.in`]: -(1n << BigInt(neuron(0, true).shift + 12)),
      [`${neuron(0, true).act}.low`]: 1n << BigInt(neuron(0, true).shift + 12),
    }),
    against: RELU,
    about: "act_0",
    changes: COMMITMENT,
  },
  {
    name: "an activation is more than the floor, the lowest bit holding the rest",
    lie: () => ({
      [`${neuron(1, true).act}.in`]: 1n << BigInt(neuron(1, true).shift + 12),
      [`${neuron(1, true).act}.low`]: -(1n << BigInt(neuron(1, true).shift + 12)),
    }),
    against: RELU,
    about: "act_1",
    changes: COMMITMENT,
  },

  // Neurons and weights.
  {
    name: "a neuron is skipped",
    lie: () => ({ [`${neuron(0, true).act}.out`]: -cheater.value(full, neuron(0, true).act) }),
    against: ofAct(neuron(0, true).act),
    about: "act_0",
    changes: COMMITMENT,
  },
  {
    name: "a neuron that sleeps says something",
    lie: () => ({ [`${neuron(0, false).act}.out`]: 1n << 17n }),
    against: ofAct(neuron(0, false).act),
    about: "act_0",
    changes: COMMITMENT,
  },
  {
    name: "an activation lies below 0",
    lie: () => ({ [`${neuron(1, true).act}.out`]: -cheater.value(full, neuron(1, true).act) - (1n << 16n) }),
    against: ofAct(neuron(1, true).act),
    about: "act_1",
    changes: COMMITMENT,
  },
  { name: "the neuron that never wakes does", lie: () => ({ act_1_2: -(1n << 16n) }), against: /main\.act_1_2/, about: "act_1_2", changes: COMMITMENT },
  {
    name: "a weight of the second layer is another",
    lie: () => ({ [neuron(1, true).sum]: -cheater.value(full, neuron(0, true).act) * 4321n }),
    against: SUM,
    about: "sum_1",
    changes: COMMITMENT,
  },
  {
    name: "a bias of the first layer is another",
    lie: () => ({ [neuron(0, true).sum]: -(1n << 20n) }),
    against: SUM,
    about: "sum_0",
    changes: COMMITMENT,
  },
  {
    name: "a sum runs over the widest that a record can give",
    lie: () => ({ [neuron(1, true).sum]: (1n << BigInt(neuron(1, true).width)) - neuron(1, true).value }),
    against: MIXED,
    about: "sum_1",
    changes: COMMITMENT,
  },
  {
    name: "a sum runs under the lowest that a record can give",
    lie: () => ({ [neuron(1, true).sum]: -(1n << BigInt(neuron(1, true).width)) - neuron(1, true).value - 1n }),
    against: MIXED,
    about: "sum_1",
    changes: COMMITMENT,
  },
  { name: "the margin is lowered to where it is approved", lie: () => ({ margin: toApproval() }), against: SUM, about: "margin", changes: "outcome" },
  { name: "the margin is a fraction of a unit off", lie: () => ({ margin: HALF }), against: MIXED, about: "margin" },

  // What the margin would be without a reason.
  {
    name: "a reason's features are not put at the reference",
    lie: () =>
      Object.fromEntries(sums[0]?.map((sum, k) => [`sumWithout${at(0) + 1}_0_${k}`, sum - cheater.value(full, `sumWithout${at(0) + 1}_0_${k}`)]) ?? []),
    against: SUM,
    about: "sumWithout",
    changes: COMMITMENT,
  },
  {
    name: "a neuron is skipped where a reason is left out",
    lie: () => ({ [`actWithout${at(4) + 1}_1_0.out`]: -cheater.value(full, `actWithout${at(4) + 1}_1_0`) }),
    against: ofAct(`actWithout${at(4) + 1}_1_0`),
    about: "actWithout",
    changes: COMMITMENT,
  },
  {
    name: "a margin without a reason is another's",
    lie: () => ({ [`marginWithout${at(4) + 1}`]: (losses[at(4)] as bigint) - (losses[at(0)] as bigint) - 1n }),
    against: SUM,
    about: "marginWithout",
    changes: COMMITMENT,
  },
  {
    name: "a shortfall is none at all",
    lie: () => ({ [`shortfall[${at(0)}]`]: -(losses[at(0)] as bigint) }),
    against: /main\.shortfall/,
    about: "shortfall",
    changes: COMMITMENT,
  },

  // Codes.
  { name: "an age runs over its range into its neighbour", inputs: () => overflow("age", "housing", -1n), against: BOUND, about: "code" },
  { name: "a debt is negative and its neighbour gains", inputs: () => overflow("debt", "age", -1n), against: BOUND, about: "code" },
  { name: "an unread feature runs over into a read one", inputs: () => overflow("branch", "debt", 1n), against: BOUND, about: "unused" },
  { name: "a feature of a sum runs over its range", inputs: () => overflow("savings", "spent", 1n), against: BOUND, about: "code" },
  { name: "a code is a fraction and an unread one pays", inputs: () => shift("age", HALF, "branch"), against: MIXED, about: "code" },
  ...commonForgeries({ fractionAgainst: /RangeCheck_|Band_|Atoms_/ }),
];

describe("a forged decision of a network is refused", () => {
  it("while the honest ones are not, and every wire of theirs is held", () => {
    for (const signed of [full, bare]) expectAccepted(cheater, signed);
    const honest = cheater.circuit.calculate(cheater.inputs(full));
    expect(sweepWires(cheater.circuit, honest).filter(({ signal }) => !FREE.test(signal))).toEqual([]);
    expect(findFreeDirections(cheater.circuit, honest).filter((signal) => !FREE.test(signal))).toEqual([]);
    // What the forgeries are about.
    const { decision, score, disclosedScore } = naiveNetwork(model, full.codes);
    expect([decision, score !== disclosedScore]).toEqual(["decline", true]);
    expect(losses.filter((loss) => loss > 0n).length).toBeGreaterThan(4);
    expect(FORGERIES.length).toBeGreaterThan(60);
  });

  it.each(FORGERIES)("$name", (forgery) => expectRefused(cheater, full, forgery));

  it("with any one assignment moved by one, all that follows following", () => {
    expect(cheater.bends.length).toBeGreaterThan(100);
    expectEveryBendRefused(cheater, full);
  });
});

describe.each(layout.used.map((feature) => model.schema.features[feature] as Feature))(
  "a record whose $name is outside of its range, signed like that,",
  (feature) => {
    it.each([cardinality(feature)])("is refused: %i", (code) => {
      const { refusals, account, changed } = cheater.forge(signCodes(model, full.codes.with(featureAt(feature.name), code)), {});
      expect(changed.size).toBe(0);
      expect(refusals).not.toEqual([]);
      expect(account.some((constraint) => /Thermometer_|Below_/.test(constraint))).toBe(true);
    });
  },
);
