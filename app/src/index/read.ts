import "server-only";
import { cache } from "react";
import { z } from "zod";
import { askIndex, readIndex } from "./ask.ts";
import { decisionDetail, decisionSummary, enveloped, issuerSummary, modelDetail, modelSummary, paged, status } from "./shapes.ts";

/** The register's own state; asked once a request. */
export const readStatus = cache(() => readIndex("/status", status));
export const readModels = cache(() => readIndex("/models", enveloped(z.array(modelSummary))));
export const readModel = cache((id: string) => readIndex(`/models/${id}`, enveloped(modelDetail)));
export const readIssuers = cache(() => readIndex("/issuers", enveloped(z.array(issuerSummary))));
export const readDecision = cache((id: string) => readIndex(`/decisions/${id}`, enveloped(decisionDetail)));
export const readDecisions = (query: URLSearchParams) => readIndex(`/decisions?${query}`, enveloped(paged(decisionSummary)));
/** The public manifest as it was built, or undefined where this index was given none. */
export const readManifest = cache(async (id: string): Promise<unknown> => askIndex(`/models/${id}/manifest`).catch(() => undefined));
