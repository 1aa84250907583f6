import "server-only";
import { cache } from "react";
import { z } from "zod";
import { type Disclosure, disclosureOf } from "../register/disclosure.ts";
import { askIndex, askIndexAsIs, readIndex } from "./ask.ts";
import { decisionDetail, decisionSummary, enveloped, found, issuerSummary, modelDetail, modelSummary, paged, status } from "./shapes.ts";

/** The register's own state; asked once a request. */
export const readStatus = cache(() => readIndex("/status", status));
export const readModels = cache(() => readIndex("/models", enveloped(z.array(modelSummary))));
export const readModel = cache((id: string) => readIndex(`/models/${id}`, enveloped(modelDetail)));
export const readIssuers = cache(() => readIndex("/issuers", enveloped(z.array(issuerSummary))));
export const readDecision = cache((id: string) => readIndex(`/decisions/${id}`, enveloped(decisionDetail)));
export const readFound = (q: string) => readIndex(`/find?${new URLSearchParams({ q })}`, enveloped(z.array(found)));
export const readDecisions = (query: URLSearchParams) => readIndex(`/decisions?${query}`, enveloped(paged(decisionSummary)));
/** How the scores of these models are disclosed, by model id; those without a manifest are left out. */
export const readDisclosures = async (models: readonly string[]): Promise<ReadonlyMap<string, Disclosure>> => {
  const read = await Promise.all([...new Set(models)].map(async (model) => [model, disclosureOf(await readManifest(model))] as const));
  return new Map(read.filter((entry): entry is [string, Disclosure] => entry[1] !== undefined));
};
/** The public manifest as it was built, or undefined where this index was given none. */
export const readManifest = cache(async (id: string): Promise<unknown> => askIndex(`/models/${id}/manifest`).catch(() => undefined));

/** The texts of these documents, by hash, as they were recorded; those that this index was not given are left out. */
export const readDocuments = async (model: string, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const read = await Promise.all(
    hashes.map((hash) =>
      askIndexAsIs(`/models/${model}/documents/${hash}`).then(
        ({ text }) => [hash, text] as const,
        () => undefined,
      ),
    ),
  );
  return new Map(read.filter((entry) => entry !== undefined));
};
