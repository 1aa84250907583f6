import { join } from "node:path";
import { openChain } from "../../src/chain/clients.ts";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { openDatabase } from "../../src/indexer/database.ts";
import { follow } from "../../src/indexer/follow.ts";
import { factsOf, readManifests, watchedOf } from "../../src/indexer/served-deployment.ts";
import { readDocuments } from "../../src/indexer/served-documents.ts";
import { serveIndex } from "../../src/indexer/server.ts";
import { startPage } from "../start-page.ts";
import { type EmbeddedChain, freePort } from "./embedded-chain.ts";
import type { Register } from "./register.ts";

export interface ServedRegister extends AsyncDisposable {
  /** The page's address. */
  page: string;
}

export interface ServeOptions {
  chain: EmbeddedChain;
  register: Register;
  /** Folder of the model directories whose public manifests are served. */
  models: string;
  /** Folder of the models' evidence. */
  documents: string;
  /** Where the index keeps its rows. */
  folder: string;
  /** The page's port, or the first free one after it. */
  port: number;
  onProgress: (text: string) => void;
}

/** Starts the index, waits until it has read the chain, and starts the page over it. */
export async function serveRegister({ chain, register, models, documents, folder, port, onProgress }: ServeOptions): Promise<ServedRegister> {
  const { deployment } = register;
  await using opened = new AsyncDisposableStack();
  onProgress("index");
  const database = openDatabase(join(folder, "index.sqlite"), { chainId: deployment.chainId, registry: deployment.contracts.DecisionRegistry.address });
  opened.defer(() => database.close());
  const client = await openChain(chain.url, { chainId: deployment.chainId });
  const follower = follow(database, { client, ...watchedOf(deployment) }, { onError: ({ message }) => process.stderr.write(`index: ${message}\n`) });
  opened.defer(() => follower.close());
  await follower.refresh();
  if (follower.head() === 0) throw new CredenceError("CRD-8005", "The index read nothing of the embedded chain.");
  const manifests = readManifests([models]);
  const held = readDocuments([documents]);
  const given = { manifest: (hash: string) => manifests.get(hash), document: (hash: string) => held.get(hash) };
  const index = await serveIndex(database, { facts: factsOf(deployment), head: follower.head, ...given }, 0);
  opened.defer(() => index.close());

  onProgress("page");
  const page = await startPage({ indexUrl: index.url, rpcUrl: chain.url, port: await freePort(port) }, () => onProgress("building the page (once)"));
  opened.defer(() => page.close());
  const resources = opened.move();
  return { page: page.url, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
