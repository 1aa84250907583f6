import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { keccak256 } from "viem";
import { Manifest } from "../build/manifest.ts";
import type { Deployment } from "../chain/deployment.ts";
import { CredenceError } from "../errors/credence-error.ts";
import { parseJson } from "../files/json.ts";
import type { Status } from "./api.ts";
import type { FollowOptions } from "./follow.ts";

/** Ids that development nodes give to chains which live on one machine. */
const LOCAL_CHAINS = new Set([1337, 31337]);

/** The fixed facts of a deployment as the index states them. */
export function factsOf(deployment: Deployment): Omit<Status, "block" | "head" | "counts"> {
  const { ModelRegistry, IssuerRegistry, DecisionRegistry, CreditGate, VerifierFactory } = deployment.contracts;
  return {
    chainId: deployment.chainId,
    local: LOCAL_CHAINS.has(deployment.chainId),
    production: deployment.production,
    explorer: deployment.explorer ?? null,
    startBlock: deployment.startBlock,
    contracts: {
      ModelRegistry: ModelRegistry.address,
      IssuerRegistry: IssuerRegistry.address,
      DecisionRegistry: DecisionRegistry.address,
      CreditGate: CreditGate.address,
      VerifierFactory: VerifierFactory.address,
    },
  };
}

/** What of a deployment the index follows. */
export function watchedOf(deployment: Deployment): Pick<FollowOptions, "contracts" | "startBlock"> {
  const { ModelRegistry, IssuerRegistry, DecisionRegistry } = deployment.contracts;
  return {
    contracts: { ModelRegistry: ModelRegistry.address, IssuerRegistry: IssuerRegistry.address, DecisionRegistry: DecisionRegistry.address },
    startBlock: BigInt(deployment.startBlock),
  };
}

/** Manifest files below a directory: its own, of the model directory that it is, and of the model directories in it. */
function manifestFiles(directory: string): string[] {
  if (!existsSync(directory)) throw new CredenceError("CRD-9002", `There is no directory ${directory}.`, { place: directory });
  const inside = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const folders = [directory, join(directory, "public"), ...inside.map(({ name }) => join(directory, name, "public"))];
  return folders.map((folder) => join(folder, "manifest.json")).filter((file) => existsSync(file));
}

/**
 * The texts of the public manifests in some directories, by their keccak256: what a registration names. A model's directory, one that holds several, or any folder with a
 * manifest.json will do; nothing else in them is read.
 * @throws CredenceError CRD-9002 or CRD-9003 for a manifest that cannot be read or is none.
 */
export function readManifests(directories: readonly string[]): Map<string, string> {
  return new Map(
    directories.flatMap(manifestFiles).map((file) => {
      const bytes = readFileSync(file);
      const text = bytes.toString("utf8");
      parseJson(text, Manifest, file);
      return [keccak256(bytes), text];
    }),
  );
}
