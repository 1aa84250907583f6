import type { Command } from "commander";
import { CredenceError } from "../../errors/credence-error.ts";
import { openDatabase } from "../../indexer/database.ts";
import { follow } from "../../indexer/follow.ts";
import { factsOf, readManifests, watchedOf } from "../../indexer/served-deployment.ts";
import { readDocuments } from "../../indexer/served-documents.ts";
import { serveIndex } from "../../indexer/server.ts";
import { type ChainFlags, openForReading, withChain } from "../chain-flags.ts";
import { emit, progress } from "../output.ts";

interface Options extends ChainFlags {
  manifests?: string[];
  documents?: string[];
  port: number;
  database: string;
}

const count = (of: number, word: string) => `${of} ${word}${of === 1 ? "" : "s"}`;

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new CredenceError("CRD-9001", `--port takes a number from 0 to 65535, not ${text}.`);
  return port;
}

/** Resolves when the program is asked to end. */
const asked = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });

export function register(program: Command): void {
  withChain(program.command("serve").description("index a deployment's chain, and answer for the page over HTTP on this machine"))
    .option("--manifests <directories...>", "model directories, or folders of some, whose public manifests are served; nothing else in them is read")
    .option(
      "--documents <directories...>",
      "folders whose parity certificates, sensitivities, claims and proofs of claims are served, where a model's record has their hash",
    )
    .option("--port <number>", "port of the loopback address; 0 takes a free one", portOf, 8787)
    .option("--database <file>", "where the index keeps its rows; everything in it can be read from the chain again", ".credence/index.sqlite")
    .action(async ({ manifests: directories = [], documents: folders = [], port, database: path, ...flags }: Options) => {
      const manifests = readManifests(directories);
      const documents = readDocuments(folders);
      const { deployment, publicClient } = await openForReading(flags);
      const database = openDatabase(path, { chainId: deployment.chainId, registry: deployment.contracts.DecisionRegistry.address });
      let told = "";
      const onError = ({ message }: Error) => {
        // A node that is away for an hour is one line, not thousands.
        if (message !== told) progress(message);
        told = message;
      };
      const follower = follow(database, { client: publicClient, ...watchedOf(deployment) }, { onError });
      try {
        const given = { manifest: (hash: string) => manifests.get(hash), document: (hash: string) => documents.get(hash) };
        const server = await serveIndex(database, { facts: factsOf(deployment), head: follower.head, ...given }, port).catch((cause: NodeJS.ErrnoException) => {
          throw new CredenceError("CRD-9001", cause.code === "EADDRINUSE" ? `Port ${port} is taken; give another with --port.` : cause.message, { cause });
        });
        emit(
          { url: server.url, chainId: deployment.chainId, database: path, manifests: manifests.size, documents: documents.size },
          `The index answers at ${server.url}`,
        );
        progress(
          `Following chain ${deployment.chainId} from block ${deployment.startBlock}, with ${count(manifests.size, "manifest")} and ${count(documents.size, "document")}. Ctrl-C ends it.`,
        );
        await asked();
        await server.close();
      } finally {
        await follower.close();
        database.close();
      }
    });
}
