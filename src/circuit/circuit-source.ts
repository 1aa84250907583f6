import type { AtomTable } from "./atoms.ts";

/** Terms of one sum in circom. Longer ones go through signals of their own: the compiler overflows its stack on one expression of several hundred terms. */
const TERMS = 100;

/** An array in circom. */
export const list = (values: readonly (bigint | number)[]) => `[${values.join(", ")}]`;

/** Names from the model stand in comments only, as printable ASCII. */
export const quoted = (text: string) => JSON.stringify(text).replaceAll(/[^ -~]/gu, (c) => `\\u{${(c.codePointAt(0) as number).toString(16)}}`);

/** The body of a circuit's main template, as it is being written. */
export class CircuitSource {
  readonly lines: string[] = [];

  add(...lines: string[]): void {
    for (const line of lines) this.lines.push(line === "" ? "" : `    ${line}`);
  }

  /** Declares `name` as the sum of the terms. */
  sum(name: string, terms: readonly string[]): void {
    if (terms.length <= TERMS) {
      this.add(`signal ${name} <== ${terms.length === 0 ? "0" : terms.join(" + ")};`);
      return;
    }
    const parts: string[] = [];
    for (let i = 0; i < terms.length; i += TERMS) {
      const part = `${name}_part${i / TERMS}`;
      this.add(`signal ${part} <== ${terms.slice(i, i + TERMS).join(" + ")};`);
      parts.push(part);
    }
    this.sum(name, parts);
  }

  /** The whole text: a comment that says what it holds, the includes, and the body as a template of that name with its main component. */
  finish(comment: string, includes: readonly string[], template: "Decision" | "Claim"): string {
    return [
      `// ${comment}`,
      "pragma circom 2.2.0;",
      "",
      ...includes.map((path) => `include "${path}";`),
      "",
      `template ${template}() {`,
      ...this.lines,
      "}",
      "",
      `component main = ${template}();`,
      "",
    ].join("\n");
  }
}

export const atomsCall = ({ width, atoms }: AtomTable) =>
  `Atoms(${atoms.length}, ${width}, ${list(atoms.map(({ from }) => from))}, ${list(atoms.map(({ to }) => to))})`;

export const thermometerCall = ({ width, atoms }: AtomTable) =>
  `Thermometer(${atoms.length}, ${width}, ${list(atoms.map(({ from }) => from))}, ${list(atoms.map(({ to }) => to))})`;
