/** A count or block number with the locale's separators. */
export const formatCount = (value: number | bigint, locale: string): string => new Intl.NumberFormat(locale).format(value);

/** An integer in units of 10^-scale as a decimal, exact however long: `formatUnits(-1205n, 2, "en")` is `-12.05`. */
export function formatUnits(units: bigint, scale: number, locale: string): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const decimal = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  // A decimal string keeps every digit; a number would not.
  return new Intl.NumberFormat(locale, { minimumFractionDigits: scale, maximumFractionDigits: scale }).format(
    `${units < 0n ? "-" : ""}${decimal}` as `${number}`,
  );
}

/** `1 decision`, `12 decisions`, `no decisions`. */
export function formatQuantity(value: number, one: string, many: string, locale: string): string {
  return value === 0 ? `no ${many}` : `${formatCount(value, locale)} ${value === 1 ? one : many}`;
}
