import { randomBytes } from "node:crypto";
import { type Hex, keccak256, pad, stringToHex } from "viem";
import type { Deployment } from "../../src/chain/deployment.ts";
import type { ModelFiles } from "../../src/model/model-files.ts";
import type { IssuerKey } from "../../src/record/issuer-key.ts";
import { type SignedRecord, signRecord } from "../../src/record/record.ts";
import { type Application, applicationId } from "../../src/statement/application.ts";
import { cellsOf, type Example, readCsv } from "../example.ts";
import { applicantAccount, PEOPLE } from "./accounts.ts";

/** One applicant's application to the lender, with the record that the issuer signed for it. */
export interface SignedApplication {
  /** Row of the example's applicants, from 1. */
  row: number;
  application: Application;
  record: SignedRecord;
}

/** Every fifth applicant has no account: their subject is a commitment that hides who they are. */
export const hasAccount = (position: number): boolean => position % 5 !== 4;
const subjectOf = (position: number): Hex =>
  !hasAccount(position) ? keccak256(randomBytes(32)) : pad(applicantAccount(position).address.toLowerCase() as Hex, { size: 32 });

/**
 * The first applicants of an example apply, and the issuer signs the record of each for its application, one every half hour.
 * @param until when the last record is signed, in Unix seconds.
 */
export function signApplications(
  example: Example,
  files: ModelFiles,
  deployment: Deployment,
  key: IssuerKey,
  count: number,
  until: bigint,
): SignedApplication[] {
  return readCsv(example.applicantsFile)
    .slice(0, count)
    .map((row, position) => {
      const application: Application = {
        chainId: BigInt(deployment.chainId),
        decisionRegistry: deployment.contracts.DecisionRegistry.address,
        lender: PEOPLE.lender.address.toLowerCase() as Hex,
        subject: subjectOf(position),
        reference: keccak256(stringToHex(`application ${position + 1}`)),
      };
      const issuedAt = until - 1_800n * BigInt(count - 1 - position);
      const record = signRecord(files.model.schema, key.secret, { applicationId: applicationId(application), issuedAt, features: cellsOf(files, row) });
      return { row: position + 1, application, record };
    });
}
