import { CredenceError } from "../../errors/credence-error.ts";

/** An element of a PMML document with where it starts. Names are without prefix; attributes of other namespaces are left out. */
export interface Element {
  file: string;
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: readonly Element[];
  /** Its own text, without outer white space. */
  text: string;
  /** Both from 1, the column in characters. */
  line: number;
  column: number;
}

export const placeOf = ({ file, line, column }: Element): string => `${file}:${line}:${column}`;

type Refusal = "CRD-1005" | "CRD-1101" | "CRD-1102" | "CRD-1103" | "CRD-1104" | "CRD-1105";

/** What is wrong with an element, and where. */
export const refuse = (element: Element, code: Refusal, message: string): CredenceError => new CredenceError(code, message, { place: placeOf(element) });

/** Text as a message quotes it: never more than a line of it. */
export const quote = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);

/** CRD-1101: what an element has for an attribute, and what was expected. */
export const unexpected = (element: Element, attribute: string, expected: string): CredenceError =>
  refuse(element, "CRD-1101", `Found ${attribute}=${quote(element.attributes.get(attribute) ?? "")} of ${element.name}, expected ${expected}.`);

/**
 * Refuses attributes and children that an element of this kind does not have, since what is not understood may change what the model says. `Extension` is for other tools and says nothing of the
 * model's values.
 * @throws CredenceError CRD-1101
 */
export function allow(element: Element, attributes: readonly string[], children: readonly string[]): void {
  for (const attribute of element.attributes.keys()) {
    if (!attributes.includes(attribute)) {
      const known = attributes.length === 0 ? "none" : attributes.join(", ");
      throw refuse(element, "CRD-1101", `Found the attribute ${quote(attribute)} of ${element.name}, expected ${known}.`);
    }
  }
  for (const child of element.children) {
    if (child.name === "Extension" || children.includes(child.name)) continue;
    const known = children.length === 0 ? "no element" : children.join(", ");
    throw refuse(child, "CRD-1101", `Found ${quote(child.name)} in ${element.name}, expected ${known}.`);
  }
}

/** @throws CredenceError CRD-1101 where the element has no such attribute. */
export function attribute(element: Element, name: string): string {
  const found = element.attributes.get(name);
  if (found === undefined) throw refuse(element, "CRD-1101", `${element.name} has no ${name}; is the file whole?`);
  return found;
}

/** One of several words. @throws CredenceError CRD-1101 for any other, CRD-1103 for one that PMML has and that is not read. */
export function word<T extends string>(element: Element, name: string, words: readonly T[], otherwise: T, unread: Readonly<Record<string, string>> = {}): T {
  const found = element.attributes.get(name) ?? otherwise;
  if (words.includes(found as T)) return found as T;
  if (Object.hasOwn(unread, found)) throw refuse(element, "CRD-1103", `Found ${name}=${quote(found)} of ${element.name}: ${unread[found]}`);
  throw unexpected(element, name, words.join(", "));
}

export const childrenNamed = ({ children }: Element, ...names: readonly string[]): Element[] => children.filter(({ name }) => names.includes(name));

/** The only child of one of these names, if there is one. @throws CredenceError CRD-1101 for two. */
export function optionalChild(element: Element, ...names: readonly string[]): Element | undefined {
  const [first, second] = childrenNamed(element, ...names);
  if (second !== undefined) throw refuse(second, "CRD-1101", `Found a second ${second.name} in ${element.name}, expected one.`);
  return first;
}

/** The only child of one of these names. @throws CredenceError CRD-1101 */
export function onlyChild(element: Element, ...names: readonly string[]): Element {
  const found = optionalChild(element, ...names);
  if (found !== undefined) return found;
  throw refuse(element, "CRD-1101", `${element.name} has no ${names.join(" or ")}; is the file whole?`);
}
