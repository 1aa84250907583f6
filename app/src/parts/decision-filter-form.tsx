import Form from "next/form";
import Link from "next/link";
import type { ReactNode } from "react";
import type { IssuerSummary, ModelSummary } from "../../../src/indexer/api.ts";
import { shortenHash } from "../format/hash.ts";
import { type DecisionFilter, FILTER_NAMES, type FilterName } from "../register/decision-filter.ts";
import { OUTCOME_WORDS, OUTCOMES } from "../register/outcome-words.ts";

interface DecisionFilterFormProps {
  filter: DecisionFilter;
  models: readonly ModelSummary[];
  issuers: readonly IssuerSummary[];
  lenders: readonly string[];
  /** True where any filter is set. */
  filtered: boolean;
}

/** What each field is called where a list of those in use stands. */
const WORDS: Record<FilterName, string> = {
  decision: "outcome",
  model: "model",
  lender: "lender",
  issuer: "issuer's key",
  subject: "subject",
  from: "settled from",
  to: "settled until",
  page: "page",
};

/** The filters of the list of decisions. A plain form: its answer is an address that can be kept and sent. */
export function DecisionFilterForm({ filter, models, issuers, lenders, filtered }: DecisionFilterFormProps) {
  const { values, refused } = filter;
  const field = (name: FilterName, label: string, control: ReactNode) => (
    <div>
      <label htmlFor={`filter-${name}`} className="eyebrow mb-1 block">
        {label}
      </label>
      {control}
      {refused[name] !== undefined && (
        <p id={`filter-${name}-fault`} className="mt-1 text-small text-alarm">
          Left out: expected {refused[name]}.
        </p>
      )}
    </div>
  );
  const common = (name: FilterName) => ({
    id: `filter-${name}`,
    name,
    // The address is the form's state: a new address brings new defaults.
    key: values[name] ?? "",
    defaultValue: values[name] ?? "",
    className: "field",
    ...(refused[name] === undefined ? {} : { "aria-invalid": true, "aria-describedby": `filter-${name}-fault` }),
  });
  const select = (name: FilterName, label: string, options: readonly (readonly [value: string, words: string])[]) => {
    const { key, ...attributes } = common(name);
    const chosen = values[name];
    return field(
      name,
      label,
      <select key={key} {...attributes}>
        <option value="">Any</option>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
        {chosen !== undefined && !options.some(([value]) => value === chosen) && <option value={chosen}>{shortenHash(chosen)}</option>}
      </select>,
    );
  };
  const input = (name: FilterName, label: string, type: string) => {
    const { key, ...attributes } = common(name);
    return field(
      name,
      label,
      <input key={key} type={type} {...attributes} {...(type === "text" ? { placeholder: "0x…", spellCheck: false, autoComplete: "off" } : {})} />,
    );
  };
  const wrong = Object.keys(refused).length;
  return (
    <details className="fold panel no-print px-5" open={wrong > 0}>
      <summary>
        Filter
        {filtered && (
          <span className="font-normal text-quiet">
            {FILTER_NAMES.filter((name) => values[name] !== undefined && name !== "page")
              .map((name) => WORDS[name])
              .join(", ")}
          </span>
        )}
      </summary>
      <Form action="/decisions" className="grid grid-cols-1 gap-4 pb-5 sm:grid-cols-2 lg:grid-cols-4">
        {select(
          "decision",
          "Outcome",
          OUTCOMES.map((decision) => [decision, OUTCOME_WORDS[decision].past]),
        )}
        {select(
          "model",
          "Model",
          models.map((model) => [model.id, `${model.name} ${model.version}`]),
        )}
        {select(
          "lender",
          "Lender",
          lenders.map((lender) => [lender, shortenHash(lender)]),
        )}
        {select(
          "issuer",
          "Issuer's key",
          issuers.flatMap((issuer) => issuer.keys.map(({ key }) => [key, `${issuer.name}, ${shortenHash(key, 4)}`] as const)),
        )}
        {input("from", "Settled from (UTC)", "date")}
        {input("to", "Settled until (UTC)", "date")}
        {input("subject", "Subject", "text")}
        <div className="flex items-center gap-3 self-start sm:pt-6">
          <button type="submit" className="button">
            Show
          </button>
          {filtered && (
            <Link href="/decisions" className="py-1.5">
              Clear
            </Link>
          )}
        </div>
      </Form>
    </details>
  );
}
