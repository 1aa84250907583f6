import { expect, it } from "vitest";
import { checkInputs } from "../../src/quantise/check-inputs.ts";
import { RecordSchema } from "../../src/record/schema.ts";

const schema = RecordSchema.parse({
  format: "credence.schema/1",
  name: "accounts",
  version: 1,
  features: [{ name: "opened", type: "date", min: "1969-12-30", max: "1970-01-31", missing: "never" }],
});
const ask = (asked: object) => () => checkInputs([{ name: "opened", place: "model.pmml:7:5", ...asked }], schema);

it("asks of a date what is asked of its days since 1970-01-01", () => {
  expect(ask({ from: -2, to: 30, whole: true, present: true })).not.toThrow();
});

it.each([
  [{ from: -1 }, /opened, in days since 1970-01-01, may be -2, below -1/],
  [{ to: 29 }, /opened, in days since 1970-01-01, may be 30, above 29/],
  [{ positive: true }, /opened, in days since 1970-01-01, may be -2, and it is divided by/],
])("refuses a date of which %o is asked and not promised", (asked, message) => {
  expect(ask(asked)).toThrow(expect.objectContaining({ code: "CRD-1112", place: "model.pmml:7:5", message: expect.stringMatching(message) }));
});
