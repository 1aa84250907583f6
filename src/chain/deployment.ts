import { z } from "zod";
import { parseJsonFile, writeJsonFile } from "../files/json.ts";

const word = z.string().regex(/^0x[0-9a-f]{64}$/, "32 bytes as 0x and 64 lower-case hex digits") as unknown as z.ZodType<`0x${string}`>;
const address = z.string().regex(/^0x[0-9a-f]{40}$/, "an address in lower-case hex") as unknown as z.ZodType<`0x${string}`>;
const integer = z.string().regex(/^(0|[1-9]\d*)$/, "a decimal integer");

/** One contract as it stands on the chain. */
const DeployedContract = z.strictObject({
  address,
  /** Number of the block in which it was deployed. */
  block: z.int().nonnegative(),
  /** The transaction that deployed it. */
  transaction: word,
  /** What its constructor was given, in order: addresses, decimal integers, booleans, lists of addresses. */
  constructorArguments: z.array(z.union([address, integer, z.boolean(), z.array(address)])),
  /** keccak256 of the code at the address. */
  codeHash: word,
});
export type DeployedContract = z.infer<typeof DeployedContract>;

/** A deployment of Credence on one chain: what a client, the index and the page need to find it. `checkDeployment` proves it against the chain. */
export const Deployment = z.strictObject({
  format: z.literal("credence.deployment/1"),
  chainId: z.int().positive(),
  /** What people call it. */
  name: z.string().min(1).max(64),
  /** Whether its registry refuses keys that one party made. */
  production: z.boolean(),
  /** The block of the first contract: no event is older. */
  startBlock: z.int().nonnegative(),
  /** Address of a block explorer, to which /tx/HASH and /address/ADDRESS are appended. */
  explorer: z.url({ protocol: /^https?$/ }).optional(),
  contracts: z.strictObject({
    AccessManager: DeployedContract,
    TimelockController: DeployedContract,
    VerifierFactory: DeployedContract,
    ModelRegistry: DeployedContract,
    IssuerRegistry: DeployedContract,
    DecisionRegistry: DeployedContract,
    CreditGate: DeployedContract,
  }),
});
export type Deployment = z.infer<typeof Deployment>;
export type ContractName = keyof Deployment["contracts"];

/** @throws CredenceError CRD-9002 where the file cannot be read, CRD-9003 where it is no deployment record. */
export const readDeployment = (path: string): Deployment => parseJsonFile(path, Deployment);

/** Writes a record whole or not at all. */
export const writeDeployment = (path: string, deployment: Deployment): void => writeJsonFile(path, Deployment.parse(deployment));

/** The JSON schema that deployments/deployment.schema.json holds. */
export const deploymentSchema = (): object => z.toJSONSchema(Deployment, { io: "input" });
