/** One numbered error: a short title, what to do about it, and the exit code that the CLI ends with. */
export interface CatalogueEntry {
  title: string;
  hint: string;
  exit: number;
}
