import { escapeText } from "./svg.ts";

/** Numbers as the page writes them. */
export const count = (value: number) => value.toLocaleString("en");
export const percent = (value: number) => `${(100 * value).toFixed(1)}\u00a0%`;

type Cells = readonly string[];

/** A table; a wide one becomes a list of facts on a phone. Columns after the first that are named in `right` hold numbers. */
export function table(header: Cells, rows: readonly Cells[], { wide = false, right = [] as readonly number[] } = {}): string {
  const kind = (i: number) => (right.includes(i) ? ' class="right"' : "");
  const head = header.map((name, i) => `<th scope="col"${kind(i)}>${escapeText(name)}</th>`).join("");
  const body = rows.map((cells) => {
    const [first = "", ...rest] = cells.map(escapeText);
    const others = rest.map((cell, i) => `<td${kind(i + 1)}${wide ? ` data-name="${escapeText(header[i + 1] as string)}"` : ""}>${cell}</td>`);
    return `<tr><th scope="row">${first}</th>${others.join("")}</tr>`;
  });
  return `<table${wide ? ' class="wide"' : ""}><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

/** A picture under the sentence that it shows, with its numbers. The note is HTML already. */
export const figure = (finding: string, note: string, drawing: string, numbers: string) =>
  `<figure><h3>${escapeText(finding)}</h3>${note && `<figcaption>${note}</figcaption>`}${drawing}<details><summary>The numbers</summary>${numbers}</details></figure>`;

/** Names and what they stand for, some of them in the type of digests. */
export const facts = (pairs: readonly (readonly [string, string, mono?: boolean])[]) =>
  `<dl>${pairs.map(([name, value, mono]) => `<dt>${escapeText(name)}</dt><dd${mono ? ' class="mono"' : ""}>${escapeText(value)}</dd>`).join("")}</dl>`;

export const section = (title: string, content: string) => `<section><h2>${escapeText(title)}</h2>${content}</section>`;
