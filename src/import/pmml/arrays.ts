import { allow, type Element, refuse, unexpected, word } from "./element.ts";

const MOST_ITEMS = 100_000;
const ITEM = /"((?:[^"\\]|\\[\s\S])*)"|([^\s"]+)/y;

/** The items of an Array: separated by white space, quoted where they hold some. @throws CredenceError CRD-1101, CRD-1102 */
export function readArray(element: Element): string[] {
  allow(element, ["n", "type"], []);
  word(element, "type", ["string", "int", "real"], "string");
  const { text } = element;
  const items: string[] = [];
  for (let at = 0; at < text.length; ) {
    const space = /\s*/y;
    space.lastIndex = at;
    at += (space.exec(text) as RegExpExecArray)[0].length;
    if (at === text.length) break;
    ITEM.lastIndex = at;
    const found = ITEM.exec(text);
    if (found === null) throw refuse(element, "CRD-1101", "A quote in it is not closed; expected items with quotes around them, or none.");
    if (items.length === MOST_ITEMS) throw refuse(element, "CRD-1102", `Found more than ${MOST_ITEMS} items.`);
    items.push(found[2] ?? (found[1] as string).replace(/\\(["\\])/g, "$1"));
    at = ITEM.lastIndex;
  }
  const claimed = element.attributes.get("n");
  if (claimed !== undefined && claimed !== `${items.length}`) throw unexpected(element, "n", `${items.length}, the items that there are`);
  return items;
}
