import { SaxesParser } from "saxes";
import { CredenceError } from "../../errors/credence-error.ts";
import type { SourceFile } from "../../files/source-file.ts";
import type { Element } from "./element.ts";

/** No model is nested deeper, and none has more elements: what claims more is refused before it takes the machine's memory. */
const DEEPEST = 400;
const MOST_ELEMENTS = 200_000;
const MOST_ATTRIBUTES = 64;

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
const NAMESPACE = /^http:\/\/www\.dmg\.org\/PMML-4_[0-4]$/;

interface Open extends Element {
  attributes: ReadonlyMap<string, string>;
  children: Element[];
}

/**
 * The elements of a PMML document. There are no entities but XML's own five: a document type declaration, which could define others or name files, is refused where it stands.
 * @throws CredenceError CRD-1101 (malformed, a document type declaration, another namespace), CRD-1102 (too much), CRD-1002 (an encoding other than UTF-8), with file, line and column.
 */
export function parseXml({ name: file, text }: SourceFile): Element {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: Open[] = [];
  let root: Element | undefined;
  let elements = 0;
  let start = { line: 1, column: 1 };
  const here = () => `${file}:${parser.line}:${parser.column + 1}`;
  const refuse = (code: "CRD-1002" | "CRD-1101" | "CRD-1102", message: string, place = here()) => new CredenceError(code, message, { place });

  parser.on("error", ({ message }) => {
    throw refuse("CRD-1101", `Found XML that is not well formed (${message.replace(/^\d+:\d+: /, "").replace(/\.$/, "")}), expected PMML as a tool writes it.`);
  });
  parser.on("doctype", () => {
    throw refuse("CRD-1101", "Found a document type declaration, expected PMML without one: it could define entities or name other files.");
  });
  parser.on("xmldecl", ({ encoding }) => {
    if (encoding !== undefined && !/^(utf-8|us-ascii)$/i.test(encoding)) throw refuse("CRD-1002", `Found the encoding ${encoding}, expected UTF-8.`);
  });
  parser.on("opentagstart", ({ name }) => {
    // Here the character after the name has been read. Where that ends the line, the name's own place is looked up; not elsewhere, for a line may be the whole document.
    const at = parser.position - name.length - 2;
    start =
      parser.column === 0 ? { line: parser.line - 1, column: at - text.lastIndexOf("\n", at) } : { line: parser.line, column: parser.column - name.length - 1 };
    elements += 1;
    if (elements > MOST_ELEMENTS) throw refuse("CRD-1102", `Found more than ${MOST_ELEMENTS} elements.`);
    if (open.length === DEEPEST) throw refuse("CRD-1102", `Found elements more than ${DEEPEST} deep.`);
  });
  parser.on("attribute", () => {
    attributes += 1;
    if (attributes > MOST_ATTRIBUTES) throw refuse("CRD-1102", `Found more than ${MOST_ATTRIBUTES} attributes of an element.`);
  });
  let attributes = 0;
  parser.on("opentag", ({ local, uri, attributes: all }) => {
    attributes = 0;
    let given: Map<string, string> | undefined;
    for (const { prefix, local: key, value } of Object.values(all)) {
      if (prefix || key === "xmlns") continue;
      given ??= new Map();
      given.set(key, value);
    }
    const element: Open = {
      file,
      name: local,
      attributes: given ?? NO_ATTRIBUTES,
      children: [],
      text: "",
      ...start,
    };
    if (open.length === 0 && !(local === "PMML" && NAMESPACE.test(uri))) {
      throw refuse(
        "CRD-1101",
        `Found the element ${local} of ${JSON.stringify(uri)}, expected PMML of http://www.dmg.org/PMML-4_0 to PMML-4_4.`,
        `${file}:${start.line}:${start.column}`,
      );
    }
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  const append = (piece: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  };
  parser.on("text", append);
  parser.on("cdata", append);
  parser.on("closetag", () => {
    const element = open.pop() as Open;
    element.text = element.text.trim();
    root = element;
  });
  parser.write(text).close();
  return root as Element;
}
