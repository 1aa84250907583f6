import type { Address } from "viem";
import { z } from "zod";
import { CredenceError } from "../errors/credence-error.ts";
import { parseJsonFile } from "../files/json.ts";

/** The id of the chains that Hardhat runs on this machine. */
export const LOCAL_CHAIN = 31337;

const DAY = 86_400;
const account = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "an address")
  .refine((text) => !/^0x0{40}$/.test(text), "an account, not the zero address") as unknown as z.ZodType<Address>;
const seconds = z
  .int()
  .nonnegative()
  .max(2 ** 32 - 1);

/** What a deployment is decided by. Who holds which role may change later, by governance; the delays of approvals and keys never do. */
export const DeploymentParameters = z.strictObject({
  /** What people will call the deployment. */
  name: z.string().min(1).max(64),
  explorer: z.url({ protocol: /^https?$/ }).optional(),
  /** Seconds between the announcement of a model's approval and the approval. */
  approvalDelay: seconds,
  /** Seconds from an issuer key's addition until it is valid. */
  keyDelay: seconds,
  /** Seconds between a proposal of governance and its execution. */
  governanceDelay: seconds,
  /** Who proposes to the timelock and carries out what it let pass. */
  governors: z.array(account).min(1),
  developer: account,
  validator: account,
  approver: account,
  guardian: account,
  issuerAdministrator: account,
});
export type DeploymentParameters = z.infer<typeof DeploymentParameters>;

/** @throws CredenceError CRD-9002 where the file cannot be read, CRD-9003 where it does not hold parameters. */
export const readDeploymentParameters = (path: string): DeploymentParameters => parseJsonFile(path, DeploymentParameters);

/** Parameters for a chain on this machine: no delays, one of the node's own accounts a part, the deployer as governor. */
export function localParameters(accounts: readonly Address[]): DeploymentParameters {
  const [governor, developer, validator, approver, guardian, issuerAdministrator] = accounts;
  return DeploymentParameters.parse({
    name: "local",
    approvalDelay: 0,
    keyDelay: 0,
    governanceDelay: 0,
    governors: [governor],
    developer,
    validator,
    approver,
    guardian,
    issuerAdministrator,
  });
}

/**
 * Holds the parameters of a production deployment to what its promises need: a day at least in which what is added can be stopped, and nobody in two parts of a
 * model's life. The contracts separate the parts of one model; here nobody has two to begin with.
 * @throws CredenceError CRD-9003 with the name of the parameter.
 */
export function checkProductionParameters(parameters: DeploymentParameters): void {
  for (const name of ["approvalDelay", "keyDelay", "governanceDelay"] as const) {
    if (parameters[name] < DAY)
      throw new CredenceError("CRD-9003", `${name} is ${parameters[name]} s: in production it is a day (${DAY}) at least.`, { place: name });
  }
  const holders = new Map<string, string>();
  for (const name of ["developer", "validator", "approver", "guardian", "issuerAdministrator"] as const) {
    const holder = parameters[name].toLowerCase();
    const other = holders.get(holder);
    if (other !== undefined) throw new CredenceError("CRD-9003", `${name} and ${other} are one account: in production they are two.`, { place: name });
    holders.set(holder, name);
  }
}
