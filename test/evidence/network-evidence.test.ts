import { describe, expect, it } from "vitest";
import { claimInputs } from "../../src/circuit/claims/claim-inputs.ts";
import { claimSizes, headOfSizes } from "../../src/circuit/claims/claim-sizes.ts";
import { generateClaimCircuit } from "../../src/circuit/claims/generate-claim-circuit.ts";
import { makeCard } from "../../src/evidence/card/make-card.ts";
import { ModelCard } from "../../src/evidence/card/model-card.ts";
import { checkClaims } from "../../src/evidence/claims/check-claims.ts";
import { parseClaim } from "../../src/evidence/claims/claim.ts";
import { measureSensitivity } from "../../src/evidence/sensitivity/measure-sensitivity.ts";
import { Sensitivity } from "../../src/evidence/sensitivity/sensitivity.ts";
import { decodeSource } from "../../src/files/source-file.ts";
import { networkHead } from "../../src/model/parameters/network-sections.ts";
import { parameterSections } from "../../src/model/parameters/parameter-sections.ts";
import type { QuantisedNetwork } from "../../src/model/quantised-network.ts";
import { cardinality, decodeCell, encodeCell, type Feature } from "../../src/record/schema.ts";
import { pseudoRandom, randomCode } from "../circuits/decision-records.ts";
import { naiveLosses, naiveMargin, naiveNetwork } from "../circuits/network/naive-network.ts";
import { attackedNetwork } from "../circuits/network/network-models.ts";
import { ClaimBench } from "../circuits/universal/claim-bench.ts";
import { asFiles } from "../evaluate/tree-vectors.ts";

const model = attackedNetwork();
const files = asFiles(model);
const { features } = model.schema;
const random = pseudoRandom(9);
const records = Array.from({ length: 60 }, () => features.map((feature) => randomCode(random, cardinality(feature))));
const lines = records.map((codes) => codes.map((code, i) => decodeCell(features[i] as Feature, code)).join(","));
const rows = decodeSource("rows.csv", new TextEncoder().encode([features.map(({ name }) => name).join(","), ...lines].join("\n")));
const claimed = (text: string) => checkClaims(files, [parseClaim(text)]).claims[0] as ReturnType<typeof checkClaims>["claims"][number];

describe("claims about a network", () => {
  it("hold of a feature that no weight reads", () => {
    for (const text of ["does-not-use:idle", "monotone:idle:increasing", "never-worse:idle:3"]) expect(claimed(text).result).toBe("holds");
  });

  it.each([
    "does-not-use:income",
    "does-not-use:spent",
    "monotone:income:decreasing",
    "monotone:age:decreasing",
    "never-worse:seniority:5",
    "monotone:seniority:increasing",
  ])("are refuted by two records, or not decided: %s", (text) => {
    const { result, counterexample } = claimed(text);
    if (result !== "fails") {
      expect([result, text]).toEqual(["not-decided", text]);
      return;
    }
    const [low, high] = (counterexample as NonNullable<typeof counterexample>).records.map((cells) =>
      features.map((feature) => encodeCell(feature, cells[feature.name] as string) as bigint),
    ) as [bigint[], bigint[]];
    expect(low.filter((code, i) => code !== high[i]).length).toBe(1);
    const [before, after] = [naiveMargin(model, low), naiveMargin(model, high)];
    if (text.startsWith("does-not-use")) expect(before).not.toBe(after);
    else if (text.endsWith("decreasing")) expect(after < before).toBe(true);
    else expect(after > before).toBe(true);
  });

  it("are refuted where a plain search finds more than one margin", () => {
    expect(claimed("does-not-use:income").result).toBe("fails");
    expect(claimed("monotone:income:decreasing").result).toBe("fails");
  });

  it("are proven of features that are not used, from the inputs of the commitment alone", async () => {
    const bench = new ClaimBench("does-not-use:idle");
    await bench.open(model);
    expect(bench.takes(model)).toBe(true);
    const used = parseClaim("does-not-use:income");
    expect(bench.takes(model, used)).toBe(false);
    // Nor does another list of features open the commitment.
    const inputs = claimInputs(used, model, { sha256: "0".repeat(64), salt: 1n }, bench.signals(model, used)) as { input_: bigint[] };
    expect(bench.takes(model, used, { input_: inputs.input_.map((digit) => (digit === 1n ? 2n : digit)) })).toBe(false);
  });

  it("say their sizes by the head, and directions have no circuit", () => {
    const claim = parseClaim("does-not-use:idle");
    const sizes = claimSizes(model, claim);
    expect(sizes).toEqual({ head: parameterSections(model).head, inputs: model.inputs.length });
    expect(headOfSizes(sizes)).toBe(sizes.head);
    expect(headOfSizes({ ...sizes, inputs: 3 })).not.toBe(sizes.head);
    expect(headOfSizes({ ...sizes, head: networkHead(3) })).not.toBe(networkHead(3));
    const direction = parseClaim("monotone:idle:increasing");
    expect(() => generateClaimCircuit(direction, model.schema, claimSizes(model, direction))).toThrow(/opens the inputs only/);
  });
});

describe("the card of a network", () => {
  const card = makeCard(files, { rows });
  it("says what is certain and no more, and how reasons are found", () => {
    expect(ModelCard.parse(card)).toEqual(card);
    expect(card.summary).toMatch(/hidden layers of 3, 3 neurons, which reads 8 of the 10 features .* alone are put at the reference/);
    expect(card.features.map(({ name, direction, through }) => [name, direction, through.length])).toEqual([
      ["income", "not-certain", 1],
      ["branch", "no-order", 0],
      ["debt", "not-certain", 1],
      ["age", "not-certain", 1],
      ["housing", "no-order", 1],
      ["purpose", "no-order", 1],
      ["savings", "not-certain", 1],
      ["spent", "not-certain", 1],
      ["seniority", "not-certain", 1],
      ["idle", "no-order", 0],
    ]);
  });

  it("has the mean of what each reason adds, by the second reading", () => {
    const { parts } = card.importance as NonNullable<typeof card.importance>;
    const sums = model.policy.reasons.map((_, g) =>
      records.reduce((sum, codes) => sum + Math.abs(Number(naiveLosses(model, codes)[g])) / 2 ** model.marginBits, 0),
    );
    for (const { name, mean } of parts)
      expect(mean).toBeCloseTo((sums[model.policy.reasons.findIndex(({ code }) => code === name)] as number) / records.length, 9);
  });
});

describe("the sensitivity of a network", () => {
  it("counts what rounding its weights would flip", () => {
    const found = measureSensitivity(files, rows);
    expect(Sensitivity.parse(found)).toEqual(found);
    expect(found.roundings.map(({ what, to }) => `${what} ${to}`)).toEqual([7, 10, 13, 16, 20].map((bits) => `weights 2^-${bits}`));
    for (const { to, changes, largestError } of found.roundings) {
      const round = (weight: bigint, weightBits: number) => {
        const step = 2 ** (weightBits - Number(to.slice(3)));
        return step <= 1 ? weight : BigInt(Math.floor(Number(weight) / step + 0.5) * step);
      };
      const rounded: QuantisedNetwork = {
        ...model,
        hidden: model.hidden.map(({ shift, neurons }) => ({
          shift,
          neurons: neurons.map(({ bias, weights }) => ({ bias, weights: weights.map((weight) => round(weight, shift)) })),
        })),
        output: { ...model.output, weights: model.output.weights.map((weight) => round(weight, model.marginBits - 16)) },
      };
      const off = records.map((codes) => Math.abs(Number(naiveMargin(rounded, codes) - naiveNetwork(model, codes).margin)) / 2 ** model.marginBits);
      expect(largestError).toBeCloseTo(Math.max(...off), 12);
      if (to === "2^-7") expect(changes).toBeGreaterThan(5);
      if (to === "2^-20") expect(changes).toBe(0);
    }
  });
});
