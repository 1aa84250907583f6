import { CredenceError } from "../errors/credence-error.ts";
import type { SourceFile } from "../files/source-file.ts";

/** A line `key=value` with where it stands. */
export interface Entry {
  value: string;
  place: string;
}

/** The lines from one heading to the next. */
export interface Block {
  place: string;
  entries: ReadonlyMap<string, Entry>;
}

/** A tree has some twenty entries; no ensemble that is fitted for credit has as many trees. */
const MOST_ENTRIES = 256;
const MOST_BLOCKS = 100_000;

/**
 * Cuts the file into its head and its trees, up to `end of trees`; what follows (importances, parameters) says nothing of the model's values.
 * @throws CredenceError CRD-1101 for a line that is no entry, a key that stands twice in a block, and a file that ends before its trees do.
 */
export function readBlocks({ name, text }: SourceFile): { head: Block; trees: Block[] } {
  const blocks: { place: string; entries: Map<string, Entry> }[] = [{ place: `${name}:1:1`, entries: new Map() }];
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const content = text.slice(start, end).trimEnd();
    start = end + 1;
    line += 1;
    if (content === "end of trees") return { head: blocks[0] as Block, trees: blocks.slice(1) };
    if (content === "" || (line === 1 && content === "tree")) continue;
    const place = `${name}:${line}:1`;
    const sign = content.indexOf("=");
    const key = sign < 0 ? content : content.slice(0, sign);
    if (!/^\w+$/.test(key)) throw new CredenceError("CRD-1101", `Found ${JSON.stringify(content.slice(0, 40))}, expected key=value.`, { place });
    if (key === "Tree") blocks.push({ place, entries: new Map() });
    const { entries } = blocks.at(-1) as (typeof blocks)[number];
    if (entries.size === MOST_ENTRIES || blocks.length > MOST_BLOCKS) {
      throw new CredenceError("CRD-1102", `Found more than ${MOST_ENTRIES} entries in a block, or more than ${MOST_BLOCKS} trees.`, { place });
    }
    if (entries.has(key)) throw new CredenceError("CRD-1101", `The key ${key} stands twice; expected it once.`, { place });
    entries.set(key, { value: sign < 0 ? "" : content.slice(sign + 1), place });
  }
  throw new CredenceError("CRD-1101", "The file ends without the line `end of trees`; is it whole?", { place: `${name}:${line}:1` });
}

export const optionalEntry = ({ entries }: Block, key: string): Entry | undefined => entries.get(key);

/** True where a key stands in the block, with or without a value. */
export const flag = ({ entries }: Block, key: string): boolean => entries.has(key);

/** @throws CredenceError CRD-1101 where the block has no such key. */
export function entry(block: Block, key: string): Entry {
  const found = block.entries.get(key);
  if (found === undefined) throw new CredenceError("CRD-1101", `There is no ${key}; is the file whole?`, { place: block.place });
  return found;
}

/** The items of a list, which are separated by spaces; an empty value has none. */
export const list = ({ value }: Entry): string[] => (value.trim() === "" ? [] : value.trim().split(" "));

const WHOLE = /^-?\d{1,15}$/;

function whole(text: string, { place }: Entry, least: number, most: number): number {
  const value = WHOLE.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new CredenceError("CRD-1101", `Found ${JSON.stringify(text.slice(0, 40))}, expected a whole number from ${least} to ${most}.`, { place });
}

/** @throws CredenceError CRD-1101 */
export const wholeEntry = (block: Block, key: string, least: number, most: number): number => {
  const found = entry(block, key);
  return whole(found.value, found, least, most);
};

function items(found: Entry, length: number, key: string): string[] {
  const all = list(found);
  if (all.length === length) return all;
  throw new CredenceError("CRD-1101", `Found ${all.length} values of ${key}, expected ${length}.`, { place: found.place });
}

/** A list of whole numbers. @throws CredenceError CRD-1101 */
export function wholeList(block: Block, key: string, length: number, least: number, most: number): number[] {
  const found = entry(block, key);
  return items(found, length, key).map((text) => whole(text, found, least, most));
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A list of finite float64. @param words that stand for numbers. @throws CredenceError CRD-1101 (the list), CRD-1105 (NaN, an infinity) */
export function numberList(block: Block, key: string, length: number, words: ReadonlyMap<string, number> = new Map()): number[] {
  const found = entry(block, key);
  return items(found, length, key).map((text) => {
    const value = NUMBER.test(text) ? Number(text) : (words.get(text) ?? Number.NaN);
    if (Number.isFinite(value)) return value;
    throw new CredenceError("CRD-1105", `Found ${JSON.stringify(text.slice(0, 40))} in ${key}, expected a finite number.`, { place: found.place });
  });
}
