import fc from "fast-check";
import { expect, it } from "vitest";
import { parseStrictJson } from "../../src/import/strict-json.ts";

const read = (text: string) => parseStrictJson({ name: "model.json", text, sha256: "" }).value;

it("reads every decimal as the nearest float64, however long it is and whatever stands behind it", () => {
  const digits = (least: number, most: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((list) => list.join(""));
  const whole = digits(0, 18).map((text) => text.replace(/^0+/, "") || "0");
  const decimal = fc
    .tuple(fc.constantFrom("", "-"), whole, fc.constantFrom("", "."), digits(1, 18), fc.constantFrom("", "", "", "e5", "E-7"))
    .map(([sign, before, point, after, exponent]) => `${sign}${before}${point}${point === "" ? "" : after}${exponent}`);
  fc.assert(
    fc.property(decimal, fc.constantFrom(",", "]", " ]", "\n,"), (text, next) => {
      const [value] = read(`[${text}${next}${next.includes("]") ? "" : "0]"}`) as number[];
      expect(Object.is(value, Number(text)), `${text} as ${value}`).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

it.each(["5.", ".5", "-", "-.5", "01", "-01.5", "00", "1.2.3", "--1", "1-", "+1", "0x1", "123456789012345."])(
  "refuses %s, which is no number in JSON",
  (text) => {
    expect(() => read(`[${text},1]`)).toThrow(expect.objectContaining({ code: "CRD-1101" }));
  },
);
