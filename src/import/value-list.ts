/** `['a' 'b']` as numpy prints an array, `['a', 'b']` as Python a list, and either between the lines that pandas puts around its own arrays. */
const PRINTED = /^(?:<\w+>\s+)?\[(.*)\](?:\s+Length: (\d+), dtype: [\w[\], =]+)?$/s;
const ITEM = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s,'"[\]]+))\s*(,|(?=\s|$)|$)/sy;

/** Python's escapes of what a value may hold; undefined for one that is not read. */
function withoutEscapes(text: string): string | undefined {
  const plain = text.replace(/\\([\\'"])/g, "$1");
  return /\\[^\\'"]/.test(text.replace(/\\[\\'"]/g, "")) ? undefined : plain;
}

/**
 * The values of a list that Python printed, or undefined for a text that is no whole list: one that was cut to `...`, has an escape that is not read, or has not the length that it says.
 */
export function readValueList(text: string): string[] | undefined {
  const [, inside, length] = PRINTED.exec(text.trim()) ?? [];
  if (inside === undefined) return undefined;
  const values: string[] = [];
  const source = inside.trim();
  for (ITEM.lastIndex = 0; ITEM.lastIndex < source.length; ) {
    const item = ITEM.exec(source);
    if (item === null) return undefined;
    const [, single, double, bare] = item;
    const value = bare ?? withoutEscapes((single ?? double) as string);
    if (value === undefined || bare?.startsWith("...")) return undefined;
    values.push(value);
  }
  return values.length > 0 && (length === undefined || Number(length) === values.length) ? values : undefined;
}
