/** The parts of a template's header, in this order. */
const PARTS = ["States", "Assumes", "Guarantees", "Costs"];

const TEMPLATE = /^template (\w+)\(([^)]*)\)/gm;
const withoutComments = (source: string) => source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");

function headerFaults(name: string, header: string): string[] {
  const lines = header.split("\n").map((line) => line.replace(/^ \* ?/, ""));
  const found = lines.flatMap((line) => /^(\w+) {2,}\S/.exec(line)?.[1] ?? []);
  return found.join() === PARTS.join() ? [] : [`${name}: the header has ${found.join(", ") || "no parts"}, expected ${PARTS.join(", ")}`];
}

/** An assert of a signal is a check of the honest program alone: it adds no constraint. */
function assertFaults(name: string, parameters: readonly string[], body: string): string[] {
  const known = new Set([...parameters, ...[...body.matchAll(/for \(var (\w+) = /g)].map(([, counter]) => counter as string)]);
  return [...body.matchAll(/\bassert\((.*)\);/g)].flatMap(([, condition]) =>
    [...(condition as string).matchAll(/[a-zA-Z_]\w*/g)]
      .map(([word]) => word)
      .filter((word) => !known.has(word))
      .map((word) => `${name}: an assert names ${word}, expected parameters and counters of loops only`),
  );
}

/** What a source of the template library is not allowed to be, in words; empty for one that is as it should be. */
export function templateFaults(source: string): string[] {
  const faults: string[] = [];
  if (/\bcomponent\s+main\b/.test(withoutComments(source))) faults.push("the library has no mains: instances are generated");
  const templates = [...source.matchAll(TEMPLATE)];
  for (const [position, { index, 1: name, 2: parameters }] of templates.entries()) {
    const before = source.slice(0, index).trimEnd();
    const header = before.endsWith("*/") && source.slice(before.length, index) === "\n" ? before.slice(before.lastIndexOf("/*")) : "";
    faults.push(...headerFaults(name as string, header));
    const body = withoutComments(source.slice(index, templates[position + 1]?.index));
    const names = (parameters as string).split(",").map((parameter) => parameter.trim());
    faults.push(...assertFaults(name as string, names, body));
  }
  return faults;
}
