import { CATALOGUE, type ErrorCode } from "./catalogue/index.ts";

const AREAS: Record<string, string> = {
  "1": "Importing and evaluating models",
  "2": "Schemas, issuers and records",
  "3": "Circuits, compiling and manifests",
  "4": "Set-up, ceremony and verifying keys",
  "5": "Witnesses and proofs",
  "6": "Deployments, registries and settlement",
  "7": "Receipts and verification",
  "8": "The index and the page",
  "9": "The machine, the command line and files",
};

/** `docs/errors.md`, from the catalogue. */
export function renderCatalogue(): string {
  const codes = (Object.keys(CATALOGUE) as ErrorCode[]).sort();
  const sections = Object.entries(AREAS).map(([digit, title]) => {
    const rows = codes.filter((code) => code.startsWith(`CRD-${digit}`)).map((code) => `| ${code} | ${CATALOGUE[code].title} | ${CATALOGUE[code].hint} |`);
    const exit = codes.find((code) => code.startsWith(`CRD-${digit}`));
    return rows.length === 0
      ? ""
      : `## ${digit}xxx ${title}\n\nExit code ${exit && CATALOGUE[exit].exit}.\n\n| code | what it means | what to do |\n|---|---|---|\n${rows.join("\n")}\n`;
  });
  return [
    "# Errors\n",
    "Generated from `src/errors/catalogue`; do not edit. The command line, the index and the page show the same record: code, title, what happened this time, the place, and what to do.\n",
    ...sections.filter(Boolean),
  ].join("\n");
}
