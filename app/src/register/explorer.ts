/** Where a block explorer shows a thing, or undefined on a chain without one. */
export const explorerHref = (explorer: string | null, kind: "tx" | "address" | "block", value: string | number): string | undefined =>
  explorer === null ? undefined : `${explorer.replace(/\/$/, "")}/${kind}/${value}`;
