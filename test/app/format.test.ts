import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asSubject, shortenHash, subjectAddress } from "../../app/src/format/hash.ts";
import { preferredLocale } from "../../app/src/format/locale.ts";
import { formatCount, formatQuantity, formatUnits } from "../../app/src/format/number.ts";
import { dayToSeconds, formatDuration, formatExact, formatMoment } from "../../app/src/format/time.ts";

const at = Date.UTC(2026, 10, 24, 14, 31, 7) / 1000;
/** Spaces of any width as plain ones: which one stands between number and unit is the locale data's own affair. */
const plain = (text: string) => text.replace(/\s/g, " ");

describe("hashes", () => {
  it("keeps both ends of a long word and all of a short one", () => {
    expect(shortenHash(`0x${"ab".repeat(32)}`)).toBe("0xababab…ababab");
    expect(shortenHash("0x1234")).toBe("0x1234");
    expect(shortenHash(`0x${"ab".repeat(20)}`, 4)).toBe("0xabab…abab");
  });

  it("shows a subject as an address only where it is one, and reads it back", () => {
    const address = `0x${"1f".repeat(20)}`;
    expect(subjectAddress(asSubject(address))).toBe(address);
    fc.assert(
      fc.property(fc.bigInt({ min: 1n << 160n, max: (1n << 256n) - 1n }), (commitment) => {
        const word = `0x${commitment.toString(16).padStart(64, "0")}`;
        expect(subjectAddress(word)).toBe(word);
      }),
    );
  });
});

describe("times", () => {
  it("are UTC in the words of the locale", () => {
    expect(plain(formatMoment(at, "en-GB"))).toMatch(/^24 November 2026.+14:31 UTC$/);
    expect(plain(formatMoment(at, "de"))).toMatch(/^24\. November 2026.+14:31 UTC$/);
    expect(formatExact(at)).toBe("2026-11-24T14:31:07Z");
  });

  it("measure in the largest unit that loses little", () => {
    expect(formatDuration(30 * 86_400, "en")).toBe("30 days");
    expect(formatDuration(5_400, "en")).toBe("90 minutes");
    expect(formatDuration(1, "en")).toBe("1 second");
    expect(formatDuration(0, "en")).toBe("0 seconds");
  });

  it("know the calendar", () => {
    expect(dayToSeconds("1970-01-02")).toBe(86_400);
    expect(dayToSeconds("2026-02-30")).toBeUndefined();
    expect(dayToSeconds("24.11.2026")).toBeUndefined();
  });
});

describe("numbers", () => {
  it("stay exact, however long", () => {
    expect(formatUnits(-1_205n, 2, "en")).toBe("-12.05");
    expect(formatUnits(5n, 3, "en")).toBe("0.005");
    expect(formatUnits(123_456_789_012_345_678_901n, 2, "en")).toBe("1,234,567,890,123,456,789.01");
    expect(formatUnits(120_000n, 2, "de")).toBe("1.200,00");
  });

  it("agree with their noun", () => {
    expect(formatQuantity(0, "decision", "decisions", "en")).toBe("no decisions");
    expect(formatQuantity(1, "decision", "decisions", "en")).toBe("1 decision");
    expect(formatQuantity(1_200, "decision", "decisions", "en")).toBe("1,200 decisions");
    expect(formatCount(1_200, "de")).toBe("1.200");
  });
});

describe("the reader's locale", () => {
  it("is the best-liked one that can be formatted in", () => {
    expect(preferredLocale("fr;q=0.4, de-AT, en;q=0.8")).toBe("de-AT");
    expect(preferredLocale("*")).toBe("en-GB");
    expect(preferredLocale("<script>, not a tag!, en-US;q=0.1")).toBe("en-US");
    expect(preferredLocale("de;q=0")).toBe("en-GB");
    expect(preferredLocale(null)).toBe("en-GB");
  });
});
