import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decisionsHref, parseDecisionFilter, toIndexQuery } from "../../app/src/register/decision-filter.ts";

const MODEL = `0x${"ab".repeat(32)}`;

describe("the filter in the address", () => {
  it("becomes the index's query, the last day included", () => {
    const filter = parseDecisionFilter({ decision: "decline", model: MODEL, from: "2026-11-01", to: "2026-11-01", page: "3" });
    expect(filter.refused).toEqual({});
    const query = toIndexQuery(filter);
    expect(query.get("decision")).toBe("decline");
    expect(query.get("page")).toBe("3");
    expect(Number(query.get("to")) - Number(query.get("from"))).toBe(86_400);
  });

  it("names what it cannot use and leaves it out", () => {
    const filter = parseDecisionFilter({ decision: "maybe", model: "0x12", from: "2026-13-01", page: "-1", lender: ["nobody", "somebody"] });
    expect(Object.keys(filter.refused).sort()).toEqual(["decision", "from", "lender", "model", "page"]);
    expect(filter.values).toEqual({});
    expect(`${toIndexQuery(filter)}`).toBe("page=1&size=25");
  });

  it("asks for a subject given as an address by its padded word", () => {
    const query = toIndexQuery(parseDecisionFilter({ subject: `0x${"Aa".repeat(20)}` }));
    expect(query.get("subject")).toBe(`0x${"0".repeat(24)}${"aa".repeat(20)}`);
  });

  it("has one address for one list", () => {
    expect(decisionsHref({})).toBe("/decisions");
    expect(decisionsHref({ page: "1", model: "" })).toBe("/decisions");
    fc.assert(
      fc.property(
        fc.record(
          { decision: fc.constantFrom("approve", "refer", "decline"), model: fc.constant(MODEL), page: fc.integer({ min: 2, max: 99 }).map(String) },
          { requiredKeys: [] },
        ),
        (values) => {
          const href = decisionsHref(values);
          const { values: read } = parseDecisionFilter(Object.fromEntries(new URL(href, "http://page").searchParams));
          expect(read).toEqual(values);
          expect(decisionsHref(read)).toBe(href);
        },
      ),
    );
  });
});
