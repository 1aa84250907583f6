import { randomBytes } from "node:crypto";
import { type Hex, keccak256, pad, stringToHex } from "viem";
import type { Deployment } from "../../src/chain/deployment.ts";
import { openEvaluator } from "../../src/evaluate/evaluate.ts";
import type { ModelFiles } from "../../src/model/model-files.ts";
import type { IssuerKey } from "../../src/record/issuer-key.ts";
import { encodeFeatures, type SignedRecord, signRecord } from "../../src/record/record.ts";
import { type Application, applicationId } from "../../src/statement/application.ts";
import type { Decision } from "../../src/statement/outcome.ts";
import { cellsOf, type Example, readCsv } from "../example.ts";
import { applicantAccount, PEOPLE } from "./accounts.ts";

/** One applicant's application to the lender, with the record that the issuer signed for it. */
export interface SignedApplication {
  /** Row of the example's applicants, from 1. */
  row: number;
  /** Which of the demo's applicants it is, from 0. */
  position: number;
  application: Application;
  record: SignedRecord;
}

/** Every fifth applicant has no account: their subject is a commitment that hides who they are. */
export const hasAccount = (position: number): boolean => position % 5 !== 4;
const subjectOf = (position: number): Hex =>
  !hasAccount(position) ? keccak256(randomBytes(32)) : pad(applicantAccount(position).address.toLowerCase() as Hex, { size: 32 });

/** Rows of the first applicants, from 1, of whom at most half get the same decision: so that every decision is among them, however rare. */
function chooseRows(
  { model }: ModelFiles,
  rows: readonly Record<string, string>[],
  count: number,
  cells: (row: Record<string, string>) => Record<string, string>,
) {
  const evaluate = openEvaluator(model);
  const taken = new Map<Decision, number>();
  const chosen: number[] = [];
  for (let row = 1; row <= rows.length && chosen.length < count; row++) {
    const { decision } = evaluate(encodeFeatures(model.schema, cells(rows[row - 1] as Record<string, string>)));
    if ((taken.get(decision) ?? 0) >= Math.ceil(count / 2)) continue;
    taken.set(decision, (taken.get(decision) ?? 0) + 1);
    chosen.push(row);
  }
  return chosen;
}

/**
 * Some of an example's applicants apply, and the issuer signs the record of each for its application, one every half hour.
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
  const rows = readCsv(example.applicantsFile);
  return chooseRows(files, rows, count, (row) => cellsOf(files, row)).map((row, position) => {
    const features = cellsOf(files, rows[row - 1] as Record<string, string>);
    const application: Application = {
      chainId: BigInt(deployment.chainId),
      decisionRegistry: deployment.contracts.DecisionRegistry.address,
      lender: PEOPLE.lender.address.toLowerCase() as Hex,
      subject: subjectOf(position),
      reference: keccak256(stringToHex(`application ${position + 1}`)),
    };
    const issuedAt = until - 1_800n * BigInt(count - 1 - position);
    const record = signRecord(files.model.schema, key.secret, { applicationId: applicationId(application), issuedAt, features });
    return { row, position, application, record };
  });
}
