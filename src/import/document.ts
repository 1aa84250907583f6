import { CredenceError } from "../errors/credence-error.ts";

/** A value of a tree-shaped model file. Objects are maps, so that no key has a meaning of its own. */
export type DocumentValue = string | number | boolean | null | readonly DocumentValue[] | ReadonlyMap<string, DocumentValue>;

/** A value with where it stands: `model.json at learner.objective.name`. */
export interface DocumentNode {
  file: string;
  path: string;
  value: DocumentValue;
}

/** No file of a model is nested deeper, and none has more values: what claims more is refused before it takes the machine's memory. */
export const DEEPEST = 64;
export const MOST_VALUES = 4_000_000;

export const placeOf = ({ file, path }: DocumentNode): string => (path === "" ? file : `${file} at ${path}`);

const spell = (value: DocumentValue): string => {
  if (typeof value === "number") return `${value}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Map) return "an object";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
};

/** CRD-1101 at a node: what was found there, what was expected. */
export const unexpected = (node: DocumentNode, expected: string): CredenceError =>
  new CredenceError("CRD-1101", `Found ${spell(node.value)}, expected ${expected}.`, { place: placeOf(node) });

const step = ({ file, path }: DocumentNode, key: string | number, value: DocumentValue): DocumentNode => ({
  file,
  path: path === "" ? `${key}` : `${path}.${key}`,
  value,
});

/** An entry of an object, or undefined where it has none. @throws CredenceError CRD-1101 for what is no object. */
export function optionalField(node: DocumentNode, key: string): DocumentNode | undefined {
  if (!(node.value instanceof Map)) throw unexpected(node, "an object");
  const value = node.value.get(key);
  return value === undefined ? undefined : step(node, key, value);
}

/** An entry of an object. @throws CredenceError CRD-1101 where it has none. */
export function field(node: DocumentNode, key: string): DocumentNode {
  const found = optionalField(node, key);
  if (found === undefined) throw new CredenceError("CRD-1101", `There is no ${key}; is the file whole?`, { place: placeOf(node) });
  return found;
}

/** The entries of an object, in document order. @throws CredenceError CRD-1101 */
export function entries(node: DocumentNode): [key: string, DocumentNode][] {
  if (!(node.value instanceof Map)) throw unexpected(node, "an object");
  return [...node.value].map(([key, value]) => [key, step(node, key, value)]);
}

/** The items of a list. @throws CredenceError CRD-1101 */
export function items(node: DocumentNode): DocumentNode[] {
  if (!Array.isArray(node.value)) throw unexpected(node, "a list");
  return node.value.map((value, i) => step(node, i, value));
}

/** @throws CredenceError CRD-1101 */
export function text(node: DocumentNode): string {
  if (typeof node.value !== "string") throw unexpected(node, "text");
  return node.value;
}

/** A whole number, written as such or, as some tools do, in quotes. @throws CredenceError CRD-1101 */
export function wholeNumber(node: DocumentNode, least: number, most: number): number {
  const value = typeof node.value === "string" && /^-?\d{1,15}$/.test(node.value) ? Number(node.value) : node.value;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw unexpected(node, `a whole number from ${least} to ${most}`);
}

/** A list of numbers of a given length; whether each is finite is asked where it is used. @throws CredenceError CRD-1101 */
export function numbers(node: DocumentNode, length: number): readonly number[] {
  const list = node.value;
  if (!Array.isArray(list) || list.length !== length) throw unexpected(node, `a list of ${length} numbers`);
  const wrong = list.findIndex((value) => typeof value !== "number");
  if (wrong >= 0) throw unexpected(step(node, wrong, list[wrong]), "a number");
  return list as number[];
}

/** A list of whole numbers of a given length, each from `least` to `most`. @throws CredenceError CRD-1101 */
export function wholeNumbers(node: DocumentNode, length: number, least: number, most: number): readonly number[] {
  const list = node.value;
  if (!Array.isArray(list) || list.length !== length) throw unexpected(node, `a list of ${length} whole numbers`);
  list.forEach((value, i) => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    throw unexpected(step(node, i, value), `a whole number from ${least} to ${most}`);
  });
  return list as number[];
}
