import { z } from "zod";
import { asSubject } from "../format/hash.ts";
import { dayToSeconds } from "../format/time.ts";

export const PAGE_SIZE = 25;
const DAY = 86_400;

const word = z
  .string()
  .trim()
  .regex(/^0x[0-9a-fA-F]{64}$/, "32 bytes, as 0x and 64 hex digits");
const address = z
  .string()
  .trim()
  .regex(/^0x[0-9a-fA-F]{40}$/, "an address, as 0x and 40 hex digits");
const day = z.string().refine((text) => dayToSeconds(text) !== undefined, "a day, as 2026-11-24");

/** The filters of the list of decisions, as they stand in the address of the page. */
const FIELDS = {
  decision: z.enum(["approve", "refer", "decline"], "approve, refer or decline"),
  model: word,
  lender: address,
  issuer: word,
  subject: z.union([word, address], "an address, or 32 bytes"),
  from: day,
  to: day,
  page: z.string().regex(/^[1-9]\d{0,5}$/, "a page number"),
};

export type FilterName = keyof typeof FIELDS;
export const FILTER_NAMES = Object.keys(FIELDS) as FilterName[];

export interface DecisionFilter {
  /** What the reader asked for, by field; empty ones left out. */
  values: Partial<Record<FilterName, string>>;
  /** Fields that could not be used, with what was expected of them. */
  refused: Partial<Record<FilterName, string>>;
  page: number;
}

/** Reads the filters from a page's address. A field that is not understood is left out and named, never guessed. */
export function parseDecisionFilter(parameters: Record<string, string | string[] | undefined>): DecisionFilter {
  const filter: DecisionFilter = { values: {}, refused: {}, page: 1 };
  for (const name of FILTER_NAMES) {
    const given = parameters[name];
    const text = Array.isArray(given) ? given[0] : given;
    if (text === undefined || text === "") continue;
    const parsed = FIELDS[name].safeParse(text);
    if (parsed.success) filter.values[name] = parsed.data;
    else filter.refused[name] = parsed.error.issues[0]?.message ?? "another form";
  }
  filter.page = Number(filter.values.page ?? 1);
  return filter;
}

/** What the index is asked: days become the seconds between which a decision settled, the last day included. */
export function toIndexQuery({ values, page }: DecisionFilter, size = PAGE_SIZE): URLSearchParams {
  const query = new URLSearchParams({ page: `${page}`, size: `${size}` });
  for (const name of ["decision", "model", "lender", "issuer"] as const) if (values[name] !== undefined) query.set(name, values[name]);
  if (values.subject !== undefined) query.set("subject", asSubject(values.subject));
  if (values.from !== undefined) query.set("from", `${dayToSeconds(values.from)}`);
  if (values.to !== undefined) query.set("to", `${(dayToSeconds(values.to) as number) + DAY}`);
  return query;
}

/** The address of the list with these filters, in one order and without empty fields, so that equal lists have equal addresses. */
export function decisionsHref(values: Partial<Record<FilterName, string>>): string {
  const query = new URLSearchParams();
  for (const name of FILTER_NAMES) {
    const value = values[name];
    if (value !== undefined && value !== "" && !(name === "page" && value === "1")) query.set(name, value);
  }
  return query.size === 0 ? "/decisions" : `/decisions?${query}`;
}
