import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Abi, BaseError, ContractFunctionRevertedError, type Hex, parseEther } from "viem";
import { CredenceError } from "../../src/errors/credence-error.ts";
import { ROOT } from "../example.ts";
import { applicantAccount, PEOPLE } from "./accounts.ts";
import { hasAccount } from "./applications.ts";
import { DAY, type Register } from "./register.ts";
import type { DecisionLine } from "./summary.ts";

/** ICreditGate.Answer in words. */
const ANSWERS = [
  "granted",
  "there is no decision",
  "the decision is no approval",
  "a human overrode the decision",
  "the decision is too old",
  "the score is too low",
  "another model decided",
  "another policy decided",
  "the model was stopped",
  "the decision was superseded",
  "the registry is stopped",
];

/** Why the gate said no, out of the credit line's own error. */
function answerOf(error: unknown): string {
  const reverted = error instanceof BaseError ? error.walk((at) => at instanceof ContractFunctionRevertedError) : null;
  if (!(reverted instanceof ContractFunctionRevertedError) || reverted.data?.errorName !== "NotCreditworthy") throw error;
  return ANSWERS[reverted.data.args?.[1] as number] as string;
}

export interface Lending {
  /** The credit line's address. */
  contract: Hex;
  /** Rows of the applicants who asked. */
  lentTo: number;
  refusedTo: number;
  reason: string;
}

/**
 * A contract that consumes decisions: the example credit line lends to an applicant with a fresh approving decision, and refuses one without.
 */
export async function lendOnDecisions({ at, as }: Register, decisions: readonly DecisionLine[]): Promise<Lending> {
  const { abi, bytecode } = JSON.parse(readFileSync(join(ROOT, "artifacts/contracts/examples/CreditLine.sol/CreditLine.json"), "utf8")) as {
    abi: Abi;
    bytecode: Hex;
  };
  const { publicClient, walletClient } = await as(PEOPLE.governor);
  const terms = {
    lender: PEOPLE.lender.address,
    model: `0x${"0".repeat(64)}`,
    policyHash: `0x${"0".repeat(64)}`,
    minimumScore: 0,
    maximumAge: Number(30n * DAY),
  };
  const limit = parseEther("1");
  const deployed = await walletClient.deployContract({ abi, bytecode, args: [at("CreditGate"), terms, limit], value: parseEther("5") });
  const { contractAddress } = await publicClient.waitForTransactionReceipt({ hash: deployed });
  const address = contractAddress as Hex;

  const applicant = (decision: DecisionLine["decision"]) => {
    const line = decisions.find((each) => each.decision === decision && hasAccount(each.position));
    if (!line) throw new CredenceError("CRD-9900", `No applicant with an account has the decision ${decision}.`);
    return line;
  };
  const draw = async ({ position }: DecisionLine) => {
    const clients = await as(applicantAccount(position));
    const { request } = await publicClient.simulateContract({ address, abi, functionName: "draw", args: [limit], account: clients.walletClient.account });
    return publicClient.waitForTransactionReceipt({ hash: await clients.walletClient.writeContract(request as never) });
  };
  const lentTo = applicant("approve");
  if ((await draw(lentTo)).status !== "success") throw new CredenceError("CRD-9900", "The credit line did not lend on an approving decision.");
  const refusedTo = applicant("decline");
  const reason = await draw(refusedTo).then(() => undefined, answerOf);
  if (reason === undefined) throw new CredenceError("CRD-9900", "The credit line lent on a decline.");
  return { contract: address, lentTo: lentTo.row, refusedTo: refusedTo.row, reason };
}
