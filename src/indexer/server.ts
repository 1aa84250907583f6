import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { CredenceError } from "../errors/credence-error.ts";
import { formatJson } from "../files/json.ts";
import { DECISION_CODES } from "../statement/outcome.ts";
import type { Status } from "./api.ts";
import { find } from "./find.ts";
import { countAll, findDecision, findModel, isRecorded, lastBlock, listDecisions, listIssuers, listModels } from "./queries.ts";

const word = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "32 bytes as 0x and 64 hex digits")
  .transform((text) => text.toLowerCase());
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "an address");
const seconds = z
  .string()
  .regex(/^\d{1,12}$/, "Unix seconds")
  .transform(Number);
const small = (largest: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,6}$/, "a positive whole number")
    .transform(Number)
    .pipe(z.number().max(largest));

const DecisionQuery = z.strictObject({
  lender: address.optional(),
  model: word.optional(),
  decision: z.enum(Object.keys(DECISION_CODES) as [string, ...string[]]).optional(),
  issuer: word.optional(),
  subject: word.optional(),
  from: seconds.optional(),
  to: seconds.optional(),
  page: small(1_000_000).default(1),
  size: small(200).default(25),
});

const FindQuery = z.strictObject({ q: z.string().trim().min(1, "something to look for").max(100, "at most 100 characters") });

/** What the server needs beside the rows: the deployment's fixed facts, the chain's head, and the public manifests. */
export interface ServedDeployment {
  facts: Omit<Status, "block" | "head" | "counts">;
  head(): number;
  /** The text of the public manifest with this hash, as built, or undefined where this index was given none. */
  manifest(hash: string): string | undefined;
  /** The text of the document with this hash, or undefined where this index was given none. */
  document(hash: string): string | undefined;
}

/** An answer that is sent as it is. */
class Text {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Parses with the caller's name for the place. @throws CredenceError CRD-8001. */
function parse<T>(type: z.ZodType<T>, value: unknown): T {
  const result = type.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue?.path.join(".") || "address";
  throw new CredenceError("CRD-8001", `${place}: expected ${issue?.message ?? "another form"}.`, { place });
}

function answer(database: DatabaseSync, deployment: ServedDeployment, url: URL): unknown {
  const block = lastBlock(database);
  if (!block) throw new CredenceError("CRD-8004", "No block has been read yet.");
  const parts = url.pathname.split("/").filter(Boolean);
  const [what, id, more, last] = parts;
  if (parts.length === 1 && what === "status") return { ...deployment.facts, block, head: deployment.head(), counts: countAll(database) } satisfies Status;
  if (parts.length === 1 && what === "models") return { block, data: listModels(database) };
  if (parts.length === 1 && what === "issuers") return { block, data: listIssuers(database) };
  if (parts.length === 1 && what === "decisions") {
    const { page, size, ...filter } = parse(DecisionQuery, Object.fromEntries(url.searchParams));
    return { block, data: listDecisions(database, filter, page, size) };
  }
  if (parts.length === 1 && what === "find") {
    const { q } = parse(FindQuery, Object.fromEntries(url.searchParams));
    return { block, data: find(database, q) };
  }
  if (parts.length === 2 && what === "models") return { block, data: findModel(database, parse(word, id)) };
  if (parts.length === 2 && what === "decisions") return { block, data: findDecision(database, parse(word, id)) };
  if (parts.length === 3 && what === "models" && more === "manifest") {
    const manifest = deployment.manifest(findModel(database, parse(word, id)).manifestHash);
    if (manifest === undefined) throw new CredenceError("CRD-8002", "This index was given no manifest of the model.", { place: id });
    // Byte by byte, so that its hash can be compared with the one on the chain.
    return new Text(manifest);
  }
  if (parts.length === 4 && what === "models" && more === "documents") {
    const [model, hash] = [parse(word, id), parse(word, last)];
    // Only what is on this model's record, whatever else the folder holds.
    const document = isRecorded(database, model, hash) ? deployment.document(hash) : undefined;
    if (document === undefined) throw new CredenceError("CRD-8002", "This index was given no such document of the model.", { place: hash });
    return new Text(document);
  }
  throw new CredenceError("CRD-8001", `There is nothing at ${url.pathname}.`, { place: url.pathname });
}

const STATUS: Partial<Record<CredenceError["code"], number>> = { "CRD-8001": 400, "CRD-8002": 404, "CRD-8003": 404, "CRD-8004": 503 };

/** The address of a request, relative to the index. @throws CredenceError CRD-8001. */
function addressOf(request: IncomingMessage): URL {
  const path = request.url ?? "/";
  // A path that begins with two slashes would name another host.
  if (!path.startsWith("/") || path.startsWith("//") || !URL.canParse(path, "http://index"))
    throw new CredenceError("CRD-8001", "The address is not understood.");
  return new URL(path, "http://index");
}

function respond(database: DatabaseSync, deployment: ServedDeployment, request: IncomingMessage, response: ServerResponse): void {
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff" });
    response.end(request.method === "HEAD" ? undefined : body instanceof Text ? body.text : formatJson(body));
  };
  if (request.method !== "GET" && request.method !== "HEAD") {
    send(405, new CredenceError("CRD-8001", "The index is read only.").toRecord());
    return;
  }
  try {
    send(200, answer(database, deployment, addressOf(request)));
  } catch (error) {
    // What went wrong inside is for the log of whoever runs the index, not for whoever asks.
    const known = error instanceof CredenceError ? error : new CredenceError("CRD-9900", "The request could not be answered.");
    send(STATUS[known.code] ?? 500, known.toRecord());
  }
}

export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/** Serves the index on this machine's loopback address. `port` 0 takes a free one. */
export async function serveIndex(database: DatabaseSync, deployment: ServedDeployment, port: number): Promise<RunningServer> {
  const server: Server = createServer((request, response) => respond(database, deployment, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
