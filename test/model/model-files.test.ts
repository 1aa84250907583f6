import { chmodSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatUnits, parseDecimal } from "../../src/model/decimal.ts";
import { modelPaths, modelSha256, readModel, writeModel } from "../../src/model/model-files.ts";
import { policyFor, quantise, SCORECARDPY } from "../import/fixture.ts";

const names = ["duration", "income", "purpose", "home"];
const policy = policyFor(names);
const model = quantise(SCORECARDPY);
const other = quantise(SCORECARDPY.replace("400.0", "401.0"));
const folder = () => join(mkdtempSync(join(tmpdir(), "credence-")), "model");
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const edit = (path: string, change: (value: never) => void) => {
  const value = JSON.parse(readFileSync(path, "utf8"));
  change(value as never);
  writeFileSync(path, JSON.stringify(value));
};

describe("a model directory", () => {
  it("is read as it was written", () => {
    const directory = folder();
    const written = writeModel(directory, model, policy);
    expect(readModel(directory)).toEqual(written);
    expect(written.model).toEqual(model);
    expect(written.registration).toEqual({
      format: "credence.registration/1",
      name: "small",
      version: "1.0.0",
      policy: "small",
      maximumRecordAge: 86400,
      tier: 3,
      reviewDays: 365,
    });
  });

  it("keeps the model to its owner, whatever stood there before", () => {
    const directory = folder();
    const paths = modelPaths(directory);
    mkdirSync(paths.secret, { recursive: true });
    chmodSync(paths.secret, 0o755);
    writeFileSync(paths.model, "{}");
    writeModel(directory, model, policy);
    expect([paths.secret, paths.model, paths.salt].map(mode)).toEqual(["700", "600", "600"]);
    const open = [paths.schema, paths.registration].map((path) => readFileSync(path, "utf8")).join();
    for (const hidden of ["points", "baseline", "approveFrom", "salt", modelSha256(model), model.sourceSha256]) expect(open).not.toContain(hidden);
  });

  it("keeps the salt of an unchanged model and gives another model a fresh one", () => {
    const directory = folder();
    const first = writeModel(directory, model, policy);
    expect(writeModel(directory, model, { ...policy, tier: 1 }).modelCommitment).toBe(first.modelCommitment);
    const second = writeModel(directory, other, policy);
    expect(second.salt).not.toBe(first.salt);
    expect(writeModel(directory, model, policy).salt).not.toBe(first.salt);
    expect(writeModel(folder(), model, policy).modelCommitment).not.toBe(first.modelCommitment);
  });

  it("draws salts of 248 bits", () => {
    const salts = Array.from({ length: 64 }, () => writeModel(folder(), model, policy).salt);
    expect(new Set(salts).size).toBe(64);
    // All below 2^240 has a chance of 2^-512.
    expect(salts.some((salt) => salt >= 1n << 240n)).toBe(true);
    expect(salts.every((salt) => salt < 1n << 248n)).toBe(true);
  });

  it("is not overwritten once another model was built there", () => {
    const directory = folder();
    writeModel(directory, model, policy);
    writeFileSync(modelPaths(directory).manifest, "{}");
    expect(() => writeModel(directory, other, policy)).toThrow(expect.objectContaining({ code: "CRD-1017", place: directory }));
    expect(writeModel(directory, model, policy).model).toEqual(model);
  });

  it.each([
    ["points", (m: { characteristics: { bins: { points: string }[] }[] }) => Object.assign(m.characteristics[0]?.bins[0] ?? {}, { points: "66" }), "CRD-1016"],
    ["a cut-off", (m: { policy: object }) => Object.assign(m.policy, { approveFrom: "421" }), "CRD-1016"],
    [
      "a gap",
      (m: { characteristics: { bins: { ranges: string[][] }[] }[] }) => Object.assign(m.characteristics[0]?.bins[1] ?? {}, { ranges: [["8", "33"]] }),
      "CRD-1016",
    ],
    [
      "an overlap",
      (m: { characteristics: { bins: { ranges: string[][] }[] }[] }) => Object.assign(m.characteristics[0]?.bins[1] ?? {}, { ranges: [["6", "33"]] }),
      "CRD-1016",
    ],
    ["a bin left out", (m: { characteristics: { bins: object[] }[] }) => m.characteristics[0]?.bins.pop(), "CRD-1016"],
    [
      "a bin without codes",
      (m: { characteristics: { bins: object[] }[] }) => m.characteristics[0]?.bins.push({ label: "", ranges: [], points: "0" }),
      "CRD-1016",
    ],
    ["a feature beyond the schema", (m: { characteristics: object[] }) => Object.assign(m.characteristics[0] ?? {}, { feature: 9 }), "CRD-1016"],
    ["a reason beyond the policy", (m: { characteristics: object[] }) => Object.assign(m.characteristics[0] ?? {}, { reason: 9 }), "CRD-1016"],
    ["a reason that nothing has", (m: { policy: { reasons: object[] } }) => m.policy.reasons.push({ code: "X", sentence: "Nothing at all" }), "CRD-1016"],
    ["turned cut-offs", (m: { policy: object }) => Object.assign(m.policy, { referFrom: "999" }), "CRD-1016"],
    ["a band without width", (m: { policy: object }) => Object.assign(m.policy, { bandWidth: "0" }), "CRD-1016"],
    ["a number for an integer", (m: object) => Object.assign(m, { initialPoints: 400 }), "CRD-9003"],
    ["an unknown entry", (m: object) => Object.assign(m, { note: "" }), "CRD-9003"],
    ["another kind", (m: object) => Object.assign(m, { kind: "tree" }), "CRD-9003"],
  ])("altered by hand is refused: %s", (_, change, code) => {
    const directory = folder();
    writeModel(directory, model, policy);
    edit(modelPaths(directory).model, change as never);
    expect(() => readModel(directory)).toThrow(expect.objectContaining({ code, place: expect.stringContaining("model.json") }));
  });

  it("without a file, or none at all, is refused", () => {
    expect(() => readModel("/nowhere")).toThrow(expect.objectContaining({ code: "CRD-9002" }));
    const file = folder();
    writeFileSync(file, "");
    expect(() => writeModel(file, model, policy)).toThrow(expect.objectContaining({ code: "CRD-9002" }));
  });
});

describe("the digest of a model", () => {
  it("changes with every part of it", () => {
    const digests = [
      model,
      { ...model, version: "1.0.1" },
      { ...model, pointsScale: 1 },
      { ...model, initialPoints: 401n },
      { ...model, policy: { ...model.policy, bandWidth: 10n } },
      { ...model, characteristics: model.characteristics.map((c, i) => (i === 0 ? { ...c, baseline: c.baseline + 1n } : c)) },
      { ...model, characteristics: model.characteristics.toReversed() },
      { ...model, schema: { ...model.schema, version: 2 } },
    ].map(modelSha256);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it("does not depend on the order of entries", () => {
    expect(modelSha256(Object.fromEntries(Object.entries(model).reverse()) as typeof model)).toBe(modelSha256(model));
  });
});

describe("decimals", () => {
  it.each([
    ["12", 12n, 0],
    ["-3.50", -35n, 1],
    [".5", 5n, 1],
    ["5.", 5n, 0],
    ["1e-05", 1n, 5],
    ["1.5E+3", 1500n, 0],
    ["-0.0", 0n, 0],
    ["+7", 7n, 0],
    ["0.10e1", 1n, 0],
  ])("%s is exact", (text, units, scale) => {
    expect(parseDecimal(text)).toEqual({ units, scale });
  });

  it.each(["", ".", "-", "1e", "e5", "1_000", "1,5", "0x10", "nan", "inf", "Infinity", "1e999", "--1", " 1", "１"])("%j is none", (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it("are written with all their places", () => {
    expect([formatUnits(5n, 0), formatUnits(-5n, 2), formatUnits(1234n, 2), formatUnits(0n, 3)]).toEqual(["5", "-0.05", "12.34", "0.000"]);
  });
});
