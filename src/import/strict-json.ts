import { CredenceError } from "../errors/credence-error.ts";
import { placeIn } from "../files/csv-table.ts";
import type { SourceFile } from "../files/source-file.ts";
import { DEEPEST, type DocumentNode, type DocumentValue, MOST_VALUES } from "./document.ts";

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const [COMMA, MINUS, POINT, ZERO, NINE, BRACKET] = [44, 45, 46, 48, 57, 93];
/** Characters of a short decimal: of so many digits, and of so many powers of ten, each is a float64, so that their quotient is the decimal's nearest one (Clinger, How to Read Floating Point Numbers Accurately, 1990). */
const SHORT = 15;
const POWERS = Array.from({ length: SHORT }, (_, places) => Number(`1e${places}`));
/** Text that stands for itself: no escape, no control character. */
const PLAIN = /^[ -[\]-\uffff]*$/;
const WORD = /-?[A-Za-z]+/y;

/**
 * Reads JSON as RFC 8259 has it, and the words NaN, Infinity and -Infinity, which tools write where a number says nothing. A key that stands twice, which `JSON.parse` would settle in
 * silence, is refused, and so are depth and size without bound.
 * @throws CredenceError CRD-1101 (syntax, a key twice), CRD-1102 (too deep, too many values), with file, line and column.
 */
export function parseStrictJson({ name: file, text }: SourceFile): DocumentNode {
  let at = 0;
  let count = 0;

  const place = (offset: number) => {
    const before = text.slice(0, offset);
    return placeIn(file, { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") });
  };
  const refuse = (code: "CRD-1101" | "CRD-1102", message: string, offset = at) => new CredenceError(code, message, { place: place(offset) });
  const found = () => (at >= text.length ? "the end of the file" : JSON.stringify(text.slice(at, at + 12)));

  const skip = () => {
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
    }
  };
  /** What a pattern matches here. `test` moves the pattern on without making an array of each of millions of numbers. */
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return undefined;
    const taken = text.slice(at, pattern.lastIndex);
    at = pattern.lastIndex;
    return taken;
  };

  /** The quote that ends a text: the next one with an even number of backslashes before it. */
  const closingQuote = (): number => {
    for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
      let escapes = 0;
      while (text[end - 1 - escapes] === "\\") escapes += 1;
      if (escapes % 2 === 0) return end;
    }
    throw refuse("CRD-1101", `Found ${found()}, expected text whose quote is closed; is the file whole?`);
  };

  const readString = (): string => {
    if (text[at] !== '"') throw refuse("CRD-1101", `Found ${found()}, expected text in quotes.`);
    const literal = text.slice(at, closingQuote() + 1);
    try {
      const value = PLAIN.test(literal) ? literal.slice(1, -1) : (JSON.parse(literal) as string);
      at += literal.length;
      return value;
    } catch {
      throw refuse("CRD-1101", `Found ${found()}, expected text without control characters and unknown escapes.`);
    }
  };

  /** A decimal of few digits without an exponent, as most numbers of a model are: read without a pattern. Undefined for any other, and `at` unchanged. */
  const readShort = (): number | undefined => {
    const start = text.charCodeAt(at) === MINUS ? at + 1 : at;
    let digits = 0;
    let point = -1;
    let end = start;
    let code = text.charCodeAt(end);
    for (; end - start < SHORT; code = text.charCodeAt(++end)) {
      if (code >= ZERO && code <= NINE) digits = 10 * digits + (code - ZERO);
      else if (code === POINT && point < 0) point = end;
      else break;
    }
    if (code !== COMMA && code !== BRACKET) return undefined;
    const whole = (point < 0 ? end : point) - start;
    const places = point < 0 ? 0 : end - point - 1;
    if (whole === 0 || (point >= 0 && places === 0) || (whole > 1 && text.charCodeAt(start) === ZERO)) return undefined;
    const value = digits / (POWERS[places] as number);
    const negative = start > at;
    at = end;
    return negative ? -value : value;
  };

  const readScalar = (): DocumentValue => {
    if (text[at] === '"') return readString();
    const short = readShort();
    if (short !== undefined) return short;
    const start = at;
    const number = take(NUMBER);
    if (number !== undefined) return Number(number);
    const word = take(WORD);
    if (word === "true") return true;
    if (word === "false") return false;
    if (word === "null") return null;
    if (word === "NaN" || word === "Infinity" || word === "-Infinity") return Number(word);
    at = start;
    throw refuse("CRD-1101", `Found ${found()}, expected a value; is the file whole?`);
  };

  const readList = (depth: number): DocumentValue => {
    const list: DocumentValue[] = [];
    at += 1;
    skip();
    if (text[at] === "]") {
      at += 1;
      return list;
    }
    for (;;) {
      list.push(read(depth));
      const next = text[at];
      if (next !== "," && next !== "]") throw refuse("CRD-1101", `Found ${found()}, expected a comma or the end of a list; is the file whole?`);
      at += 1;
      if (next === "]") return list;
    }
  };

  const readObject = (depth: number): DocumentValue => {
    const entries = new Map<string, DocumentValue>();
    at += 1;
    skip();
    if (text[at] === "}") {
      at += 1;
      return entries;
    }
    for (;;) {
      skip();
      const start = at;
      const key = readString();
      if (entries.has(key)) throw refuse("CRD-1101", `The key ${JSON.stringify(key)} stands twice in one object; expected it once.`, start);
      skip();
      if (text[at] !== ":") throw refuse("CRD-1101", `Found ${found()}, expected a colon.`);
      at += 1;
      entries.set(key, read(depth));
      const next = text[at];
      if (next !== "," && next !== "}") throw refuse("CRD-1101", `Found ${found()}, expected a comma or the end of an object; is the file whole?`);
      at += 1;
      if (next === "}") return entries;
    }
  };

  const read = (depth: number): DocumentValue => {
    skip();
    count += 1;
    if (count > MOST_VALUES) throw refuse("CRD-1102", `The file has more than ${MOST_VALUES} values.`);
    const opening = text[at];
    if ((opening === "[" || opening === "{") && depth === DEEPEST) throw refuse("CRD-1102", `The file is nested deeper than ${DEEPEST} levels.`);
    const value = opening === "[" ? readList(depth + 1) : opening === "{" ? readObject(depth + 1) : readScalar();
    skip();
    return value;
  };

  const value = read(0);
  if (at < text.length) throw refuse("CRD-1101", `Found ${found()} after the end of the document; expected nothing.`);
  return { file, path: "", value };
}
